import { api, Refused, Unreachable, type Device, type DevicePage } from "../api";
import { button, debounce, make, slot } from "../element";
import { markSvg } from "../map/marks";
import { InvalidAnswer } from "../parse";
import { stringsOf, type Strings } from "../strings";
import { pageLanguage, urls, type Bounds } from "../urls";
import type { CensusMap, MapMoved } from "./census-map";

const PAGE = 25;

/** The list beside a map: the same view and the same filter, in words. Without a map it stays as the server wrote it. */
class CensusList extends HTMLElement {
  #asked: AbortController | undefined;
  #view: MapMoved | undefined;

  connectedCallback(): void {
    const map = document.getElementById(this.getAttribute("for") ?? "");
    if (!map) return;
    const update = debounce(250, () => void this.#update());
    let first = true;
    map.addEventListener("census:moved", (event) => {
      if (!(event instanceof CustomEvent)) return;
      this.#view = event.detail;
      // The first view is the one the server has already listed, on pages about one territory.
      if (!(first && map.dataset["territory"])) update();
      first = false;
    });
  }

  async #update(): Promise<void> {
    const view = this.#view;
    if (!view) return;
    this.#asked?.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const say = stringsOf(this);
    try {
      const page = await api.devicesIn(within(view.bounds), view.filter, PAGE, signal);
      if (!signal.aborted) this.#show(page, say);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Unreachable || error instanceof Refused || error instanceof InvalidAnswer)) throw error;
      this.#status().textContent = say("list.failed");
    }
  }

  #show(page: DevicePage, say: Strings): void {
    const rows = make("ol", { class: "devices" }, ...page.devices.map((device) => this.#row(device, say)));
    const count = page.devices.length;
    const status = this.#status();
    status.textContent = count === 0 ? say("list.none") : page.next ? say("list.count_more", { count }) : say.count("list.count", count);
    const kept = this.contains(status) ? [status] : [];
    this.replaceChildren(...this.querySelectorAll("template"), ...kept, rows);
    if (page.next) this.append(this.#more(rows, page.next, say));
  }

  #more(rows: HTMLElement, next: string, say: Strings): HTMLElement {
    const more = button("button button-quiet", say("list.more"), () => {
      more.disabled = true;
      api.nextPage(next).then(
        (page) => {
          const added = page.devices.map((device) => this.#row(device, say));
          rows.append(...added);
          if (page.next) more.replaceWith(this.#more(rows, page.next, say));
          else more.remove();
          added[0]?.querySelector("a")?.focus();
        },
        () => {
          more.disabled = false;
          this.#status().textContent = say("list.failed");
        },
      );
    });
    return more;
  }

  #row(device: Device, say: Strings): HTMLElement {
    const place = [device.address, device.territory].filter(Boolean).join(", ");
    const note = [say(`status.${device.status}`), say(`verification.${device.verification}`)].join(" · ");
    const link = make("a", { href: urls.devicePage(pageLanguage(), device.id) }, make("span", { class: "device-kind" }, say(`kind.${device.kind}`)));
    const row = make("li", { "data-id": device.id }, markSvg(device.kind, device.status, device.verification), link,
      make("span", { class: "device-place" }, place), make("span", { class: "device-note" }, note));
    for (const start of ["pointerenter", "focusin"]) row.addEventListener(start, () => this.#map()?.highlight(device.position));
    for (const end of ["pointerleave", "focusout"]) row.addEventListener(end, () => this.#map()?.highlight(undefined));
    return row;
  }

  #map(): CensusMap | undefined {
    const map = document.getElementById(this.getAttribute("for") ?? "");
    return map && "highlight" in map ? (map as CensusMap) : undefined;
  }

  /** The page's own line about how many there are, or one of ours. */
  #status(): HTMLElement {
    const count = this.parentElement?.querySelector<HTMLElement>(".explorer-count");
    return count ?? slot(this, ".list-count", () => {
      const made = make("p", { class: "list-count", role: "status" });
      this.prepend(made);
      return made;
    });
  }
}

/** A map of the whole world has edges the API refuses. */
function within({ west, south, east, north }: Bounds): Bounds {
  return { west: Math.max(-180, west), south: Math.max(-90, south), east: Math.min(180, east), north: Math.min(90, north) };
}

customElements.define("census-list", CensusList);
