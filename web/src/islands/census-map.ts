import type { FeatureCollection } from "geojson";
import { button, debounce, make, SETTLED } from "../element";
import type { CensusEngine, View } from "../map/engine";
import { AT_REST, drawsMaps, onTheme, savesData, theme, whenIdle } from "../map/open";
import type { MapState } from "../map/style";
import type { FilterBar } from "./filter-bar";
import { stringsOf } from "../strings";
import { filterFrom, readable, type Filter } from "../explore/filter";
import { dayOf } from "../explore/time";
import { pageLanguage, urls, type Bounds } from "../urls";

/** What the map tells the rest of the page. */
export interface MapMoved {
  bounds: Bounds;
  filter: Filter;
}

const FRANCE: Bounds = { west: -5.2, south: 41.3, east: 9.6, north: 51.1 };

/**
 * The map of the census. What the page put inside stays until the map is drawn, and for good where
 * it cannot be.
 */
export class CensusMap extends HTMLElement {
  #engine: CensusEngine | undefined;
  #state: MapState | undefined;
  /** Rings of another day are counted by the server: only once the hand rests. */
  readonly #followDay = debounce(180, () => this.#change({ ringDay: this.#wantedDay }));
  #wantedDay: string | undefined;
  #view: View | undefined;
  readonly #addressView = debounce(SETTLED, () => this.#writeAddress());

  connectedCallback(): void {
    if (this.#state) return;
    this.#state = this.#firstState();
    this.#followFilters();
    this.#followPrinting();
    onTheme(() => this.#change({ theme: theme() }));
    if (!drawsMaps()) this.#fail();
    else if (savesData()) this.#offer();
    else whenIdle(() => void this.#open());
  }

  /** Takes a tap on the map for something else than choosing a device, by answering true. */
  takeTap: ((position: [number, number]) => boolean) | undefined;

  /** Draws a walk, by the roles of its features. */
  drawWalk(walk: FeatureCollection | undefined): void {
    this.#change({ walk });
  }

  fit(bounds: Bounds): void {
    this.#engine?.fit(bounds);
  }

  center(): [number, number] | undefined {
    return this.#engine?.center();
  }

  highlight(position: [number, number] | undefined): void {
    this.#change({ highlighted: position });
  }

  async choose(id: string, position: [number, number]): Promise<void> {
    this.#change({ selected: position, area: undefined });
    const { showSelection } = await import("./selection");
    await showSelection(this, id, () => this.#change({ selected: undefined }));
  }

  /** Shows a day, `YYYY-MM-DD`, or today. */
  showDay(day: string | undefined): void {
    this.#wantedDay = day;
    this.#change({ day: dayOf(day) });
    this.#followDay();
  }

  /** Whether the map draws single devices, which know their own days. */
  drawsDevices(): boolean {
    return (this.#engine?.zoom() ?? 0) >= 12;
  }

  shadeBy(shade: MapState["shade"]): void {
    this.#change({ shade, area: undefined });
  }

  async #chooseArea(properties: Record<string, unknown>): Promise<void> {
    const { showArea } = await import("./area-panel");
    const code = showArea(this, properties, () => this.#change({ area: undefined }));
    if (code) this.#change({ area: code, selected: undefined });
  }

  #firstState(): MapState {
    const { tiles, territories, basemap, streets, raster, kind, device, shade } = this.dataset;
    const filter = this.#filterBar()?.filter ?? filterFrom([["kind", kind ?? ""]], ["kind"]);
    return {
      ...AT_REST,
      theme: theme(),
      language: pageLanguage(),
      sources: { devices: tiles || undefined, territories: territories || undefined, basemap: basemap || undefined, streets: streets || undefined, raster: raster || undefined },
      filter,
      ...daysOf(filter),
      shade: shade === "density" ? "density" : "none",
      selected: device ? this.#center() : undefined,
    };
  }

  async #open(): Promise<void> {
    if (!this.#state) return;
    const say = stringsOf(this);
    const canvas = this.appendChild(make("div", { class: "map-canvas" }));
    try {
      const { CensusEngine } = await import("../map/engine");
      this.#engine = new CensusEngine(canvas, this.#state, this.#start(), say, !this.#isFree(), {
        drawn: () => this.toggleAttribute("data-drawn", true),
        moving: () => this.dispatchEvent(new CustomEvent("census:moving")),
        moved: (view, bounds) => this.#moved(view, bounds),
        chosen: (id, position) => void this.choose(id, position),
        area: (properties) => void this.#chooseArea(properties),
        tapped: (position) => this.takeTap?.(position) ?? false,
        spread: (spread) => this.#change({ spread }),
        rasterFailed: () => this.#withoutRaster(),
      });
    } catch (error) {
      console.warn("the map is not drawn:", error);
      canvas.remove();
      this.#fail();
    }
  }

  #start(): View | Bounds {
    const addressed = this.#isMapPage() ? viewOf(new URLSearchParams(location.search).get("c")) : undefined;
    if (addressed) return addressed;
    const [west, south, east, north] = numbers(this.dataset["bbox"]);
    if (west !== undefined && south !== undefined && east !== undefined && north !== undefined) return { west, south, east, north };
    const center = this.#center();
    return center ? { center, zoom: Number(this.dataset["zoom"] || 5) } : FRANCE;
  }

  #center(): [number, number] | undefined {
    const [longitude, latitude] = numbers(this.dataset["center"]);
    return longitude === undefined || latitude === undefined ? undefined : [longitude, latitude];
  }

