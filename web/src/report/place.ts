import { api, Refused, Unreachable, type Street } from "../api";
import { button, debounce, isTyped, make } from "../element";
import type { ReportForm } from "../islands/report-form";
import { InvalidAnswer } from "../parse";
import { drawsMaps, savesData } from "../map/open";
import type { Strings } from "../strings";
import { matching } from "./matching";

/** Streets offered for what was typed. */
const OFFERED = 6;

/** Where nobody said anything yet: the middle of France. */
const NOWHERE: [number, number] = [2.6, 46.7];

/** The other ways to say where: the map, and the streets that the server knows, without a network once they are here. */
export class PlaceField {
  #streets: Promise<Street[]> | undefined;
  #pin: { move(position: [number, number]): void } | undefined;
  #asked = false;
  readonly #list = make("ul", { class: "suggestions street-suggestions", hidden: "", "aria-label": "" });

  constructor(
    readonly host: ReportForm,
    readonly form: HTMLFormElement,
    readonly location: HTMLElement,
    readonly say: Strings,
  ) {}

  start(): void {
    const map = make("div", { "data-pin": "", "data-streets": this.location.dataset["streets"], "data-raster": this.location.dataset["raster"] });
    if (drawsMaps()) {
      const open = button("button button-quiet locate", this.say("report.on_map"), () => {
        open.remove();
        void this.#open(map, undefined);
      });
      this.location.append(open);
      this.host.whenPlaced(({ position }) => {
        if (this.#pin) this.#pin.move(position);
        else if (!savesData() && navigator.onLine) {
          open.remove();
          void this.#open(map, position);
        }
      });
    }
    this.location.append(map);
    const address = this.form.elements.namedItem("address_label");
    if (address instanceof HTMLInputElement) this.#complete(address);
  }

  async #open(map: HTMLElement, position: [number, number] | undefined): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    const { pinMap } = await import("../islands/pin-map");
    this.#pin = await pinMap(map, position ?? NOWHERE, position ? 17 : 5, this.say, {
      moved: (moved) => {
        this.host.placed({ position: moved, accuracy: undefined });
        this.#tell(this.say("report.placed"));
      },
      aimed: (bearing) => aim(this.form, bearing),
    });
    if (!this.#pin) map.replaceChildren(make("p", { class: "pin-help" }, this.say("report.no_map")));
  }

  #tell(text: string): void {
    const status = this.form.querySelector("[data-position]");
    if (status) status.textContent = text;
  }

  #complete(address: HTMLInputElement): void {
    address.parentElement?.append(this.#list);
    address.addEventListener("focus", () => (this.#streets ??= known()), { once: true });
    address.addEventListener("input", debounce(120, () => void this.#offer(address)));
    address.addEventListener("blur", () => setTimeout(() => (this.#list.hidden = true), 200));
    if (isTyped(address)) void this.#offer(address);
  }

  async #offer(address: HTMLInputElement): Promise<void> {
    const found = matching(await (this.#streets ??= known()), address.value).slice(0, OFFERED);
    this.#list.hidden = found.length === 0;
    this.#list.replaceChildren(...found.map((street) => {
      const choose = button("street", "", () => this.#choose(address, street));
      choose.append(make("span", { class: "suggestion-name" }, street.name), " ", make("span", { class: "suggestion-department" }, street.town));
      return make("li", {}, choose);
    }));
  }

  /** The middle of a street, and as far off as its ends: what is not known better is not told better. */
  #choose(address: HTMLInputElement, street: Street): void {
    address.value = street.name;
    this.#list.hidden = true;
    this.host.placed({ position: street.position, accuracy: Math.max(10, street.reach) });
    this.#tell(this.say("report.on_street", { place: `${street.name}, ${street.town}` }));
  }
}

/** Ticks the sector of the dial in which a bearing lies. */
export function aim(form: HTMLFormElement, bearing: number): void {
  const sector = String((Math.round(bearing / 45) % 8) * 45);
  const choice = form.querySelector<HTMLInputElement>(`[name=bearing][value="${sector}"]`);
  if (!choice) return;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
}

async function known(): Promise<Street[]> {
  try {
    return (await api.streets()).streets;
  } catch (error) {
    // A server without streets, or no network yet: the address stays words.
    if (error instanceof Refused || error instanceof Unreachable || error instanceof InvalidAnswer) return [];
    throw error;
  }
}
