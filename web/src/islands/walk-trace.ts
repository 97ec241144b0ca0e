import { api, reason } from "../api";
import { newClientId } from "../delivery";
import { button, make } from "../element";
import { stringsOf } from "../strings";
import { pageLanguage } from "../urls";
import { FILE_LIMIT, geometryOf, lengthOf, readTrack, type Lines } from "../walk/track";

/**
 * A recorded walk, dropped or chosen: it is read here, its length is told, and only when asked its line alone is sent
 * as survey effort. The server keeps squares of it, and nothing of its ends.
 */
class WalkTrace extends HTMLElement {
  readonly #status = make("div", { role: "status", class: "trace-status" });

  connectedCallback(): void {
    this.hidden = false;
    this.append(this.#status);
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    input?.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) void this.#take(file);
    });
    // A page that lets a file fall opens it instead.
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void this.#take(file);
    });
  }

  async #take(file: File): Promise<void> {
    const say = stringsOf(this);
    const lines = file.size > FILE_LIMIT ? undefined : readTrack(await file.text());
    if (!lines) return this.#tell(say(file.size > FILE_LIMIT ? "trace.too_large" : "trace.unreadable"));
    const kilometres = new Intl.NumberFormat(pageLanguage(), { style: "unit", unit: "kilometer", maximumFractionDigits: 1 }).format(lengthOf(lines) / 1000);
    const day = make("input", { type: "date", id: "trace-day", max: today(), value: today() });
    const send = button("button", say("trace.send"), () => void this.#send(lines, day.value, send));
    this.#status.replaceChildren(
      make("p", { class: "trace-read" }, say("trace.read", { distance: kilometres })),
      make("p", { class: "field" }, make("label", { for: day.id }, say("trace.day")), day),
      make("p", { class: "actions" }, send),
    );
  }

  async #send(lines: Lines, day: string, send: HTMLButtonElement): Promise<void> {
    const say = stringsOf(this);
    const clientId = newClientId();
    if (!clientId) return this.#tell(say("trace.failed", { reason: say("error.network") }));
    send.disabled = true;
    const patch = { path: geometryOf(lines), walked_on: day || today(), method: "phone" };
    try {
      await api.send({ client_id: clientId, intent: "new", type: "survey", patch });
      this.#tell(say("trace.thanks"));
    } catch (error) {
      send.disabled = false;
      this.#status.querySelector(".fault")?.remove();
      this.#status.append(make("p", { class: "fault" }, say("trace.failed", { reason: reason(error, say) })));
    }
  }

  #tell(words: string): void {
    this.#status.replaceChildren(make("p", {}, words));
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

customElements.define("walk-trace", WalkTrace);
