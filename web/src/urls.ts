/** The only file that spells an address of this site. */
import { parameters, readable, type Filter } from "./explore/filter";

export type Language = "fr" | "en";

export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

export function pageLanguage(): Language {
  return document.documentElement.lang.startsWith("en") ? "en" : "fr";
}

export const urls = {
  contributions: () => "/api/v1/contributions",
  passkeys: { challenge: () => "/compte/cles/defi", proof: () => "/compte/cles/preuve" },
  merge: (id: string) => `/api/v1/contributions/${encodeURIComponent(id)}/merge`,
  photos: (id: string) => `/api/v1/contributions/${encodeURIComponent(id)}/photos`,
  streets: () => "/streets/names.json",
  forget: (language: Language) => (language === "en" ? "/en/forget" : "/effacer"),
  device: (id: string) => `/api/v1/devices/${encodeURIComponent(id)}`,
  /** What the map shows; the list of the API has kinds too that the map shows only when asked. */
  devicesIn: (bounds: Bounds, filter: Filter, limit: number) =>
    withQuery("/carte.json", {
      bbox: [bounds.west, bounds.south, bounds.east, bounds.north].map(degrees).join(","),
      ...parameters(filter),
      limit,
    }),
  devicesNear: (longitude: number, latitude: number, radius: number) =>
    withQuery("/api/v1/devices", { near: `${degrees(longitude)},${degrees(latitude)}`, radius, limit: 5 }),
  territories: (text: string, limit: number) => withQuery("/api/v1/territories", { q: text, limit }),
  /** A description of tiles under a filter. */
  tilesOf: (description: string, filter: Filter) => withQuery(description, parameters(filter)),
  areaPage: (language: Language, code: string) => (language === "en" ? `/en/cities/${code}` : `/villes/${code}`),
  tiles: { devices: "/tiles/devices.json", basemap: "/basemap/tiles.json" },
  devicePage: (language: Language, id: string) => (language === "en" ? `/en/devices/${id}` : `/appareils/${id}`),
  mapPage: (language: Language) => (language === "en" ? "/en/map" : "/carte"),
  exposurePage: (language: Language) => (language === "en" ? "/en/exposed-walk" : "/balade-exposee"),
  reportPage: (language: Language) => (language === "en" ? "/en/report" : "/signaler"),
};

/** The same page of the other language's tree keeps its own address: `/villes/…` becomes `/en/cities/…`. */
export function inLanguage(language: Language, path: string): string {
  if (language === "fr" || path.startsWith("/en/")) return path;
  const english: Record<string, string> = { villes: "cities", appareils: "devices", recu: "receipt", signaler: "report" };
  return path.replace(/^\/(\w+)/, (whole, first: string) => (english[first] ? `/en/${english[first]}` : whole));
}

/** The address of a source page, or nothing when it is no web address: a link never runs a script. */
export function webAddress(text: string): string | undefined {
  return /^https?:\/\//i.test(text) ? text : undefined;
}

function withQuery(path: string, values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  return query.size ? `${path}?${readable(query.toString())}` : path;
}

/** Six decimals are a tenth of a metre. */
function degrees(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}
