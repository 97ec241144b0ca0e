import { InvalidAnswer, list, number, object, optional, position, record, text, boolean, type Reader } from "./parse";
import type { Filter } from "./explore/filter";
import { urls, type Bounds } from "./urls";

export interface Device {
  id: string;
  position: [number, number];
  kind: string;
  status: string;
  verification: string;
  version: number | undefined;
  form: string | undefined;
  bearing: number | undefined;
  address: string | undefined;
  territory: string | undefined;
  confirmed: string | undefined;
  updated: string | undefined;
  fictional: boolean;
  distance: number | undefined;
  photos: DevicePhoto[];
  /** What says so: documents, articles, pictures. */
  sources: { title: string | undefined; url: string | undefined }[];
  operator: string | undefined;
}

/** A published photo: its page is the picture itself, beside a small form of it. */
export interface DevicePhoto {
  url: string;
  thumbnail: { url: string; width: number; height: number };
}

export interface DevicePage {
  devices: Device[];
  next: string | undefined;
}

export interface Territory {
  code: string;
  name: string;
  department: string | undefined;
  departmentName: string | undefined;
  url: string | undefined;
  bounds: Bounds | undefined;
}

/** A street of the server's own list: its town, its middle, and how far its ends are from there. */
export interface Street {
  name: string;
  town: string;
  position: [number, number];
  reach: number;
}

/** A part of a picture to cover, as fractions of it. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Receipt {
  id: string;
  state: string;
  heldFor: string[];
  device: { id: string; url: string } | undefined;
  near: { id: string; distance: number; kind: string; same: boolean }[];
  code: string | undefined;
  url: string | undefined;
}

/** A body of `POST /api/v1/contributions`; only `client_id` and `intent` matter to the scripts. */
export interface Outgoing {
  client_id: string;
  intent: string;
  [field: string]: unknown;
}

/** The server answered, and said no. */
export class Refused extends Error {
  override name = "Refused";
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {
    super(`${status}: ${detail}`);
  }
}

