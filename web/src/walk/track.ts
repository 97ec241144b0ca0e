import { rounded } from "./line";

/** Lines of a walk in degrees, longitude first. */
export type Lines = [number, number][][];

/** As much as is read: a day of walking is far less. */
export const FILE_LIMIT = 2 * 1024 * 1024;

/**
 * Reads the lines of a GPX file (tracks and routes) or of GeoJSON in the browser, so that the file with its hours,
 * heights and names never leaves it. Nothing when there is no line of two points in it.
 */
export function readTrack(text: string): Lines | undefined {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  const lines = trimmed.startsWith("<") ? linesOfGpx(new DOMParser().parseFromString(trimmed, "application/xml")) : linesOfGeoJson(parsed(trimmed));
  const kept = lines.map((line) => line.filter(isPlace)).filter((line) => line.length > 1);
  return kept.length > 0 ? kept : undefined;
}

/** What is sent of a walk: positions, to a tenth of a metre, and nothing else. */
export function geometryOf(lines: Lines): { type: "MultiLineString"; coordinates: number[][][] } {
  return { type: "MultiLineString", coordinates: lines.map((line) => line.map((place) => place.map(rounded))) };
}

/** Metres along the lines. */
export function lengthOf(lines: Lines): number {
  return lines.reduce((sum, line) => sum + line.slice(1).reduce((length, place, index) => length + metres(line[index] ?? place, place), 0), 0);
}

function linesOfGpx(file: Document): Lines {
  const points = (parent: Element, name: string) => [...parent.getElementsByTagName(name)].map((point): [number, number] => [degrees(point, "lon"), degrees(point, "lat")]);
  const lines = (name: string, point: string) => [...file.getElementsByTagName(name)].map((line) => points(line, point));
  return [...lines("trkseg", "trkpt"), ...lines("rte", "rtept")];
}

/** Without the attribute it is no place at all, which is not the same as zero. */
function degrees(point: Element, name: string): number {
  return Number.parseFloat(point.getAttribute(name) ?? "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function linesOfGeoJson(value: unknown): Lines {
  if (typeof value !== "object" || value === null) return [];
  const { type, coordinates, geometry, features } = value as Record<string, unknown>;
  if (type === "FeatureCollection" && Array.isArray(features)) return features.flatMap(linesOfGeoJson);
  if (type === "Feature") return linesOfGeoJson(geometry);
  if (type === "LineString") return [places(coordinates)];
  if (type === "MultiLineString" && Array.isArray(coordinates)) return coordinates.map(places);
  return [];
}

function places(value: unknown): [number, number][] {
  return Array.isArray(value) ? value.map((place): [number, number] => (Array.isArray(place) ? [Number(place[0]), Number(place[1])] : [Number.NaN, Number.NaN])) : [];
}

function isPlace([longitude, latitude]: [number, number]): boolean {
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
}

function metres(from: [number, number], to: [number, number]): number {
  const east = (to[0] - from[0]) * Math.cos((to[1] * Math.PI) / 180);
  return Math.hypot(east, to[1] - from[1]) * 111_195;
}
