import { make, slot } from "../element";
import type { Sending } from "../report/sending";
import { stringsOf, type Strings } from "../strings";
import { Locator, type Fix } from "./locate";

/**
 * The report form with position, neighbours, a pin and an outbox. All of it is extra: the form inside posts to the
 * server by itself. What is not needed to fill the form in is fetched once it can be filled in.
 */
export class ReportForm extends HTMLElement {
  #form: HTMLFormElement | undefined;
  #say: Strings | undefined;
  #sending: Promise<Sending> | undefined;
  #busy = false;
  #moved: ((fix: Fix) => void)[] = [];
  #last: Fix | undefined;
  locator: Locator | undefined;

  connectedCallback(): void {
    const form = this.querySelector<HTMLFormElement>("form");
    // Where a browser makes no identifiers (pages not served over TLS) the plain form does it all.
    if (!form || this.#form || typeof crypto.randomUUID !== "function") return;
    this.#form = form;
    this.#say = stringsOf(this);
    field(form, "client_id", crypto.randomUUID());
    form.addEventListener("submit", (event) => void this.#submit(event, form));
    const place = slot(form, "[data-slot=location]", () => form.appendChild(make("div", { class: "location" })));
    const locate = place.appendChild(make("p", { class: "locate-line" }));
    const status = place.appendChild(make("p", { "data-position": "", role: "status" }));
    this.locator = new Locator(locate, status, this.#say, (fix) => this.placed(fix));
    this.locator.start();
    this.dataset["ready"] = "";
    // The rest comes when the page has arrived and the browser has nothing better to do.
    const later = () => void this.#later().then((sending) => sending.start());
    if (document.readyState === "complete") later();
    else addEventListener("load", later, { once: true });
  }

  /** Calls `act` with the position of the report, now if there is one, and whenever it changes. */
  whenPlaced(act: (fix: Fix) => void): void {
    this.#moved.push(act);
    if (this.#last) act(this.#last);
  }

  /** Puts a position into the form. Where it came from says so itself. */
  placed(fix: Fix): void {
    if (!this.#form) return;
    this.#last = fix;
    field(this.#form, "longitude", fix.position[0].toFixed(6));
    field(this.#form, "latitude", fix.position[1].toFixed(6));
    field(this.#form, "accuracy_m", fix.accuracy === undefined ? "" : String(Math.round(fix.accuracy)));
    for (const act of this.#moved) act(fix);
  }

  /** The form is to be filled in again for another device. */
  emptied(): void {
    if (!this.#form) return;
    this.#last = undefined;
    this.#form.reset();
    field(this.#form, "client_id", crypto.randomUUID());
    for (const name of ["longitude", "latitude", "accuracy_m"]) field(this.#form, name, "");
  }

  /** Says something beside the button; a fault is said louder. */
  tell(text: string, fault = false): void {
    const line = this.#form && slot(this.#form, "[data-slot=status]", () => make("p", { role: "status" }));
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("fault", fault && text !== "");
  }

  #later(): Promise<Sending> {
    const fetched = () => import("../report/sending").then(({ Sending }) => new Sending(this, this.#form!, this.#say!));
    this.#sending ??= fetched().catch((error: unknown) => {
      this.#sending = undefined;
      throw error;
    });
    return this.#sending;
  }

  async #submit(event: SubmitEvent, form: HTMLFormElement): Promise<void> {
    event.preventDefault();
    if (this.#busy || !this.#say) return;
    this.#busy = true;
    this.toggleAttribute("data-sending", true);
    try {
      const sending = await this.#later().catch(() => undefined);
      if (sending) await sending.submit();
      // The script did not arrive: the form posts itself, if there is a network at all.
      else if (navigator.onLine) form.submit();
      else this.tell(this.#say("error.network"), true);
    } finally {
      this.#busy = false;
      this.toggleAttribute("data-sending", false);
    }
  }
}

/** Sets a field of the form, adding a hidden one when the page has none. */
function field(form: HTMLFormElement, name: string, value: string): void {
  const found = form.elements.namedItem(name);
  if (found instanceof HTMLInputElement) found.value = value;
  else form.append(make("input", { type: "hidden", name, value }));
}

customElements.define("report-form", ReportForm);
