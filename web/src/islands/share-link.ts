import { make, slot } from "../element";
import { stringsOf } from "../strings";

/** Copies the address of the page, or of the link inside. */
class ShareLink extends HTMLElement {
  connectedCallback(): void {
    const control = this.querySelector<HTMLElement>("button, a");
    if (!control || !navigator.clipboard) return;
    control.hidden = false;
    control.addEventListener("click", (event) => {
      event.preventDefault();
      void this.#copy(control instanceof HTMLAnchorElement ? control.href : location.href);
    });
  }

  async #copy(address: string): Promise<void> {
    const say = stringsOf(this);
    const status = slot(this, "[role=status]", () => this.appendChild(make("span", { role: "status" })));
    const copied = await navigator.clipboard.writeText(address).then(
      () => true,
      () => false,
    );
    status.textContent = say(copied ? "share.copied" : "share.failed");
  }
}

customElements.define("share-link", ShareLink);
