import { reason, type Outgoing, type Receipt } from "../api";
import { newClientId, sendOrKeep } from "../delivery";
import { make, slot } from "../element";
import { receiptSection } from "../receipt";
import { bodyOf } from "../report";
import { stringsOf, type Strings } from "../strings";
import { Locator, type Fix } from "./locate";
import { showNear } from "./near-devices";
import { OutboxView } from "./outbox-view";

/**
 * The report form with position, neighbours, a pin and an outbox. All of it is extra: the form inside
 * posts to the server by itself.
 */
class ReportForm extends HTMLElement {
  #form: HTMLFormElement | undefined;
  #say: Strings | undefined;
  #outbox: OutboxView | undefined;
  #movePin: ((position: [number, number]) => void) | undefined;
  #pinAsked = false;
  #pinPlace: HTMLElement | undefined;

  connectedCallback(): void {
    const form = this.querySelector<HTMLFormElement>("form");
    const clientId = newClientId();
    if (!form || !clientId || this.#form) return;
    this.#form = form;
    this.#say = stringsOf(this);
    field(form, "client_id", clientId);
    form.addEventListener("submit", (event) => void this.#submit(event, form));
    const place = slot(form, "[data-slot=location]", () => prepended(form, make("div", { class: "location" })));
    const locate = place.appendChild(make("p", { class: "locate-line" }));
    const status = place.appendChild(make("p", { "data-position": "", role: "status" }));
    this.#pinPlace = place.appendChild(make("div", { "data-pin": "", "data-streets": this.dataset["streets"] ?? place.dataset["streets"] }));
    new Locator(locate, status, this.#say, (fix) => this.#located(fix)).start();
    this.#outbox = new OutboxView(slot(this, "[data-outbox]", () => prepended(this, make("div", { "data-outbox": "", role: "status" }))), this.#say);
    this.#outbox.start();
    this.dataset["ready"] = "";
  }

  #located(fix: Fix): void {
    const form = this.#form;
    if (!form || !this.#say) return;
    field(form, "longitude", fix.position[0].toFixed(6));
    field(form, "latitude", fix.position[1].toFixed(6));
    field(form, "accuracy_m", fix.accuracy === undefined ? "" : String(Math.round(fix.accuracy)));
    void showNear(slot(form, "[data-slot=near]", () => beforeButton(form, make("div", { "data-slot": "near" }))), fix.position, this.#say);
    this.#movePin?.(fix.position);
    if (!this.#pinAsked) void this.#addPin(fix.position);
  }

  async #addPin(position: [number, number]): Promise<void> {
    const form = this.#form;
    const place = this.#pinPlace;
    if (!form || !place || !this.#say) return;
    this.#pinAsked = true;
    const { pinMap } = await import("./pin-map");
    const say = this.#say;
    this.#movePin = await pinMap(place, position, say, (moved) => {
      field(form, "longitude", moved[0].toFixed(6));
      field(form, "latitude", moved[1].toFixed(6));
      field(form, "accuracy_m", "");
      const status = form.querySelector("[data-position]");
      if (status) status.textContent = say("report.placed");
    });
  }

  async #submit(event: SubmitEvent, form: HTMLFormElement): Promise<void> {
    const say = this.#say;
    if (!say) return;
    const report = bodyOf(new FormData(form));
    // What only the server can settle (typed coordinates, an ambiguous town) goes as the form itself.
    if (report.needsServer && navigator.onLine) return;
    event.preventDefault();
    const complaint = report.missing ? say(`report.missing_${report.missing}`) : "";
    this.#error(complaint);
    if (complaint) return;
    const controls = form.querySelectorAll<HTMLButtonElement>("button[type=submit], button:not([type])");
    for (const control of controls) control.disabled = true;
    try {
      await this.#send(report.body, report.place, form, say);
    } catch (error) {
      this.#error(say("report.rejected", { reason: reason(error, say) }));
    } finally {
      for (const control of controls) control.disabled = false;
    }
  }

  async #send(body: Outgoing, place: string | undefined, form: HTMLFormElement, say: Strings): Promise<void> {
    const sent = await sendOrKeep(body, place);
    if (sent.kind === "delivered") return this.#showReceipt(sent.receipt, say);
    form.reset();
    field(form, "client_id", newClientId() ?? "");
    for (const name of ["longitude", "latitude", "accuracy_m"]) field(form, name, "");
    await this.#outbox?.show();
    this.querySelector<HTMLElement>("[data-outbox]")?.scrollIntoView({ block: "nearest" });
    form.querySelector<HTMLElement>("button.locate")?.focus({ preventScroll: true });
  }

  #showReceipt(receipt: Receipt, say: Strings): void {
    const section = receiptSection(receipt, say);
    const main = this.closest("main");
    // The page now says one thing only, as the server's own receipt does.
    if (main) main.replaceChildren(section);
    else this.replaceChildren(section);
    section.querySelector("h1")?.focus();
    scrollTo(0, 0);
  }

  #error(text: string): void {
    const form = this.#form;
    if (!form) return;
    const place = slot(form, "[data-slot=status]", () => beforeButton(form, make("p", { "data-slot": "status", role: "status" })));
    place.textContent = text;
    place.classList.toggle("fault", text !== "");
  }
}

/** Sets a field of the form, adding a hidden one when the page has none. */
function field(form: HTMLFormElement, name: string, value: string): void {
  const found = form.elements.namedItem(name);
  if (found instanceof HTMLInputElement) found.value = value;
  else form.append(make("input", { type: "hidden", name, value }));
}

function prepended(parent: HTMLElement, child: HTMLElement): HTMLElement {
  parent.prepend(child);
  return child;
}

function beforeButton(form: HTMLFormElement, child: HTMLElement): HTMLElement {
  const send = [...form.querySelectorAll("button[type=submit]")].at(-1);
  const line = send?.parentElement === form ? send : send?.parentElement;
  if (line) line.before(child);
  else form.append(child);
  return child;
}

customElements.define("report-form", ReportForm);
