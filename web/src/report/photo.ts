import { button, make } from "../element";
import type { ReportForm } from "../islands/report-form";
import type { Strings } from "../strings";
import { HEAD, taken, type Taken } from "./exif";
import { aim } from "./place";

/** Where the service worker leaves a photo that another program handed over. */
export const SHARED = "/partage/photo";

/**
 * The photo of a report. The field is in a template: without script a photo is added on the page of the receipt, and a
 * field that silently does nothing would be worse than none.
 */
export class PhotoPart {
  constructor(
    readonly host: ReportForm,
    readonly form: HTMLFormElement,
    readonly say: Strings,
  ) {}

  async start(): Promise<void> {
    const template = this.form.querySelector<HTMLTemplateElement>("template[data-photo]");
    if (!template) return;
    template.replaceWith(template.content.cloneNode(true));
    await import("../islands/photo-boxes");
    const input = this.form.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) return;
    const said = make("div", { class: "photo-place", role: "status" });
    (input.closest(".field") ?? input).after(said);
    input.addEventListener("change", () => void this.#chosen(input, said));
    await this.#shared(input);
  }

  async #chosen(input: HTMLInputElement, said: HTMLElement): Promise<void> {
    said.replaceChildren();
    const file = input.files?.[0];
    if (!file) return;
    const place = taken(await file.slice(0, HEAD).arrayBuffer());
    if (place && input.files?.[0] === file) this.#offer(place, said);
  }

  /** The place of the photo is used only if the person says so; nothing of it is kept otherwise. */
  #offer(place: Taken, said: HTMLElement): void {
    const use = button("button button-quiet", this.say("report.photo_use"), () => {
      this.host.placed({ position: place.position, accuracy: undefined });
      if (place.bearing !== undefined) aim(this.form, place.bearing);
      said.replaceChildren(make("p", {}, this.say("report.photo_used")));
    });
    const no = button("button button-quiet", this.say("report.photo_no"), () => said.replaceChildren());
    said.replaceChildren(make("p", {}, this.say("report.photo_place")), make("p", { class: "actions" }, use, " ", no));
  }

  /** Takes over a photo that was shared with the installed application. */
  async #shared(input: HTMLInputElement): Promise<void> {
    if (new URLSearchParams(location.search).get("photo") === null) return;
    const answer = "caches" in window ? await caches.match(SHARED) : undefined;
    history.replaceState(history.state, "", location.pathname);
    if (!answer) return this.host.tell(this.say("report.photo_again"));
    for (const name of await caches.keys()) await (await caches.open(name)).delete(SHARED);
    const blob = await answer.blob();
    const files = new DataTransfer();
    files.items.add(new File([blob], "photo", { type: blob.type }));
    input.files = files.files;
    input.closest("details")?.setAttribute("open", "");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
