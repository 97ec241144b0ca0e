/** The only file that touches MapLibre. It shows a `MapState` and tells what people do to it. */
import "../styles/map.css";
import { AttributionControl, GeolocateControl, Map as Engine, Marker, NavigationControl, setWorkerUrl, type MapGeoJSONFeature, type MapOptions } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Strings } from "../strings";
import type { Bounds } from "../urls";
import { drawImage, PIXEL_RATIO } from "./images";
import { CLUSTER_LAYER, DEVICE_LAYER, mapStyle, type MapState } from "./style";

setWorkerUrl(workerUrl);

export interface View {
  center: [number, number];
  zoom: number;
}

export interface MapEvents {
  moved(view: View, bounds: Bounds): void;
  chosen(id: string, position: [number, number]): void;
  tapped(position: [number, number]): void;
  drawn(): void;
}

/** A finger is this wide, in pixels, on each side of where it lands. */
const FINGER = 16;

export class CensusEngine {
  readonly #map: Engine;
  readonly #events: Partial<MapEvents>;

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
    this.#map.setStyle(mapStyle(state), { diff: true });
  }

  bounds(): Bounds {
    const bounds = this.#map.getBounds();
    return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() };
  }

  goTo(center: [number, number], zoom: number): void {
    this.#map.easeTo({ center, zoom: Math.max(zoom, this.#map.getZoom()) });
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
      map.on("moveend", () => this.#tellMoved());
    });
    map.on("click", (event) => {
      this.#events.tapped?.(event.lngLat.toArray());
      const { x, y } = event.point;
      const layers = [DEVICE_LAYER, CLUSTER_LAYER].filter((layer) => map.getLayer(layer));
      const hits = map.queryRenderedFeatures([[x - FINGER, y - FINGER], [x + FINGER, y + FINGER]], { layers });
      const nearest = hits.map((hit) => ({ hit, distance: this.#distance(hit, x, y) })).sort((one, other) => one.distance - other.distance)[0];
      if (nearest) this.#choose(nearest.hit);
    });
    map.on("mousemove", DEVICE_LAYER, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", DEVICE_LAYER, () => (map.getCanvas().style.cursor = ""));
    // A tile that fails is drawn as nothing; the list beside the map tells of a network that is gone.
    map.on("error", () => undefined);
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

  #choose(hit: MapGeoJSONFeature): void {
    const position = positionOf(hit);
    if (!position) return;
    const id: unknown = hit.properties["id"];
    if (typeof id === "string") this.#events.chosen?.(id, position);
    else this.#map.easeTo({ center: position, zoom: this.#map.getZoom() + 2.5 });
  }

  #distance(hit: MapGeoJSONFeature, x: number, y: number): number {
    const position = positionOf(hit);
    if (!position) return Infinity;
    const at = this.#map.project(position);
    return Math.hypot(at.x - x, at.y - y);
  }
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function positionOf(hit: MapGeoJSONFeature): [number, number] | undefined {
  if (hit.geometry.type !== "Point") return undefined;
  const [longitude, latitude] = hit.geometry.coordinates;
  return longitude === undefined || latitude === undefined ? undefined : [longitude, latitude];
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
