/** The only file that touches MapLibre. It shows a `MapState` and tells what people do to it. */
import "../styles/map.css";
import type { Feature, FeatureCollection } from "geojson";
import { AttributionControl, GeolocateControl, Map as Engine, Marker, NavigationControl, setWorkerUrl, VectorTileSource, type MapGeoJSONFeature, type MapOptions, type StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Strings } from "../strings";
import { spider, stack, type Offset } from "../explore/spider";
import type { Bounds } from "../urls";
import { drawImage, PIXEL_RATIO } from "./images";
import { CLUSTER_LAYER, DEVICE_LAYER, SPREAD_LAYER } from "./devices";
import { AREA_LAYER } from "./shading";
import { mapStyle, RASTER_SOURCE, type MapState } from "./style";

setWorkerUrl(workerUrl);

export interface View {
  center: [number, number];
  zoom: number;
}

export interface MapEvents {
  moving(): void;
  moved(view: View, bounds: Bounds): void;
  chosen(id: string, position: [number, number]): void;
  /** A territory was touched where no device is: its properties in the tiles. */
  area(properties: Record<string, unknown>): void;
  /** True when the tap meant something else than choosing what lies there. */
  tapped(position: [number, number]): boolean;
  /** Several devices of one pole are to be drawn apart; nothing once the view changes. */
  spread(devices: FeatureCollection | undefined): void;
  /** Background pictures do not come: the map has to do without. */
  rasterFailed(): void;
  drawn(): void;
}

/** A finger is this wide, in pixels, on each side of where it lands. */
const FINGER = 16;
/** The Enter key reaches farther around the middle of the map. */
const REACH = 48;
/** Nearer than this, devices that are drawn at one place do stand at one place. */
const SPREAD_FROM = 16;

export class CensusEngine {
  readonly #map: Engine;
  readonly #events: Partial<MapEvents>;
  #isSpread = false;

  constructor(container: HTMLElement, state: MapState, start: View | Bounds, say: Strings, cooperative: boolean, events: Partial<MapEvents>) {
    this.#events = events;
    this.#map = new Engine({
      container,
      style: mapStyle(state),
      ...beginning(start),
      attributionControl: false,
      cooperativeGestures: cooperative,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 19.5,
      locale: words(say),
      // A worker knows no page to resolve a path against.
      transformRequest: (url) => ({ url: new URL(url, location.href).href }),
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#addControls();
    this.#listen();
  }

  show(state: MapState): void {
    const style = mapStyle(state);
    this.#followSources(style);
    this.#map.setStyle(style, { diff: true });
  }

