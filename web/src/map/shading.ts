/** Territories under the devices: how many devices for their inhabitants, where nobody looked, and what authorities use. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Palette } from "./palette";
import type { MapState } from "./style";

export const AREA_LAYER = "area";

/** Families of uses, which have no place but the territory of an authority, with the field that counts them. */
export const USE_FAMILIES = ["software", "file", "face", "sensor", "mobile", "site"] as const;
export type UseFamily = (typeof USE_FAMILIES)[number];

/**
 * Devices for each 1,000 inhabitants at which a shade begins, after the one for none: each about three times the one before. They are the same at every zoom,
 * so that a colour always says the same; `SHADES_FROM` of `crates/server/src/pages/explorer/legend.rs` writes them.
 */
export const SHADES_FROM = [0, 0.1, 0.3, 1, 3] as const;

export function territories(palette: Palette, state: MapState): LayerSpecification[] {
  const tiles = { source: "territories", "source-layer": "territories" };
  const uses = shownUses(state);
  if (!state.sources.territories || (!isDense(state) && uses.length === 0)) return [];
  const dense = isDense(state);
  const faint: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 11, 0.85, 14, 0.4];
  const unknown: LayerSpecification = { id: "unsurveyed", type: "fill", ...tiles, filter: ["==", ["get", "surveyed"], false], paint: { "fill-pattern": `hatch|${state.theme}`, "fill-opacity": faint } };
  return [
    { id: AREA_LAYER, type: "fill", ...tiles, paint: { "fill-color": dense ? shade(palette) : "rgba(0,0,0,0)", "fill-opacity": faint, "fill-antialias": false } },
    ...(dense ? [unknown] : []),
    ...uses.map((family): LayerSpecification => ({
      id: `use-${family}`, type: "fill", ...tiles, filter: [">", ["coalesce", ["get", `${family}_uses`], 0], 0], paint: { "fill-pattern": `use|${state.theme}|${family}`, "fill-opacity": faint },
    })),
    { id: "area-edge", type: "line", ...tiles, layout: { "line-join": "round" }, paint: { "line-color": palette.paper, "line-width": 0.8, "line-opacity": dense ? 0.8 : 0 } },
    { id: "area-chosen", type: "line", ...tiles, filter: ["==", ["get", "code"], state.area ?? ""], layout: { "line-join": "round" }, paint: { "line-color": palette.selection, "line-width": 2.5 } },
  ];
}

export function isDense(state: MapState): boolean {
  return state.shade === "density";
}

/** The families whose uses were asked for. */
export function shownUses(state: MapState): UseFamily[] {
  const asked = state.filter["family"] ?? [];
  return USE_FAMILIES.filter((family) => asked.includes(family));
}

function shade(palette: Palette): ExpressionSpecification {
  const [none, ...rising] = palette.shades;
  const steps = SHADES_FROM.flatMap((from, place) => [from === 0 ? Number.MIN_VALUE : from, rising[place]]);
  const known = ["step", ["get", "per_1000"], none, ...steps] as unknown as ExpressionSpecification;
  return ["case", ["all", ["==", ["get", "surveyed"], true], ["has", "per_1000"]], known, "rgba(0,0,0,0)"];
}
