import { button, make } from "../element";
import { forgetEverything } from "../forget";
import { database, flushOutbox, mayKeep, type Delivered, type Waiting } from "../outbox";
import { receiptSection } from "../receipt";
import type { Strings } from "../strings";

/** The least time between two attempts that the page makes by itself, in milliseconds. */
const PAUSE_MS = 5_000;

/** Says what waits on this device, sends it when the network is back, and shows the receipts that come of it. */
export class OutboxView {
  readonly #tabs = "BroadcastChannel" in window ? new BroadcastChannel("technopolice-receipts") : undefined;
  readonly #waiting = make("div", { class: "outbox", hidden: "" });
  #timer = 0;

  constructor(
    readonly place: HTMLElement,
    readonly say: Strings,
  ) {
    place.append(this.#waiting);
  }

  start(): void {
    if (!("indexedDB" in window)) return;
    this.#choice();
    const flush = () => void this.#flush();
    addEventListener("online", flush);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
    // The tab that sends gets the code; the others must show it too, since one may be closed.
    this.#tabs?.addEventListener("message", (event: MessageEvent<Delivered[]>) => this.#delivered(event.data));
    flush();
  }

  /** Rewrites the line about what waits. */
  async show(remark?: string): Promise<void> {
    const all = await database.all();
    const waiting = all.filter((record) => record.refused === undefined);
    const reports = waiting.filter((record) => !record.taken).length;
    const lines: HTMLElement[] = [];
    if (reports) lines.push(make("p", {}, make("strong", {}, this.say.count("outbox.waiting", reports)), " ", this.say("outbox.kept")));
    if (waiting.length > reports) lines.push(make("p", {}, make("strong", {}, this.say.count("outbox.photos", waiting.length - reports))));
    if (remark) lines.push(make("p", {}, remark));
    for (const record of all) if (record.refused !== undefined) lines.push(this.#refused(record, record.refused));
    if (all.length) lines.push(button("button button-quiet", this.say("outbox.forget"), () => void forgetEverything()));
    this.#waiting.replaceChildren(...lines);
    this.#waiting.hidden = lines.length === 0;
    this.#again(waiting);
  }

  async #flush(): Promise<void> {
    try {
      const delivered = await flushOutbox();
      if (delivered.length) this.#tabs?.postMessage(delivered);
      this.#delivered(delivered);
    } catch (error) {
      // A browser without storage (private window) has no outbox; the form still sends.
      console.warn("the outbox is not available:", error);
    }
  }

  /** Tries again when the server said that it may be asked. */
  #again(waiting: Waiting[]): void {
    clearTimeout(this.#timer);
    const at = waiting[0]?.notBefore;
    if (at !== undefined) this.#timer = window.setTimeout(() => void this.#flush(), Math.max(PAUSE_MS, at - Date.now()));
  }

  #delivered(delivered: Delivered[]): void {
    for (const { receipt, photo } of delivered) if (receipt) this.place.append(receiptSection(receipt, this.say, photo));
    void this.show();
  }

  /** Whether reports may wait on this device at all. */
  #choice(): void {
    const box = make("input", { type: "checkbox" });
    box.checked = !mayKeep.get();
    box.addEventListener("change", () => mayKeep.set(!box.checked));
    const wipe = button("link-button", this.say("outbox.forget"), () => void forgetEverything());
    document.querySelector("[data-slot=traces]")?.replaceChildren(make("label", { class: "check-line" }, box, ` ${this.say("outbox.off")}`), wipe);
  }

  #refused(record: Waiting, why: string): HTMLElement {
    const again = button("button button-quiet", this.say("outbox.correct"), () => {
      refill(record);
      void database.remove(record.id).then(() => this.show());
    });
    return make("p", { class: "error" }, this.say("outbox.to_correct", { reason: why }), " ", again);
  }
}

/** Puts a refused report back in the form. It was never taken, so it keeps its client id. */
function refill(record: Waiting): void {
  const form = document.querySelector<HTMLFormElement>("report-form form");
  const patch: unknown = record.body["patch"];
  if (!form || typeof patch !== "object" || patch === null) return;
  const { kind, form: drawn, ...rest } = patch as Record<string, unknown>;
  const [longitude, latitude] = Array.isArray(rest["position"]) ? rest["position"] : [];
  const shown = form.querySelector(`[name=kind][value="${String(kind)}/${String(drawn)}"]`) ? `${String(kind)}/${String(drawn)}` : kind;
  const values: Record<string, unknown> = { ...rest, kind: shown, form: shown === kind ? drawn : undefined, longitude, latitude, client_id: record.body.client_id, note: record.body["note"], place: record.place };
  for (const [name, value] of Object.entries(values)) {
    const control = form.elements.namedItem(name);
    if (value !== undefined && control && "value" in control) control.value = String(value);
  }
}
