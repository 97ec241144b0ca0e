import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Filter } from "../explore/filter";
import { devices, deviceSources } from "./devices";
import { palettes, type Palette, type Theme } from "./palette";
import { territories } from "./shading";

/** All the map shows, as a value. The style is a pure function of it. */
export interface MapState {
  theme: Theme;
  language: "fr" | "en";
  /** Addresses of TileJSON documents. `raster` holds pictures of another server, which this one passes on. */
  sources: { devices: string | undefined; territories: string | undefined; basemap: string | undefined; streets: string | undefined; raster: string | undefined };
  filter: Filter;
  /** The day that is shown, since 1970-01-01; today without it. */
  day: number | undefined;
  /** The day whose rings are asked for, `YYYY-MM-DD`: it follows the other one once that stands still. */
  ringDay: string | undefined;
  /** What territories are shaded by. */
  shade: "none" | "density";
  /** Code of the chosen territory. */
  area: string | undefined;
  selected: [number, number] | undefined;
  highlighted: [number, number] | undefined;
  /** A walk with what watches it, by the `role` of its features. */
  walk: FeatureCollection | undefined;
  /** Devices of one pole, spread apart: legs and devices, by the `role` of the features. */
  spread: FeatureCollection | undefined;
}

export const RASTER_SOURCE = "raster";

const STREETS_FROM = 12;
const FONT = ["sans-serif"];

export function mapStyle(state: MapState): StyleSpecification {
  const palette = palettes[state.theme];
  const basemap = state.sources.basemap ? ground(palette) : [];
  // Pictures bring their own streets, boundaries and names.
  const pictured = state.sources.raster !== undefined;
  const streets = state.sources.streets && !pictured ? streetGround(palette) : [];
  const names = state.sources.basemap && !pictured ? labels(palette, state) : [];
  const streetNames = state.sources.streets && !pictured ? streetLabels(palette) : [];
  // The order of this list is the order on the map, from the ground up.
  const layers: LayerSpecification[] = [
    { id: "sea", type: "background", paint: { "background-color": state.sources.basemap ? palette.sea : palette.land } },
    ...basemap,
    ...(pictured ? [picture(state.theme)] : []),
    ...streets,
    ...territories(palette, state),
    ...(pictured ? [] : boundaries(palette, state)),
    ...streetNames,
    ...names,
    ...walk(palette),
    ...(state.sources.devices ? devices(palette, state) : []),
  ];
  return { version: 8, sources: sources(state), layers, transition: { duration: 0, delay: 0 } };
}

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

function sources(state: MapState): Record<string, SourceSpecification> {
  const { raster, devices: _, ...others } = state.sources;
  const vector = Object.entries(others).filter(([, url]) => url);
  return {
    ...deviceSources(state),
    ...Object.fromEntries(vector.map(([name, url]) => [name, { type: "vector", url: url ?? "" } satisfies SourceSpecification])),
    ...(raster ? { [RASTER_SOURCE]: { type: "raster", url: raster, tileSize: 256 } satisfies SourceSpecification } : {}),
    walk: { type: "geojson", data: state.walk ?? NOTHING },
    spread: { type: "geojson", data: state.spread ?? NOTHING },
    selected: point(state.selected),
    highlighted: point(state.highlighted),
  };
}

/** The pictures of another map, quieter than their makers drew them: the devices are what this map is about. */
function picture(theme: Theme): LayerSpecification {
  const night = { "raster-brightness-max": 0.45, "raster-saturation": -0.7, "raster-contrast": -0.1 };
  const day = { "raster-saturation": -0.45, "raster-brightness-min": 0.08 };
  return { id: "picture", type: "raster", source: RASTER_SOURCE, paint: { "raster-fade-duration": 0, ...(theme === "dark" ? night : day) } };
}

