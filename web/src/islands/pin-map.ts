import { make } from "../element";
import { NO_FILTER } from "../explore/filter";
import { drawsMaps, savesData, theme, whenIdle } from "../map/open";
import type { Strings } from "../strings";
import { pageLanguage, urls } from "../urls";

/**
 * A small map to correct a position. It comes after the form is usable, and not at all where data is
 * dear; the position and the address fields do without it.
 */
export async function pinMap(
  place: HTMLElement,
  position: [number, number],
  say: Strings,
  moved: (position: [number, number]) => void,
): Promise<((position: [number, number]) => void) | undefined> {
  if (savesData() || !drawsMaps() || !navigator.onLine) return undefined;
  await new Promise<void>((resolve) => whenIdle(resolve));
  const engine = await import("../map/engine").catch(() => undefined);
  if (!engine) return undefined;
  const canvas = make("div", { class: "map-canvas" });
  place.replaceChildren(make("div", { class: "pin-map" }, canvas), make("p", { class: "pin-help" }, say("report.pin_help")));
  const state = {
    theme: theme(),
    language: pageLanguage(),
    sources: { devices: place.dataset["tiles"] ?? urls.tiles.devices, basemap: place.dataset["basemap"] ?? urls.tiles.basemap, streets: place.dataset["streets"] || undefined, raster: place.dataset["raster"] || undefined },
    filter: NO_FILTER,
    selected: undefined,
    highlighted: undefined,
    walk: undefined,
    spread: undefined,
  };
  const map = new engine.CensusEngine(canvas, state, { center: position, zoom: 17 }, say, true, {});
  return map.pin(position, say("report.pin"), moved);
}