/** No answer, or one that says to come back later: in so many seconds, when it says so. */
export class Unreachable extends Error {
  override name = "Unreachable";
  constructor(
    message = "no answer",
    readonly status?: number,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export const api = {
  devicesIn: (bounds: Bounds, filter: Filter, limit: number, signal?: AbortSignal) =>
    ask(urls.devicesIn(bounds, filter, limit), devicePage, signal ? { signal } : {}),
  nextPage: (url: string, signal?: AbortSignal) => ask(sameOrigin(url), devicePage, signal ? { signal } : {}),
  devicesNear: (longitude: number, latitude: number, radius: number) =>
    ask(urls.devicesNear(longitude, latitude, radius), devicePage),
  device: (id: string) => ask(urls.device(id), device),
  territories: (query: string, limit: number, signal?: AbortSignal) =>
    ask(urls.territories(query, limit), object({ territories: list(territory) }), signal ? { signal } : {}),
  send: (body: Outgoing) =>
    ask(urls.contributions(), receipt, {
      ...json("POST", body, { "idempotency-key": body.client_id }),
      // The answer may outlive the page; after this long the report waits in the outbox instead.
      keepalive: true,
      signal: AbortSignal.timeout(10_000),
    }),
  /** A photo of a contribution, for who holds its code. */
  photo: (id: string, code: string, photo: Blob, boxes: readonly Box[]) =>
    ask(urls.photos(id), () => undefined, {
      method: "POST",
      headers: { "content-type": photo.type || "image/jpeg", "edit-key": code, boxes: JSON.stringify(boxes) },
      body: photo,
      signal: AbortSignal.timeout(60_000),
    }),
  streets: () => ask(urls.streets(), object({ streets: list(street) })),
  merge: (id: string, into: string, code: string) => ask(urls.merge(id), () => undefined, json("POST", { into }, { "edit-key": code })),
};

/** Statuses that mean "try again", not "this is wrong". */
export function isTemporary(status: number): boolean {
  return status >= 500 || [408, 409, 425, 429].includes(status);
}

async function ask<T>(url: string, reader: Reader<T>, init: RequestInit = {}): Promise<T> {
  const headers = { accept: "application/json, application/geo+json, application/problem+json", ...init.headers };
  const response = await fetch(url, { ...init, headers }).catch((error: unknown) => {
    if (init.signal?.aborted && init.signal.reason?.name === "AbortError") throw error;
    throw new Unreachable(String(error));
  });
  if (isTemporary(response.status)) throw new Unreachable(`status ${response.status}`, response.status, retryAfter(response.headers.get("retry-after")));
  if (!response.ok) throw new Refused(response.status, await problemDetail(response));
  return reader(response.status === 204 ? undefined : await response.json().catch(() => undefined));
}

function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** `Retry-After` in seconds, whether it is a number of them or a day (RFC 9110 §10.2.3). */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

async function problemDetail(response: Response): Promise<string> {
  const problem = object({ title: optional(text), detail: optional(text), errors: optional(list(object({ detail: text }))) });
  try {
    const { title, detail, errors } = problem(await response.json());
    return errors?.length ? errors.map((error) => error.detail).join(" · ") : (detail ?? title ?? String(response.status));
  } catch {
    return String(response.status);
  }
}

/** A next link is followed by path only: the page may be reached under another name than the server's own. */
function sameOrigin(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

function devicePage(value: unknown): DevicePage {
  const page = object({ features: list(device), links: optional(list(object({ rel: text, href: text }))) })(value);
  return { devices: page.features, next: page.links?.find((link) => link.rel === "next")?.href };
}

function device(value: unknown): Device {
  const feature = object({ id: text, geometry: object({ coordinates: position }), properties: record, distance_m: optional(number), photos: optional(list(photo)) })(value);
  const known = object({
    kind: text, status: text, verification: text, version: optional(number), form: optional(text), bearing: optional(number),
    address_label: optional(text), territory_name: optional(text), last_confirmed: optional(text), updated_on: optional(text),
    fictional: optional(boolean), distance_m: optional(number), operator: optional(text),
    sources: optional(list(object({ title: optional(text), url: optional(text) }))),
  })(feature.properties);
  return {
    id: feature.id, position: feature.geometry.coordinates, kind: known.kind, status: known.status, verification: known.verification,
    version: known.version, form: known.form, bearing: known.bearing, address: known.address_label, territory: known.territory_name,
    confirmed: known.last_confirmed, updated: known.updated_on, fictional: known.fictional ?? false,
    distance: feature.distance_m ?? known.distance_m, sources: known.sources ?? [], operator: known.operator,
    photos: feature.photos ?? [],
  };
}

function photo(value: unknown): DevicePhoto {
  const found = object({ url: text, thumbnail: object({ url: text, width: number, height: number }) })(value);
  return { url: sameOrigin(found.url), thumbnail: { ...found.thumbnail, url: sameOrigin(found.thumbnail.url) } };
}

function territory(value: unknown): Territory {
  const found = object({ code: text, name: text, department: optional(text), department_name: optional(text), url: optional(text), bbox: optional(list(number)) })(value);
  const [west, south, east, north] = found.bbox ?? [];
  const bounds = west === undefined || south === undefined || east === undefined || north === undefined ? undefined : { west, south, east, north };
  return { bounds, code: found.code, name: found.name, department: found.department, departmentName: found.department_name, url: found.url };
}

function street(value: unknown): Street {
  const [name, town, longitude, latitude, reach] = list((part) => part)(value);
  return { name: text(name), town: text(town), position: position([longitude, latitude]), reach: number(reach) };
}

function receipt(value: unknown): Receipt {
  const neighbour = object({ id: text, distance_m: number, kind: text, same: boolean });
  const found = object({
    id: text, state: text, held_for: optional(list(text)), entity: optional(object({ id: text, url: text })),
    near: optional(list(neighbour)), receipt: optional(object({ code: text, url: text })),
  })(value);
  return {
    id: found.id, state: found.state, heldFor: found.held_for ?? [], device: found.entity,
    near: (found.near ?? []).map(({ distance_m, ...rest }) => ({ ...rest, distance: distance_m })),
    code: found.receipt?.code, url: found.receipt?.url,
  };
}

/** What to tell a person about a failure, given the page's words. */
export function reason(error: unknown, say: (key: string) => string): string {
  if (error instanceof Refused) return error.detail;
  if (error instanceof Unreachable) return say("error.network");
  if (error instanceof InvalidAnswer) return say("error.answer");
  throw error;
}