/** A walk under the devices: the ground in view, the line, its watched pieces, what is being drawn. */
function walk(palette: Palette): LayerSpecification[] {
  const role = (name: string): FilterSpecification => ["==", ["get", "role"], name];
  const line = (id: string, color: string, width: number): LayerSpecification => ({
    id: `walk-${id}`, type: "line", source: "walk", filter: role(id), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": color, "line-width": width },
  });
  return [
    { id: "walk-view", type: "fill", source: "walk", filter: role("view"), paint: { "fill-color": palette.family.video, "fill-opacity": 0.18 } },
    { ...line("walk", palette.paper, 8), id: "walk-edge" },
    line("walk", palette.ink, 3),
    line("watched", palette.action, 6),
    { id: "walk-corner", type: "circle", source: "walk", filter: role("corner"), paint: { "circle-radius": 5, "circle-color": palette.paper, "circle-stroke-color": palette.ink, "circle-stroke-width": 2 } },
  ];
}

function point(position: [number, number] | undefined): SourceSpecification {
  const features = position ? [{ type: "Feature" as const, properties: {}, geometry: { type: "Point" as const, coordinates: position } }] : [];
  return { type: "geojson", data: { type: "FeatureCollection", features } };
}

function byZoom(...stops: [number, number][]): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification;
}

