import { button, make } from "../element";
import type { MapState } from "../map/style";
import { AT_REST, drawsMaps, theme, whenIdle } from "../map/open";
import { bearingTo } from "../report/direction";
import type { Strings } from "../strings";
import { pageLanguage, urls } from "../urls";

/**
 * A small map to correct a position. It comes after the form is usable, and not at all where data is
 * dear, unless it is asked for; the position and the address fields do without it.
 */
export async function pinMap(
  place: HTMLElement,
  position: [number, number],
  zoom: number,
  say: Strings,
  told: { moved(position: [number, number]): void; aimed(bearing: number): void },
): Promise<{ move(position: [number, number]): void } | undefined> {
  if (!drawsMaps() || !navigator.onLine) return undefined;
  await new Promise<void>((resolve) => whenIdle(resolve));
  const engine = await import("../map/engine").catch(() => undefined);
  if (!engine) return undefined;
  const canvas = make("div", { class: "map-canvas" });
  const aim = button("button button-quiet", say("report.aim"), () => {
    aim.setAttribute("aria-pressed", String(aim.getAttribute("aria-pressed") !== "true"));
  });
  place.replaceChildren(make("div", { class: "pin-map" }, canvas), make("p", { class: "pin-help" }, say("report.pin_help"), " ", aim));
  const state: MapState = {
    ...AT_REST,
    theme: theme(),
    language: pageLanguage(),
    sources: { territories: undefined, devices: place.dataset["tiles"] ?? urls.tiles.devices, basemap: place.dataset["basemap"] ?? urls.tiles.basemap, streets: place.dataset["streets"] || undefined, raster: place.dataset["raster"] || undefined },
  };
  const map = new engine.CensusEngine(canvas, state, { center: position, zoom }, say, true, {});
  let here = position;
  const move = map.pin(position, say("report.pin"), (touched) => {
    if (aim.getAttribute("aria-pressed") === "true") {
      // The tap says where it looks, not where it stands.
      aim.setAttribute("aria-pressed", "false");
      told.aimed(bearingTo(here, touched));
      move(here);
      return;
    }
    here = touched;
    told.moved(touched);
  });
  return {
    move: (next) => {
      here = next;
      move(next);
    },
  };
}
