import { describe, expect, test } from "vitest";
import { arcs } from "../src/map/rings";
import { AT_REST } from "../src/map/open";
import { mapStyle, type MapState } from "../src/map/style";

const state: MapState = {
  ...AT_REST,
  theme: "light",
  language: "fr",
  sources: { devices: "/tiles/devices.json", territories: "/tiles/territories.json", basemap: "/basemap/tiles.json", streets: "/streets/tiles.json", raster: undefined },
};

const order = (of: MapState) => mapStyle(of).layers.map((layer) => layer.id);

describe("the style of the map", () => {
  test("names every layer from the ground up", () => {
    expect(order(state)).toEqual([
      "sea", "land", "river", "water", "built", "green", "street-water", "building", "road-edge", "road", "rail",
      "boundary-commune", "boundary-department", "boundary-region", "boundary-country",
      "street-name", "quarter-name", "department-name", "place-name", "country-name",
      "walk-view", "walk-edge", "walk-walk", "walk-watched", "walk-corner",
      "view", "view-edge", "view-ring", "arrived", "highlighted", "selected", "devices", "clusters", "cluster-count", "spread-leg", "spread-device",
    ]);
  });

  test("asks nothing of a source that is not there", () => {
    const bare = mapStyle({ ...state, sources: { devices: "/tiles/devices.json", territories: "/tiles/territories.json", basemap: undefined, streets: undefined, raster: undefined } });
    const used = bare.layers.flatMap((layer) => ("source" in layer ? [layer.source] : []));
    expect(used.filter((source) => !(String(source) in bare.sources))).toEqual([]);
    expect(Object.keys(bare.sources)).toEqual(["devices", "clusters", "territories", "walk", "spread", "selected", "highlighted"]);
  });

  test("lets the pictures of another map take the place of its own streets, boundaries and names", () => {
    const pictured = { ...state, sources: { ...state.sources, raster: "/basemap/raster.json" } };
    expect(order(pictured).slice(0, 6)).toEqual(["sea", "land", "river", "water", "picture", "walk-view"]);
    expect(Object.keys(mapStyle(pictured).sources)).toContain("raster");
  });

  test("needs no glyphs and no sprite from anywhere", () => {
    const style = mapStyle(state);
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
  });

  test("is the same for the same state and another in the dark", () => {
    expect(mapStyle(state)).toEqual(mapStyle({ ...state }));
    expect(mapStyle({ ...state, theme: "dark" })).not.toEqual(mapStyle(state));
    expect(order({ ...state, theme: "dark" })).toEqual(order(state));
  });

  test("asks for tiles under the filter, and for rings of the day that is shown", () => {
    const { sources } = mapStyle({ ...state, filter: { family: ["camera"], standing_on: ["2019-06-01"] }, day: 18_048, ringDay: "2019-06-01" });
    expect(sources["devices"]).toEqual({ type: "vector", url: "/tiles/devices.json?family=camera" });
    expect(sources["clusters"]).toEqual({ type: "vector", url: "/tiles/devices.json?family=camera&standing_on=2019-06-01" });
  });

  test("lays territories under the names: shades and a hatch, or the signs of the families that were asked for", () => {
    const shaded = order({ ...state, shade: "density" });
    expect(shaded.slice(shaded.indexOf("rail") + 1, shaded.indexOf("boundary-commune"))).toEqual(["area", "unsurveyed", "area-edge", "area-chosen"]);
    const used = order({ ...state, filter: { family: ["face", "camera", "software"] } });
    expect(used.slice(used.indexOf("rail") + 1, used.indexOf("boundary-commune"))).toEqual(["area", "use-software", "use-face", "area-edge", "area-chosen"]);
  });

  test("shows on a day of the past what stood, what had just come and what had just gone, and claims no views", () => {
    const { layers } = mapStyle({ ...state, day: 18_048 });
    const named = (id: string) => JSON.stringify(layers.find((layer) => layer.id === id));
    expect(named("devices")).toContain('"<=",["coalesce",["get","first_seen"],["get","recorded_on"],0],18048');
    expect(named("devices")).toContain(String(18_048 - 365));
    expect(named("arrived")).toContain('"visibility":"visible"');
    expect(named("view")).toContain('"visibility":"none"');
  });

  test("divides a ring by its shares, clockwise, cameras first", () => {
    expect(arcs([9, 2, 0, 1]).map(({ part, end }) => [part, Math.round((end / Math.PI) * 180)])).toEqual([["camera", 270], ["plate_reader", 330], ["other", 360]]);
    expect(arcs([0, 0, 0, 0])).toEqual([]);
  });

  test("draws the selection where the state says", () => {
    const { selected } = mapStyle({ ...state, selected: [7.42, 43.73] }).sources;
    expect(JSON.stringify(selected)).toContain("[7.42,43.73]");
  });
});