function ground(palette: Palette): LayerSpecification[] {
  const from = { source: "basemap" };
  return [
    { id: "land", type: "fill", ...from, "source-layer": "land", paint: { "fill-color": ["case", ["==", ["get", "france"], true], palette.land, palette.neighbour], "fill-antialias": false } },
    { id: "river", type: "line", ...from, "source-layer": "river", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": palette.water, "line-width": byZoom([4, 0.6], [8, 1.4], [12, 4]) } },
    { id: "water", type: "fill", ...from, "source-layer": "water", paint: { "fill-color": palette.water } },
  ];
}

function boundaries(palette: Palette, state: MapState): LayerSpecification[] {
  if (!state.sources.basemap) return [];
  const line = (level: string, minzoom: number, width: ExpressionSpecification, opacity: number, dash?: number[]): LayerSpecification => ({
    id: `boundary-${level}`, type: "line", source: "basemap", "source-layer": "boundary", minzoom, filter: ["==", ["get", "level"], level],
    layout: { "line-join": "round" }, paint: { "line-color": palette.boundary, "line-width": width, "line-opacity": opacity, ...(dash ? { "line-dasharray": dash } : {}) },
  });
  return [
    line("commune", 9, byZoom([9, 0.4], [14, 1.2]), 0.5, [3, 2]),
    line("department", 5, byZoom([5, 0.4], [10, 1.4]), 0.7),
    line("region", 0, byZoom([4, 0.6], [10, 1.8]), 0.8),
    line("country", 0, byZoom([4, 0.9], [10, 2.2]), 1),
  ];
}

function streetGround(palette: Palette): LayerSpecification[] {
  const from = { source: "streets", minzoom: STREETS_FROM };
  const roads: ExpressionSpecification = ["match", ["get", "class"], ["rail", "ferry", "transit"], false, true];
  const widths = (extra: number): ExpressionSpecification => ["interpolate", ["exponential", 1.6], ["zoom"], 12, scaled(0.5, extra), 15, scaled(2.2, extra), 18, scaled(11, extra)];
  const round = { "line-cap": "round", "line-join": "round" } as const;
  return [
    // The basemap's coast is coarse; where a street map knows of built land, it is land.
    { id: "built", type: "fill", ...from, "source-layer": "landuse", paint: { "fill-color": palette.land } },
    { id: "green", type: "fill", ...from, "source-layer": "landcover", filter: ["match", ["get", "class"], ["grass", "wood"], true, false], paint: { "fill-color": palette.green } },
    { id: "street-water", type: "fill", ...from, "source-layer": "water", paint: { "fill-color": palette.sea } },
    { id: "building", type: "fill", ...from, minzoom: 14, "source-layer": "building", paint: { "fill-color": palette.building, "fill-outline-color": palette.roadEdge } },
    { id: "road-edge", type: "line", ...from, "source-layer": "transportation", filter: roads, layout: round, paint: { "line-color": palette.roadEdge, "line-width": widths(1.6) } },
    { id: "road", type: "line", ...from, "source-layer": "transportation", filter: roads, layout: round, paint: { "line-color": palette.road, "line-width": widths(0) } },
    { id: "rail", type: "line", ...from, "source-layer": "transportation", filter: ["==", ["get", "class"], "rail"], paint: { "line-color": palette.boundary, "line-width": 1, "line-dasharray": [4, 3] } },
  ];
}

/** Main roads are wider than alleys; the edge is the same road, a little wider. */
function scaled(width: number, extra: number): ExpressionSpecification {
  return ["+", extra, ["*", width, ["match", ["get", "class"], ["motorway", "trunk", "primary"], 1.5, ["secondary", "tertiary"], 1.2, ["minor", "street"], 0.85, ["path", "track", "service"], 0.45, 0.7]]];
}

/** Street archives name their things in several alphabets, and not all in the same key. */
const STREET_NAME: ExpressionSpecification = ["coalesce", ["get", "name:fr"], ["get", "name:latin"], ["get", "name"], ""];

function streetLabels(palette: Palette): LayerSpecification[] {
  return [{
    id: "street-name", type: "symbol", source: "streets", "source-layer": "transportation_name", minzoom: 14.5,
    layout: { "symbol-placement": "line", "text-field": STREET_NAME, "text-font": FONT, "text-size": 12, "symbol-spacing": 320 },
    paint: { "text-color": palette.quietInk, "text-halo-color": palette.road, "text-halo-width": 1.5 },
  }, {
    id: "quarter-name", type: "symbol", source: "streets", "source-layer": "place", minzoom: 12.5, maxzoom: 17, filter: ["in", ["get", "class"], ["literal", ["city", "town", "suburb", "quarter", "neighbourhood"]]],
    layout: { "text-field": STREET_NAME, "text-font": FONT, "text-size": 13, "text-max-width": 8, "text-padding": 12 },
    paint: { "text-color": palette.ink, "text-halo-color": palette.halo, "text-halo-width": 1.6 },
  }];
}

function labels(palette: Palette, state: MapState): LayerSpecification[] {
  const name: ExpressionSpecification = state.language === "en" ? ["coalesce", ["get", "name_en"], ["get", "name"]] : ["get", "name"];
  const paint = { "text-color": palette.ink, "text-halo-color": palette.halo, "text-halo-width": 1.6 };
  const quiet = { ...paint, "text-color": palette.quietInk };
  const upper: ExpressionSpecification = ["upcase", name];
  const rank: ExpressionSpecification = ["coalesce", ["get", "rank"], 20];
  return [
    { id: "department-name", type: "symbol", source: "basemap", "source-layer": "department_label", minzoom: 6.5, maxzoom: 9,
      layout: { "text-field": upper, "text-font": FONT, "text-size": 10.5, "text-letter-spacing": 0.12, "text-max-width": 8, "symbol-sort-key": rank }, paint: { ...quiet, "text-opacity": 0.75 } },
    { id: "place-name", type: "symbol", source: "basemap", "source-layer": "place",
      layout: { "text-field": name, "text-font": FONT, "text-max-width": 8, "text-padding": 4, "symbol-sort-key": rank, "text-size": ["interpolate", ["linear"], ["zoom"], 5, bySize(11, 13), 9, bySize(12, 19), 13, bySize(14, 22)] }, paint },
    { id: "country-name", type: "symbol", source: "basemap", "source-layer": "country_label", maxzoom: 8,
      layout: { "text-field": upper, "text-font": FONT, "text-size": 11.5, "text-letter-spacing": 0.18, "text-max-width": 7 }, paint: quiet },
  ];
}

/** Larger towns are written larger. */
function bySize(small: number, large: number): ExpressionSpecification {
  return ["interpolate", ["linear"], ["coalesce", ["get", "population"], 0], 2_000, small, 400_000, large];
}
