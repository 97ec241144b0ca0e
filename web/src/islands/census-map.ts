import type { FeatureCollection } from "geojson";
import { button, make } from "../element";
import type { CensusEngine, View } from "../map/engine";
import { drawsMaps, onTheme, savesData, theme, whenIdle } from "../map/open";
import type { MapState } from "../map/style";
import type { FilterBar } from "./filter-bar";
import { stringsOf } from "../strings";
import { filterFrom, readable, type Filter } from "../explore/filter";
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
    this.#change({ selected: position });
    const { showSelection } = await import("./selection");
    await showSelection(this, id, () => this.#change({ selected: undefined }));
  }

  #firstState(): MapState {
    const { tiles, basemap, streets, raster, kind, device } = this.dataset;
    return {
      theme: theme(),
      language: pageLanguage(),
      sources: { devices: tiles || undefined, basemap: basemap || undefined, streets: streets || undefined, raster: raster || undefined },
      filter: this.#filterBar()?.filter ?? filterFrom([["kind", kind ?? ""]], ["kind"]),
      selected: device ? this.#center() : undefined,
      highlighted: undefined,
      walk: undefined,
      spread: undefined,
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
        moved: (view, bounds) => this.#moved(view, bounds),
        chosen: (id, position) => void this.choose(id, position),
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

  #moved({ center: [longitude, latitude], zoom }: View, bounds: Bounds): void {
    if (this.#isMapPage()) {
      const address = new URL(location.href);
      address.searchParams.set("c", [latitude.toFixed(5), longitude.toFixed(5), zoom.toFixed(2)].join(","));
      address.search = readable(address.search);
      history.replaceState(history.state, "", address);
    }
    this.#tell(bounds);
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
      this.#change({ filter });
      if (this.#engine) this.#tell(this.#engine.bounds());
    });
  }

  /** Puts the map on paper as it is on the screen: browsers print no WebGL of their own. */
  #followPrinting(): void {
    addEventListener("beforeprint", () => {
      if (!this.#engine || this.querySelector(".map-print")) return;
      this.append(make("img", { class: "map-print", alt: "", src: this.#engine.picture() }));
    });
    addEventListener("afterprint", () => this.querySelector(".map-print")?.remove());
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

  #fail(): void {
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

function numbers(text: string | undefined): number[] {
  const found = text ? text.split(",").map(Number) : [];
  return found.every(Number.isFinite) ? found : [];
}

customElements.define("census-map", CensusMap);
