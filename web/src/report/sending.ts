import "../styles/report-later.css";
import { reason, Unreachable } from "../api";
import { sendOrKeep, Unkept, type Sent } from "../delivery";
import { make, slot } from "../element";
import { GOOD_ENOUGH_M } from "../islands/locate";
import { OutboxView } from "../islands/outbox-view";
import type { ReportForm } from "../islands/report-form";
import type { Picture } from "../outbox";
import { receiptSection } from "../receipt";
import { bodyOf, type Report } from "./body";
import type { Strings } from "../strings";
import { Surroundings } from "./surroundings";

/** What the photo field gives; the element arrives with its own script. */
interface PhotoField extends HTMLElement {
  safe?(): Promise<Picture | undefined>;
  clear?(): void;
}

/** What happens once a form can be filled in: neighbours, pin, photo, outbox, and the way to the server. */
export class Sending {
  readonly #outbox: OutboxView;
  readonly #around: Surroundings;

  constructor(
    readonly host: ReportForm,
    readonly form: HTMLFormElement,
    readonly say: Strings,
  ) {
    this.#outbox = new OutboxView(slot(host, "[data-outbox]", () => prepended(host, make("div", { "data-outbox": "", role: "status" }))), say);
    this.#around = new Surroundings(host, form, say);
  }

  start(): void {
    this.#outbox.start();
    this.#around.start();
  }

  async submit(): Promise<void> {
    const report = await this.#placed(bodyOf(new FormData(this.form)));
    const picture = await this.#photo?.safe?.();
    if (report.missing) return this.#missing(report.missing);
    // What only the server can settle (odd coordinates, an ambiguous town) goes as the form itself.
    if (report.needsServer && navigator.onLine && !picture) return this.form.submit();
    this.host.tell(this.say("report.sending"));
    try {
      const body = { ...report.body, photo_follows: picture !== undefined };
      await this.#done(await sendOrKeep(body, report.place, picture));
    } catch (error) {
      this.host.tell(this.#trouble(error), true);
    }
  }

  get #photo(): PhotoField | null {
    return this.host.querySelector<PhotoField>("photo-boxes");
  }

  /** A report that says no place is where its sender stands: the tap on the button is also the answer to "where?". */
  async #placed(report: Report): Promise<Report> {
    if (report.missing !== "place") return report;
    const fix = await this.host.locator?.ask();
    if (!fix) return report;
    if ((fix.accuracy ?? 0) <= GOOD_ENOUGH_M) return bodyOf(new FormData(this.form));
    return { ...report, missing: "accuracy" };
  }

  #missing(what: NonNullable<Report["missing"]>): void {
    this.host.tell(this.say(`report.missing_${what}`), true);
    const place = this.form.querySelector<HTMLElement>(what === "kind" ? "#field-kind" : "#field-place");
    place?.scrollIntoView({ block: "start" });
    place?.querySelector<HTMLElement>("input:not([type=hidden]), button")?.focus({ preventScroll: true });
  }

  async #done(sent: Sent): Promise<void> {
    this.host.tell("");
    if (sent.kind === "delivered" && sent.receipt) return this.#show(receiptSection(sent.receipt, this.say, sent.photo));
    this.host.emptied();
    this.#photo?.clear?.();
    await this.#outbox.show(sent.kind === "waiting" && sent.photoLost ? this.say("outbox.photo_lost") : undefined);
    this.host.querySelector<HTMLElement>("[data-outbox]")?.scrollIntoView({ block: "nearest" });
    this.form.querySelector<HTMLElement>("button.locate")?.focus({ preventScroll: true });
  }

  #show(section: HTMLElement): void {
    // The page now says one thing only, as the server's own receipt does.
    (this.host.closest("main") ?? this.host).replaceChildren(section);
    section.querySelector("h1")?.focus();
    scrollTo(0, 0);
  }

  #trouble(error: unknown): string {
    if (error instanceof Unkept) return this.say(`outbox.unkept_${error.why}`);
    if (error instanceof Unreachable) return this.say("error.network");
    return this.say("report.rejected", { reason: reason(error, this.say) });
  }
}

function prepended(parent: HTMLElement, child: HTMLElement): HTMLElement {
  parent.prepend(child);
  return child;
}
