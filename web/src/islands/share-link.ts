import { make, slot } from "../element";
import { stringsOf } from "../strings";

/** Copies the address of the page, or of the link inside; with `for`, the text of that field. */
class ShareLink extends HTMLElement {
  connectedCallback(): void {
    const control = this.querySelector<HTMLElement>("button, a");
    if (!control || !(navigator.clipboard || this.#shares())) return;
    control.hidden = false;
    control.addEventListener("click", (event) => {
      event.preventDefault();
      void this.#copy(this.#text(control));
    });
  }

  #text(control: HTMLElement): string {
    const field = document.getElementById(this.getAttribute("for") ?? "");
    if (field instanceof HTMLTextAreaElement) return field.value;
    return control instanceof HTMLAnchorElement ? control.href : location.href;
  }

  /** Phones have a sheet of their own for passing an address on. */
  #shares(): boolean {
    return this.hasAttribute("data-sheet") && typeof navigator.share === "function" && matchMedia("(pointer: coarse)").matches;
  }

  async #copy(text: string): Promise<void> {
    const say = stringsOf(this);
    // Whoever closes the sheet has decided; nothing went wrong.
    if (this.#shares()) return navigator.share({ title: document.title, url: text }).catch(() => undefined);
    const status = slot(this, "[role=status]", () => this.appendChild(make("span", { role: "status" })));
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    status.textContent = say(copied ? "share.copied" : "share.failed");
  }
}

customElements.define("share-link", ShareLink);