  #moved(view: View, bounds: Bounds): void {
    this.#view = view;
    this.#addressView();
    this.#tell(bounds);
  }

  /** Writes the view into the address; browsers do much for each new one. */
  #writeAddress(): void {
    if (!this.#view || !this.#isMapPage()) return;
    const { center: [longitude, latitude], zoom } = this.#view;
    const address = new URL(location.href);
    address.searchParams.set("c", [latitude.toFixed(5), longitude.toFixed(5), zoom.toFixed(2)].join(","));
    address.search = readable(address.search);
    history.replaceState(history.state, "", address);
  }

  #filterBar(): FilterBar | undefined {
    const bar = this.closest(".explorer")?.querySelector("filter-bar");
    return bar && "filter" in bar ? (bar as FilterBar) : undefined;
  }

  /** The filter form works without script; with it, the view stays where it is. */
  #followFilters(): void {
    this.closest(".explorer")?.addEventListener("census:filter", (event) => {
      if (!(event instanceof CustomEvent)) return;
      const filter: Filter = event.detail;
      this.#change({ filter, ...daysOf(filter) });
      if (this.#engine) this.#tell(this.#engine.bounds());
    });
  }

  /** Puts the map on paper as it is on the screen: browsers print no WebGL of their own. */
  #followPrinting(): void {
    addEventListener("beforeprint", () => {
      if (!this.#engine || this.querySelector(".map-print")) return;
      this.append(make("img", { class: "map-print", alt: "", src: this.#engine.picture() }));
      this.#unfoldLegend(true);
    });
    addEventListener("afterprint", () => {
      this.querySelector(".map-print")?.remove();
      this.#unfoldLegend(false);
    });
  }

  /** On paper nothing can be opened: the legend is, while it prints. */
  #unfoldLegend(isPrinting: boolean): void {
    const legend = this.closest(".explorer")?.querySelector<HTMLDetailsElement>("details.legend");
    if (!legend || (isPrinting ? legend.open : legend.dataset["unfolded"] === undefined)) return;
    legend.open = isPrinting;
    if (isPrinting) legend.dataset["unfolded"] = "";
    else delete legend.dataset["unfolded"];
  }

  #tell(bounds: Bounds): void {
    if (!this.#state) return;
    this.dispatchEvent(new CustomEvent<MapMoved>("census:moved", { detail: { bounds, filter: this.#state.filter } }));
  }

  #change(change: Partial<MapState>): void {
    if (!this.#state) return;
    this.#state = { ...this.#state, ...change };
    this.#engine?.show(this.#state);
  }

  #offer(): void {
    const say = stringsOf(this);
    const ask = button("map-load", say("map.load"), () => {
      ask.remove();
      void this.#open();
    });
    this.append(ask);
  }

  /** The picture that visitors without scripts see serves those whose browser cannot draw the map. */
  #fail(): void {
    const fallback = this.querySelector("[data-slot=fallback]");
    const picture = fallback?.querySelector("noscript")?.textContent ?? "";
    fallback?.replaceChildren(...new DOMParser().parseFromString(picture, "text/html").body.childNodes);
    this.append(make("p", { class: "map-failed", role: "status" }, stringsOf(this)("map.failed")));
  }

  /** Another server's pictures do not come: the embedded map is under them. */
  #withoutRaster(): void {
    if (this.#state?.sources.raster) this.#change({ sources: { ...this.#state.sources, raster: undefined } });
  }

  /** A map that is the page takes every gesture; one within a page leaves scrolling alone. */
  #isFree(): boolean {
    return this.#isMapPage() || this.closest("exposure-walk") !== null;
  }

  #isMapPage(): boolean {
    return location.pathname === urls.mapPage(pageLanguage());
  }
}

/** `lat,lon,z`, as an address carries it. */
export function viewOf(text: string | null): View | undefined {
  const [latitude, longitude, zoom] = numbers(text ?? undefined);
  if (latitude === undefined || longitude === undefined || zoom === undefined) return undefined;
  if (Math.abs(latitude) > 85 || Math.abs(longitude) > 180 || zoom < 0 || zoom > 20) return undefined;
  return { center: [longitude, latitude], zoom };
}

/** The day that a filter asks for, as the map draws it and as it asks for rings. */
function daysOf(filter: Filter): Pick<MapState, "day" | "ringDay"> {
  const day = filter["standing_on"]?.[0];
  return { day: dayOf(day), ringDay: dayOf(day) === undefined ? undefined : day };
}

function numbers(text: string | undefined): number[] {
  const found = text ? text.split(",").map(Number) : [];
  return found.every(Number.isFinite) ? found : [];
}

customElements.define("census-map", CensusMap);
