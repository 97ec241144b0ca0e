/** A button that prints the page; browsers without script have their own menu for it. */
class PrintPage extends HTMLElement {
  connectedCallback(): void {
    const control = this.querySelector("button");
    if (!control) return;
    control.hidden = false;
    control.addEventListener("click", () => window.print());
  }
}

export {};

customElements.define("print-page", PrintPage);
