/**
 * Opens the receipt whose code is in the address. The code travels in the fragment, which no server
 * ever sees, and goes on in the body of the form.
 */
class ReceiptView extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[name=code]");
    const code = decodeURIComponent(location.hash.slice(1));
    if (!input?.form || !/^[\w-]{20,60}$/.test(code)) return;
    // A shared screen or the history should not hold the code.
    history.replaceState(history.state, "", location.pathname);
    input.value = code;
    input.form.requestSubmit();
  }
}

customElements.define("receipt-view", ReceiptView);
export {};
