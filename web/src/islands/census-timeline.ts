import { button, make } from "../element";
import { dayOf, firstDay, monthInWords, monthOf } from "../explore/time";
import { stringsOf, type Strings } from "../strings";
import { pageLanguage } from "../urls";
import type { CensusMap } from "./census-map";
import type { FilterBar } from "./filter-bar";

/** Months of one step while time plays, and how long it lasts: rings are counted by the server and need more. */
const STEP = { months: 3, pause: 260 };
const RING_STEP = { months: 12, pause: 900 };

/**
 * Moves the map through time. The slider is the filter "stood on this day" by another name: the same value is in the
 * form, in the address and in the list. While it plays only the map follows; where it stops, everything does.
 */
class CensusTimeline extends HTMLElement {
  #say: Strings | undefined;
  #slider = make("input", { type: "range", min: "0", step: "1", id: "timeline-slider" });
  #told = make("output", { for: "timeline-slider", class: "timeline-told" });
  #play = button("button button-quiet timeline-play", "", () => this.#toggle());
  #timer = 0;
  #last = 0;

  connectedCallback(): void {
    if (this.#say) return;
    const say = (this.#say = stringsOf(this));
    this.#last = monthOf(new Date().toISOString().slice(0, 10)) ?? 0;
    this.#slider.max = String(this.#last + 1);
    this.#slider.setAttribute("aria-label", say("time.label"));
    this.#slider.addEventListener("input", () => {
      this.#stop();
      this.#show();
    });
    this.#slider.addEventListener("change", () => this.#settle());
    this.closest(".explorer")?.addEventListener("census:filter", () => this.#follow());
    this.querySelector(".timeline-bar")?.replaceChildren(this.#play, this.#slider, this.#told);
    this.hidden = false;
    this.#nameButton();
    this.#follow();
    // The filter may come to life after the timeline.
    void customElements.whenDefined("filter-bar").then(() => this.#follow());
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  /** Takes the day from the filter, unless time is playing. */
  #follow(): void {
    if (this.#timer) return;
    const month = monthOf(this.#filterBar()?.filter["standing_on"]?.[0] ?? "");
    this.#slider.value = String(month === undefined ? this.#last + 1 : Math.max(0, month));
    this.#tell();
  }

  #toggle(): void {
    if (this.#timer) {
      this.#stop();
      return this.#settle();
    }
    if (this.#isToday()) this.#slider.value = "0";
    if (!this.#moves()) {
      // Nothing moves by itself for who asked for that: each press is one year.
      this.#advance(12);
      return this.#settle();
    }
    this.#tick();
  }

  #tick(): void {
    const step = this.#map()?.drawsDevices() ? STEP : RING_STEP;
    this.#advance(step.months);
    if (this.#isToday()) {
      this.#stop();
      return this.#settle();
    }
    this.#timer = window.setTimeout(() => this.#tick(), step.pause);
    this.#nameButton();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#nameButton();
  }

  #advance(months: number): void {
    this.#slider.value = String(Number(this.#slider.value) + months);
    this.#show();
  }

  #show(): void {
    this.#tell();
    this.#map()?.showDay(this.#day());
  }

  #settle(): void {
    this.#filterBar()?.ask("standing_on", this.#day());
  }

  #tell(): void {
    if (!this.#say) return;
    const words = this.#isToday() ? this.#say("time.today") : monthInWords(Number(this.#slider.value), pageLanguage());
    this.#told.textContent = words;
    this.#slider.setAttribute("aria-valuetext", words);
    this.toggleAttribute("data-past", !this.#isToday());
  }

  #nameButton(): void {
    if (this.#say) this.#play.textContent = this.#say(this.#timer ? "time.pause" : this.#moves() ? "time.play" : "time.step");
  }

  #day(): string | undefined {
    const day = firstDay(Number(this.#slider.value));
    return this.#isToday() || dayOf(day) === undefined ? undefined : day;
  }

  #isToday(): boolean {
    return Number(this.#slider.value) > this.#last;
  }

  #moves(): boolean {
    return !matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  #map(): CensusMap | undefined {
    const map = document.getElementById(this.getAttribute("for") ?? "");
    return map && "showDay" in map ? (map as CensusMap) : undefined;
  }

  #filterBar(): FilterBar | undefined {
    const bar = this.closest(".explorer")?.querySelector("filter-bar");
    return bar && "filter" in bar ? (bar as FilterBar) : undefined;
  }
}

customElements.define("census-timeline", CensusTimeline);
