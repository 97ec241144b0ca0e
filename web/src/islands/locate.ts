import { button } from "../element";
import type { Strings } from "../strings";

export interface Fix {
  position: [number, number];
  accuracy: number | undefined;
}

/**
 * Asks where we are: at once when that was allowed before, else when the button is pressed, so that a
 * page never opens with a question.
 */
export class Locator {
  readonly #button: HTMLButtonElement;

  constructor(
    place: HTMLElement,
    readonly status: HTMLElement,
    readonly say: Strings,
    readonly found: (fix: Fix) => void,
  ) {
    this.#button = button("button button-ink locate", say("report.locate"), () => this.#ask());
    if ("geolocation" in navigator) place.append(this.#button);
  }

  start(): void {
    navigator.permissions?.query({ name: "geolocation" }).then(
      (permission) => {
        if (permission.state === "granted") this.#ask();
      },
      () => undefined,
    );
  }

  #ask(): void {
    this.status.textContent = this.say("report.locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.status.textContent = this.say("report.located", { accuracy: Math.round(coords.accuracy) });
        this.found({ position: [coords.longitude, coords.latitude], accuracy: coords.accuracy });
      },
      (error) => {
        this.status.textContent = this.say(error.code === error.PERMISSION_DENIED ? "report.location_refused" : "report.location_failed");
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
    );
  }
}
