import { describe, expect, test } from "vitest";
import { InvalidAnswer } from "../src/parse";
import { boundsOf, devicePlaces, drawing, lineText, measured } from "../src/walk/line";
import { geometryOf, lengthOf, readTrack } from "../src/walk/track";

const CORNERS: [number, number][] = [[7.42, 43.73], [7.4312345678, 43.74]];

const ANSWER = JSON.stringify({
  type: "FeatureCollection", length_m: 10, features: [
    { type: "Feature", properties: { role: "walk" }, geometry: { type: "MultiLineString", coordinates: [[[7.42, 43.73], [7.43, 43.72]]] } },
    { type: "Feature", id: "a", properties: { role: "device" }, geometry: { type: "Point", coordinates: [7.425, 43.731] } },
  ],
});

describe("a walk", () => {
  test("is drawn as a line with its corners, and sent once there are two", () => {
    expect(drawing(CORNERS.slice(0, 1)).features.map(({ geometry }) => geometry.type)).toEqual(["Point"]);
    expect(drawing(CORNERS).features.map(({ geometry }) => geometry.type)).toEqual(["LineString", "Point", "Point"]);
    expect(lineText(CORNERS.slice(0, 1))).toBe("");
    expect(lineText(CORNERS)).toBe('{"type":"LineString","coordinates":[[7.42,43.73],[7.431235,43.74]]}');
  });

  test("comes back with its box and its devices", () => {
    const walk = measured(ANSWER);
    expect(boundsOf(walk)).toEqual({ west: 7.42, south: 43.72, east: 7.43, north: 43.73 });
    expect(devicePlaces(walk)).toEqual(new Map([["a", [7.425, 43.731]]]));
    expect(boundsOf(drawing([]))).toBeUndefined();
  });

  test("is refused when the answer is no such thing", () => {
    expect(() => measured('{"features":[{"properties":{"role":"walk"},"geometry":{"type":"Circle"}}]}')).toThrow(InvalidAnswer);
    expect(() => measured("{}")).toThrow(InvalidAnswer);
  });
});

describe("a track that was recorded", () => {
  test("is read from GeoJSON of any nesting, and only its places are sent", () => {
    const line = { type: "LineString", coordinates: [[7.41234567, 43.7, 12], [7.42, 43.71, 13]] };
    const lines = readTrack(JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", properties: { name: "maison" }, geometry: line }] }));
    expect(lines && geometryOf(lines)).toEqual({ type: "MultiLineString", coordinates: [[[7.412346, 43.7], [7.42, 43.71]]] });
    expect(Math.round(lengthOf(lines ?? []) / 10)).toBe(127);
  });

  test("is nothing without a line of two places", () => {
    for (const text of ["", "{}", "nonsense", JSON.stringify({ type: "LineString", coordinates: [[2, 48]] }), JSON.stringify({ type: "LineString", coordinates: [[2, 480], [3, 481]] })]) {
      expect(readTrack(text)).toBeUndefined();
    }
  });
});
