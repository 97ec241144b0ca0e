/**
 * Keys for the list of what waits: `j` and `k` go forward and back, `x` ticks, `o` opens.
 * They work while the list has the focus, so that they never take a letter from a text field or a screen reader (WCAG 2.1.4).
 */
class ModerationQueue extends HTMLElement {
  connectedCallback(): void {
    const list = this.querySelector("ol");
    list?.addEventListener("keydown", (event) => this.#key(list, event));
    this.querySelector("[data-slot=keys]")?.removeAttribute("hidden");
  }

  #key(list: Element, event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const boxes = [...list.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
    const row = event.target instanceof Element ? event.target.closest(".queue-line, .queue-group") : null;
    const here = boxes.findIndex((box) => row?.contains(box));
    const box = boxes[here];
    if (!box) return;
    switch (event.key) {
      case "j":
        boxes[here + 1]?.focus();
        break;
      case "k":
        boxes[here - 1]?.focus();
        break;
      case "x":
        box.click();
        break;
      case "o":
        row?.querySelector("a")?.click();
        break;
      default:
        return;
    }
    event.preventDefault();
  }
}

customElements.define("moderation-queue", ModerationQueue);

// A file without an import is a script to TypeScript, and only a module can be fetched by a page that needs it.
export {};
