import type { Receipt } from "../api";
import { button, make } from "../element";
import { database, flushOutbox, forget, type Waiting } from "../outbox";
import { receiptSection } from "../receipt";
import type { Strings } from "../strings";

/** Says what waits on this device, sends it when the network is back, and shows the receipts that come of it. */
export class OutboxView {
  readonly #tabs = "BroadcastChannel" in window ? new BroadcastChannel("technopolice-receipts") : undefined;
  readonly #waiting = make("div", { class: "outbox", hidden: "" });

  constructor(
    readonly place: HTMLElement,
    readonly say: Strings,
  ) {
    place.append(this.#waiting);
  }

  start(): void {
    if (!("indexedDB" in window)) return;
    const flush = () => void this.#flush();
    addEventListener("online", flush);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
    // The tab that sends gets the code; the others must show it too, since one may be closed.
    this.#tabs?.addEventListener("message", (event: MessageEvent<Receipt[]>) => this.#delivered(event.data));
    flush();
  }

  /** Rewrites the line about what waits. */
  async show(): Promise<void> {
    const all = await database.all();
    const waiting = all.filter((record) => record.refused === undefined);
    const lines: HTMLElement[] = [];
    if (waiting.length) lines.push(make("p", {}, make("strong", {}, this.say.count("outbox.waiting", waiting.length)), " ", this.say("outbox.kept")));
    for (const record of all) if (record.refused !== undefined) lines.push(this.#refused(record, record.refused));
    if (all.length) lines.push(button("button button-quiet", this.say("outbox.forget"), () => void forget().then(() => this.show())));
    this.#waiting.replaceChildren(...lines);
    this.#waiting.hidden = lines.length === 0;
  }

  async #flush(): Promise<void> {
    try {
      const receipts = await flushOutbox();
      if (receipts.length) this.#tabs?.postMessage(receipts);
      this.#delivered(receipts);
    } catch (error) {
      // A browser without storage (private window) has no outbox; the form still sends.
      console.warn("the outbox is not available:", error);
    }
  }

  #delivered(receipts: Receipt[]): void {
    for (const receipt of receipts) this.place.append(receiptSection(receipt, this.say));
    void this.show();
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
  const values: Record<string, unknown> = { ...patch, client_id: record.body.client_id, note: record.body["note"], place: record.place };
  for (const [name, value] of Object.entries(values)) {
    const control = form.elements.namedItem(name);
    if (value !== undefined && control && "value" in control) control.value = String(value);
  }
}

