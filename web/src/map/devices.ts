/** The layers of the devices: rings below zoom 12, marks above, what they look at from zoom 15, and all of it on a day of the past. */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from "maplibre-gl";
import { DAYS_A_YEAR } from "../explore/time";
import { urls } from "../urls";
import { CERTAINTY, GONE } from "./marks";
import type { Palette } from "./palette";
import { RING_PARTS, RING_SIZES } from "./rings";
import type { MapState } from "./style";

export const DEVICE_LAYER = "devices";
export const CLUSTER_LAYER = "clusters";
export const SPREAD_LAYER = "spread-device";

const FONT = ["sans-serif"];
const POINTS_FROM = 12;
const SECTORS_FROM = 15;

/**
 * Rings are counted by the server, for the day that is shown; single devices say themselves from when to when they
 * stood, so that time can be played without asking for anything.
 */
export function deviceSources(state: MapState): Record<string, SourceSpecification> {
  const { devices } = state.sources;
  if (!devices) return {};
  const { standing_on: _, ...filter } = state.filter;
  const then = state.ringDay ? { ...filter, standing_on: [state.ringDay] } : filter;
  return { devices: { type: "vector", url: urls.tilesOf(devices, filter) }, clusters: { type: "vector", url: urls.tilesOf(devices, then) } };
}

export function devices(palette: Palette, state: MapState): LayerSpecification[] {
  const tiles = { source: "devices", "source-layer": DEVICE_LAYER, minzoom: POINTS_FROM };
  const shown: { filter?: ExpressionSpecification } = state.day === undefined ? {} : { filter: shownOn(state.day) };
  const sure = certaintyOn(state.day);
  const size: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 12, 0.6, 15, 0.9, 17, 1.15];
  return [
    ...views(palette, state),
    arrived(palette, state),
    halo("highlighted", palette, 15),
    halo("selected", palette, 19),
    { id: DEVICE_LAYER, type: "symbol", ...tiles, ...shown, layout: { "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-image": image(state, sure), "icon-size": size } },
    ...clusters(palette, state),
    ...spread(palette, state, sure),
  ];
}

function image(state: MapState, sure: ExpressionSpecification): ExpressionSpecification {
  return ["concat", `device|${state.theme}|`, ["get", "kind"], "|", sure];
}

const IS_GONE: ExpressionSpecification = ["in", ["get", "status"], ["literal", GONE]];
const FROM: ExpressionSpecification = ["coalesce", ["get", "first_seen"], ["get", "recorded_on"], 0];
/** The day on which it went; of what is gone since nobody knows when, long ago. */
const UNTIL: ExpressionSpecification = ["case", ["has", "removed_on"], ["get", "removed_on"], IS_GONE, 0, 1e9];

/** What stood on a day, and what went in the year before it. */
function shownOn(day: number): ExpressionSpecification {
  return ["all", ["<=", FROM, day], [">", UNTIL, day - DAYS_A_YEAR]];
}

function certaintyOn(day: number | undefined): ExpressionSpecification {
  const gone: ExpressionSpecification = day === undefined ? IS_GONE : ["<=", UNTIL, day];
  return ["case", gone, "gone", ["match", ["get", "verification"], ...Object.entries(CERTAINTY).flat(), "hollow"] as unknown as ExpressionSpecification];
}

/** A ring around what came in the year before the day that is shown. */
function arrived(palette: Palette, state: MapState): LayerSpecification {
  const day = state.day ?? 0;
  const young: ExpressionSpecification = ["all", ["<=", FROM, day], [">", FROM, day - DAYS_A_YEAR], [">", UNTIL, day]];
  const radius: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 12, 8, 17, 16];
  return {
    id: "arrived", type: "circle", source: "devices", "source-layer": DEVICE_LAYER, minzoom: POINTS_FROM, filter: young,
    layout: { visibility: state.day === undefined ? "none" : "visible" },
    paint: { "circle-radius": radius, "circle-color": palette.family.video, "circle-opacity": 0.15, "circle-stroke-color": palette.family.video, "circle-stroke-width": 1.5 },
  };
}

