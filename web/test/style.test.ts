import { describe, expect, test } from "vitest";
import { mapStyle, type MapState } from "../src/map/style";

const state: MapState = {
  theme: "light",
  language: "fr",
  sources: { devices: "/tiles/devices.json", basemap: "/basemap/tiles.json", streets: "/streets/tiles.json", raster: undefined },
  filter: {},
  selected: undefined,
  highlighted: undefined,
  walk: undefined,
  spread: undefined,
};

const order = (of: MapState) => mapStyle(of).layers.map((layer) => layer.id);

describe("the style of the map", () => {
  test("names every layer from the ground up", () => {
    expect(order(state)).toEqual([
      "sea", "land", "river", "water", "built", "green", "street-water", "building", "road-edge", "road", "rail",
      "boundary-commune", "boundary-department", "boundary-region", "boundary-country",
      "street-name", "quarter-name", "department-name", "place-name", "country-name",
      "walk-view", "walk-edge", "walk-walk", "walk-watched", "walk-corner",
      "sector", "highlighted", "selected", "devices", "clusters", "cluster-count", "spread-leg", "spread-device",
    ]);
  });

  test("asks nothing of a source that is not there", () => {
    const bare = mapStyle({ ...state, sources: { devices: "/tiles/devices.json", basemap: undefined, streets: undefined, raster: undefined } });
    const used = bare.layers.flatMap((layer) => ("source" in layer ? [layer.source] : []));
    expect(used.filter((source) => !(String(source) in bare.sources))).toEqual([]);
    expect(Object.keys(bare.sources)).toEqual(["devices", "walk", "spread", "selected", "highlighted"]);
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

  test("counts only the chosen kinds on the rings", () => {
    const ring = mapStyle({ ...state, filter: { ...state.filter, kind: ["plate_reader", "gate", "tracking_sensor"] } }).layers.find((layer) => layer.id === "clusters");
    expect(JSON.stringify(ring)).toContain('["+",0,["coalesce",["get","plate_reader"],0],["coalesce",["get","sensor"],0]]');
  });

  test("draws the selection where the state says", () => {
    const { selected } = mapStyle({ ...state, selected: [7.42, 43.73] }).sources;
    expect(JSON.stringify(selected)).toContain("[7.42,43.73]");
  });
});
