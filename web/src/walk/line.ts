import type { Feature, FeatureCollection, Position } from "geojson";
import { InvalidAnswer, list, number, object, optional, record, text } from "../parse";
import type { Bounds } from "../urls";

/** Corners of a walk that is being drawn, in degrees, longitude first. */
export type Corners = readonly [number, number][];

/** What the map shows while somebody draws: the line and its corners. */
export function drawing(corners: Corners): FeatureCollection {
  const line: Feature[] = corners.length > 1 ? [feature("walk", { type: "LineString", coordinates: [...corners] })] : [];
  return { type: "FeatureCollection", features: [...line, ...corners.map((corner) => feature("corner", { type: "Point", coordinates: corner }))] };
}

function feature(role: string, geometry: Feature["geometry"]): Feature {
  return { type: "Feature", properties: { role }, geometry };
}

/** What is sent to be measured; nothing before there are two corners. */
export function lineText(corners: Corners): string {
  return corners.length > 1 ? JSON.stringify({ type: "LineString", coordinates: corners.map((corner) => corner.map(rounded)) }) : "";
}

/** Six decimals are a tenth of a metre. */
export function rounded(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

/** The answer of the server, checked as far as the map needs it. */
export function measured(json: string): FeatureCollection {
  const answer = object({ features: list(object({ properties: object({ role: text }), geometry: record, id: optional(text) })) })(JSON.parse(json));
  const features = answer.features.map((found): Feature => ({ type: "Feature", ...(found.id ? { id: found.id } : {}), properties: found.properties, geometry: geometry(found.geometry) }));
  return { type: "FeatureCollection", features };
}

function geometry(found: Record<string, unknown>): Feature["geometry"] {
  const line = list(position);
  switch (found["type"]) {
    case "Point":
      return { type: "Point", coordinates: position(found["coordinates"]) };
    case "MultiLineString":
      return { type: "MultiLineString", coordinates: list(line)(found["coordinates"]) };
    case "MultiPolygon":
      return { type: "MultiPolygon", coordinates: list(list(line))(found["coordinates"]) };
    default:
      throw new InvalidAnswer(`unexpected geometry ${String(found["type"])}`);
  }
}

function position(value: unknown): Position {
  return list(number)(value);
}

/** Where each device of an answer is. */
export function devicePlaces(walk: FeatureCollection): Map<string, [number, number]> {
  const places = new Map<string, [number, number]>();
  for (const { id, geometry } of walk.features) {
    if (typeof id !== "string" || geometry.type !== "Point") continue;
    const [longitude, latitude] = geometry.coordinates;
    if (longitude !== undefined && latitude !== undefined) places.set(id, [longitude, latitude]);
  }
  return places;
}

/** The box around all lines of a walk. */
export function boundsOf(walk: FeatureCollection): Bounds | undefined {
  const points = walk.features.flatMap(({ geometry }) => (geometry.type === "MultiLineString" ? geometry.coordinates.flat() : geometry.type === "LineString" ? geometry.coordinates : []));
  if (points.length === 0) return undefined;
  const along = (axis: 0 | 1) => points.map((point) => point[axis] ?? 0);
  const least = (values: number[]) => values.reduce((one, other) => Math.min(one, other));
  const most = (values: number[]) => values.reduce((one, other) => Math.max(one, other));
  return { west: least(along(0)), south: least(along(1)), east: most(along(0)), north: most(along(1)) };
}
