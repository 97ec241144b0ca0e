import type { ReportForm } from "../islands/report-form";
import type { Strings } from "../strings";

/** What is offered around the form as soon as there is a reason for it, each fetched when it comes to that. */
export class Surroundings {
  constructor(
    readonly host: ReportForm,
    readonly form: HTMLFormElement,
    readonly say: Strings,
  ) {}

  start(): void {
    const { host, form, say } = this;
    const near = form.querySelector<HTMLElement>("[data-slot=near]");
    if (near) host.whenPlaced(({ position }) => void import("../islands/near-devices").then(({ showNear }) => showNear(near, position, form, say)).catch(plain));
    const location = form.querySelector<HTMLElement>("[data-slot=location]");
    if (location) void import("./place").then(({ PlaceField }) => new PlaceField(host, form, location, say).start()).catch(plain);
    const dial = form.querySelector<HTMLElement>("[data-dial]");
    if (dial) void import("./compass").then(({ offerCompass }) => offerCompass(dial, say)).catch(plain);
    void import("./photo").then(({ PhotoPart }) => new PhotoPart(host, form, say).start()).catch(plain);
    // The search of the header belongs to every page, but not to the first bytes of this one.
    if (document.querySelector("territory-search")) void import("../islands/territory-search").catch(plain);
  }
}

/** The form does without. */
function plain(error: unknown): void {
  console.warn("part of the form stays plain:", error);
}
