import { reason } from "../api";
import { newClientId, sendOrKeep } from "../delivery";
import { make, slot } from "../element";
import { stringsOf } from "../strings";

/** Sends "still there", "gone" from a device's page without leaving it. */
class ConfirmDevice extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("submit", (event) => {
      const form = event.target;
      const clientId = newClientId();
      if (!(form instanceof HTMLFormElement) || !clientId) return;
      const data = new FormData(form, event.submitter);
      const intent = String(data.get("intent") ?? "");
      // A move needs a position: the plain form leads to the page that asks for it.
      if (!["confirm", "not_found", "removed"].includes(intent)) return;
      event.preventDefault();
      void this.#send(form, intent, String(data.get("client_id") ?? clientId), String(data.get("note") ?? ""));
    });
  }

  async #send(form: HTMLFormElement, intent: string, clientId: string, note: string): Promise<void> {
    const say = stringsOf(this);
    const status = slot(this, "[data-slot=status]", () => this.appendChild(make("p", { role: "status", class: "confirm-status" })));
    const body = {
      client_id: clientId,
      intent,
      entity: { kind: "device", id: this.dataset["id"] ?? "" },
      ...(note ? { note } : {}),
    };
    for (const control of form.querySelectorAll("button")) control.disabled = true;
    try {
      const sent = await sendOrKeep(body);
      status.textContent = say(sent.kind === "delivered" ? "confirm.thanks" : "confirm.queued");
      this.dataset["sent"] = intent;
    } catch (error) {
      for (const control of form.querySelectorAll("button")) control.disabled = false;
      status.textContent = say("confirm.failed", { reason: reason(error, say) });
    }
  }
}

customElements.define("confirm-device", ConfirmDevice);