/** What devices look at: a sector where the direction is known, an outline where they may look anywhere, nothing where nobody knows. */
function views(palette: Palette, state: MapState): LayerSpecification[] {
  const tiles = { source: "devices", "source-layer": "sectors", minzoom: SECTORS_FROM };
  // Tiles tell where things look today: on a day of the past they claim nothing.
  const layout = { visibility: state.day === undefined ? "visible" : "none" } as const;
  const shaped = (shape: string): ExpressionSpecification => ["==", ["get", "shape"], shape];
  const measured: ExpressionSpecification = ["all", shaped("sector"), ["!=", ["get", "span_assumed"], true]];
  const colour = palette.family.video;
  return [
    { id: "view", type: "fill", ...tiles, filter: shaped("sector"), layout, paint: { "fill-color": colour, "fill-opacity": 0.2, "fill-antialias": false } },
    { id: "view-edge", type: "line", ...tiles, filter: measured, layout: { ...layout, "line-join": "round" }, paint: { "line-color": colour, "line-width": 1, "line-opacity": 0.6 } },
    { id: "view-ring", type: "line", ...tiles, filter: shaped("ring"), layout, paint: { "line-color": colour, "line-width": 1.4, "line-opacity": 0.55, "line-dasharray": [2, 2.5] } },
  ];
}

/** A stack that was touched: legs from the pole, and each device at the end of its own. */
function spread(palette: Palette, state: MapState, sure: ExpressionSpecification): LayerSpecification[] {
  return [
    { id: "spread-leg", type: "line", source: "spread", filter: ["==", ["get", "role"], "leg"], paint: { "line-color": palette.ink, "line-width": 1.2 } },
    { id: SPREAD_LAYER, type: "symbol", source: "spread", filter: ["==", ["get", "role"], "device"],
      layout: { "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": 1.3, "icon-image": image(state, sure) } },
  ];
}

function halo(source: "selected" | "highlighted", palette: Palette, radius: number): LayerSpecification {
  const isChosen = source === "selected";
  return { id: source, type: "circle", source, paint: { "circle-radius": radius, "circle-color": "#ffffff", "circle-opacity": isChosen ? 0.95 : 0.7, "circle-stroke-color": palette.selection, "circle-stroke-width": isChosen ? 2 : 1 } };
}

/** Rings divided by what they count, the number inside; the larger count is drawn last and named first. */
function clusters(palette: Palette, state: MapState): LayerSpecification[] {
  const count: ExpressionSpecification = ["get", "count"];
  const tiles = { source: "clusters", "source-layer": CLUSTER_LAYER, maxzoom: POINTS_FROM };
  const size = ["step", count, 0, ...RING_SIZES.slice(1).flatMap((_, step) => [Math.max(2, 10 ** step), step + 1])] as unknown as ExpressionSpecification;
  const shares = ["camera", ...RING_PARTS].flatMap((name): (string | ExpressionSpecification)[] => ["|", twelfths(name, count)]);
  const number: ExpressionSpecification = ["number-format", count, { locale: state.language, "max-fraction-digits": 0 }];
  return [
    { id: CLUSTER_LAYER, type: "symbol", ...tiles, layout: { "icon-image": ["concat", `ring|${state.theme}|`, size, ...shares], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": count } },
    { id: "cluster-count", type: "symbol", ...tiles,
      layout: { "text-field": number, "text-font": FONT, "text-size": ["interpolate", ["linear"], ["log10", ["max", 1, count]], 0, 12, 3, 14], "text-padding": 2, "symbol-sort-key": ["-", 0, count] },
      paint: { "text-color": palette.ink } },
  ];
}

/** How much of a ring a class has, in twelfths; whoever is there at all has one. */
function twelfths(name: string, count: ExpressionSpecification): ExpressionSpecification {
  const share: ExpressionSpecification = ["/", ["*", 12, ["coalesce", ["get", name], 0]], count];
  // What is left over belongs to the cameras, so that theirs is the only share to be rounded down.
  return ["to-string", name === "camera" ? ["max", ["floor", share], ["min", 1, ["ceil", share]]] : ["ceil", share]];
}