  /** A source that only asks for something else keeps what it shows until the answer is there; a new one would flash. */
  #followSources(style: StyleSpecification): void {
    for (const [name, wanted] of Object.entries(style.sources)) {
      const known = this.#map.getSource(name);
      if (wanted.type === "vector" && wanted.url && known instanceof VectorTileSource && known.url !== wanted.url) known.setUrl(wanted.url);
    }
  }

  zoom(): number {
    return this.#map.getZoom();
  }

  bounds(): Bounds {
    const bounds = this.#map.getBounds();
    return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() };
  }

  /** The map as it is drawn now, for paper: drawn again first, since browsers forget what they have shown. */
  picture(): string {
    this.#map.redraw();
    return this.#map.getCanvas().toDataURL("image/png");
  }

  center(): [number, number] {
    return this.#map.getCenter().toArray();
  }

  fit(bounds: Bounds): void {
    this.#map.fitBounds([bounds.west, bounds.south, bounds.east, bounds.north], { padding: 32, maxZoom: 17, animate: moves() });
  }

  goTo(center: [number, number], zoom: number): void {
    this.#map.easeTo({ center, zoom: Math.max(zoom, this.#map.getZoom()), animate: moves() });
  }

  /** A pin that a person places by tap, by drag or with the arrow keys. */
  pin(position: [number, number], label: string, moved: (position: [number, number]) => void): (position: [number, number]) => void {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "map-pin";
    const marker = new Marker({ element, draggable: true, anchor: "bottom" }).setLngLat(position).addTo(this.#map);
    element.setAttribute("aria-label", label);
    const place = (next: [number, number]) => {
      marker.setLngLat(next);
      moved(next);
    };
    marker.on("dragend", () => moved(marker.getLngLat().toArray()));
    this.#map.on("click", (event) => place(event.lngLat.toArray()));
    element.addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const at = this.#map.project(marker.getLngLat());
      const pace = event.shiftKey ? 20 : 4;
      place(this.#map.unproject([at.x + step[0] * pace, at.y + step[1] * pace]).toArray());
    });
    return (next) => {
      marker.setLngLat(next);
      this.#map.easeTo({ center: next });
    };
  }

  remove(): void {
    this.#map.remove();
  }

  #addControls(): void {
    this.#map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.#map.addControl(new GeolocateControl({ positionOptions: { enableHighAccuracy: true }, fitBoundsOptions: { maxZoom: 17 } }), "top-right");
    this.#map.addControl(new AttributionControl({ compact: true }), "bottom-right");
  }

  #listen(): void {
    const map = this.#map;
    map.setMissingStyleImageResolver((name) => {
      const image = drawImage(name);
      if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: PIXEL_RATIO });
    });
    map.once("load", () => {
      this.#foldSources();
      this.#events.drawn?.();
      this.#tellMoved();
      map.on("movestart", () => this.#events.moving?.());
      map.on("moveend", () => this.#tellMoved());
    });
    map.on("click", (event) => {
      if (this.#events.tapped?.(event.lngLat.toArray())) return;
      this.#touch(event.point.x, event.point.y, FINGER);
    });
    map.on("zoomstart", () => this.#gather());
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#touch(map.getCanvas().clientWidth / 2, map.getCanvas().clientHeight / 2, REACH);
      if (event.key === "Escape") this.#gather();
    });
    map.on("mousemove", DEVICE_LAYER, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", DEVICE_LAYER, () => (map.getCanvas().style.cursor = ""));
    // A tile that fails is drawn as nothing; the list beside the map tells of a network that is gone.
    map.on("error", (event) => {
      if (Reflect.get(event, "sourceId") === RASTER_SOURCE) this.#events.rasterFailed?.();
    });
  }

  /** On a small map the line of sources would hide the map; it stays one tap away. */
  #foldSources(): void {
    const sources = this.#map.getContainer().querySelector("details.maplibregl-compact-show");
    if (!sources || this.#map.getContainer().clientWidth >= 600) return;
    sources.removeAttribute("open");
    sources.classList.remove("maplibregl-compact-show");
  }

  #tellMoved(): void {
    this.#events.moved?.({ center: this.#map.getCenter().toArray(), zoom: this.#map.getZoom() }, this.bounds());
  }

  /** Chooses what lies nearest to a point of the screen; a stack on one pole is spread first. */
  #touch(x: number, y: number, reach: number): void {
    const layers = [SPREAD_LAYER, DEVICE_LAYER, CLUSTER_LAYER].filter((layer) => this.#map.getLayer(layer));
    const found = this.#map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers });
    const hits = unique(found).map((hit) => ({ at: this.#onScreen(hit), value: hit }));
    hits.sort((one, other) => away(one.at, x, y) - away(other.at, x, y));
    const nearest = hits[0]?.value;
    const members = stack(hits.filter(({ value }) => value.layer.id === DEVICE_LAYER));
    if (!nearest && !this.#isSpread) this.#touchArea(x, y);
    if (!nearest) this.#gather();
    else if (nearest.layer.id === DEVICE_LAYER && members.length > 1 && this.#map.getZoom() >= SPREAD_FROM) this.#spread(members);
    else this.#choose(nearest);
  }

  #touchArea(x: number, y: number): void {
    if (!this.#map.getLayer(AREA_LAYER)) return;
    const [found] = this.#map.queryRenderedFeatures([x, y], { layers: [AREA_LAYER] });
    if (found) this.#events.area?.(found.properties);
  }

  #spread(members: MapGeoJSONFeature[]): void {
    const pole = members[0] && positionOf(members[0]);
    if (!pole) return;
    const { x, y } = this.#map.project(pole);
    const features = spider(members.length).flatMap(([right, down], leg): Feature[] => {
      const end = this.#map.unproject([x + right, y + down]).toArray();
      return [
        { type: "Feature", properties: { role: "leg" }, geometry: { type: "LineString", coordinates: [pole, end] } },
        { type: "Feature", properties: { ...members[leg]?.properties, role: "device", longitude: pole[0], latitude: pole[1] }, geometry: { type: "Point", coordinates: end } },
      ];
    });
    this.#isSpread = true;
    this.#events.spread?.({ type: "FeatureCollection", features });
  }

  #gather(): void {
    if (!this.#isSpread) return;
    this.#isSpread = false;
    this.#events.spread?.(undefined);
  }

  #onScreen(hit: MapGeoJSONFeature): Offset {
    const position = positionOf(hit);
    if (!position) return [Infinity, Infinity];
    const { x, y } = this.#map.project(position);
    return [x, y];
  }

  #choose(hit: MapGeoJSONFeature): void {
    const position = poleOf(hit) ?? positionOf(hit);
    if (!position) return;
    const id: unknown = hit.properties["id"];
    if (typeof id === "string") this.#events.chosen?.(id, position);
    else this.#map.easeTo({ center: position, zoom: this.#map.getZoom() + 2.5, animate: moves() });
  }
}

/** Whether this person wants things to move on the screen. */
function moves(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Where a device stands that is drawn apart from its pole. */
function poleOf(hit: MapGeoJSONFeature): [number, number] | undefined {
  const { longitude, latitude } = hit.properties;
  return typeof longitude === "number" && typeof latitude === "number" ? [longitude, latitude] : undefined;
}

function positionOf(hit: MapGeoJSONFeature): [number, number] | undefined {
  if (hit.geometry.type !== "Point") return undefined;
  const [longitude, latitude] = hit.geometry.coordinates;
  return longitude === undefined || latitude === undefined ? undefined : [longitude, latitude];
}

/** A device at the edge of two tiles is in both. */
function unique(hits: MapGeoJSONFeature[]): MapGeoJSONFeature[] {
  const seen = new Set<unknown>();
  return hits.filter((hit) => {
    const id: unknown = hit.properties["id"];
    if (id === undefined) return true;
    const name = `${hit.layer.id}|${String(id)}`;
    return !seen.has(name) && seen.add(name);
  });
}

function away([left, top]: Offset, x: number, y: number): number {
  return Math.hypot(left - x, top - y);
}

function beginning(start: View | Bounds): Pick<MapOptions, "center" | "zoom" | "bounds" | "fitBoundsOptions"> {
  if ("center" in start) return { center: start.center, zoom: start.zoom };
  return { bounds: [start.west, start.south, start.east, start.north], fitBoundsOptions: { padding: 24 } };
}

function words(say: Strings): Record<string, string> {
  return {
    "Map.Title": say("map.label"),
    "NavigationControl.ZoomIn": say("map.zoom_in"),
    "NavigationControl.ZoomOut": say("map.zoom_out"),
    "GeolocateControl.FindMyLocation": say("map.locate"),
    "GeolocateControl.LocationNotAvailable": say("map.locate_failed"),
    "AttributionControl.ToggleAttribution": say("map.attribution"),
    "CooperativeGesturesHandler.WindowsHelpText": say("map.gesture_desktop"),
    "CooperativeGesturesHandler.MacHelpText": say("map.gesture_mac"),
    "CooperativeGesturesHandler.MobileHelpText": say("map.gesture_touch"),
  };
}
