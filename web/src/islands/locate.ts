import { button } from "../element";
import type { Strings } from "../strings";

export interface Fix {
  position: [number, number];
  accuracy: number | undefined;
}

/** How far off a position may be that is sent without a look at the map, in metres. */
export const GOOD_ENOUGH_M = 100;

/**
 * Asks where we are: at once when that was allowed before, else when the button is pressed or a report is sent that
 * says no place, so that a page never opens with a question.
 */
export class Locator {
  readonly #button: HTMLButtonElement;
  #asking: Promise<Fix | undefined> | undefined;

  constructor(
    place: HTMLElement,
    readonly status: HTMLElement,
    readonly say: Strings,
    readonly found: (fix: Fix) => void,
  ) {
    this.#button = button("button button-ink locate", say("report.locate"), () => void this.ask());
    if ("geolocation" in navigator) place.append(this.#button);
  }

  start(): void {
    navigator.permissions?.query({ name: "geolocation" }).then(
      (permission) => {
        if (permission.state === "granted") void this.ask();
      },
      () => undefined,
    );
  }

  /** One question at a time; nothing when it is refused, fails, or cannot be asked. */
  ask(): Promise<Fix | undefined> {
    if (!("geolocation" in navigator)) return Promise.resolve(undefined);
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  #ask(): Promise<Fix | undefined> {
    this.status.textContent = this.say("report.locating");
    return new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const fix: Fix = { position: [coords.longitude, coords.latitude], accuracy: coords.accuracy };
          this.status.textContent = this.say("report.located", { accuracy: Math.round(coords.accuracy) });
          this.found(fix);
          resolve(fix);
        },
        (error) => {
          this.status.textContent = this.say(error.code === error.PERMISSION_DENIED ? "report.location_refused" : "report.location_failed");
          resolve(undefined);
        },
        { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
      );
    });
  }
}
