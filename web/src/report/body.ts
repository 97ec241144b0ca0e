import type { Outgoing } from "../api";

/** What a filled form means for the API. */
export interface Report {
  body: Outgoing;
  /** A town as typed, when its code is not known yet. */
  place: string | undefined;
  missing: "kind" | "place" | "accuracy" | undefined;
  /** Whether only the server can read what was typed. */
  needsServer: boolean;
}

const TEXTS = ["form", "mount", "watches", "operator_kind", "operator", "first_seen", "address_label", "territory"];

/** Reads the fields of `POST /signaler` into the body of `POST /api/v1/contributions`. An empty field is unknown, and absent. */
export function bodyOf(data: FormData): Report {
  const value = (name: string) => String(data.get(name) ?? "").trim();
  const number = (name: string) => (value(name) === "" ? undefined : Number(value(name)));
  const [longitude, latitude] = [number("longitude"), number("latitude")];
  const position = longitude !== undefined && latitude !== undefined ? [longitude, latitude] : typedPosition(value("coordinates"));
  // The drawings say a kind and a form at once: `camera/dome`. A form chosen further down wins.
  const [kind, drawn] = value("kind").split("/");
  const patch = {
    ...(kind ? { kind } : {}),
    ...(drawn ? { form: drawn } : {}),
    ...Object.fromEntries(TEXTS.map((name) => [name, value(name)]).filter(([, text]) => text)),
    position,
    accuracy_m: position && number("accuracy_m"),
    bearing: number("bearing"),
    sign_present: { true: true, yes: true, on: true, "1": true, false: false, no: false, "0": false }[value("sign_present")],
  };
  const source = value("source_url");
  const body: Outgoing = {
    client_id: value("client_id"),
    intent: "new",
    patch: present(patch),
    basis: { kind: "seen" },
    ...(source ? { sources: [{ url: source }] } : {}),
    ...(value("note") ? { note: value("note") } : {}),
    photo_follows: false,
  };
  const place = !position && !value("territory") && value("place") ? value("place") : undefined;
  const placed = position || ((value("territory") || place) && value("address_label"));
  const missing = !value("kind") ? "kind" : placed || value("coordinates") ? undefined : "place";
  return { body, place, missing, needsServer: !position && !missing && Boolean(value("coordinates") || place) };
}

/** `48.8566, 2.3522`, as maps write it: latitude first. Other ways of writing are left to the server. */
function typedPosition(text: string): [number, number] | undefined {
  const [, latitude, longitude] = /^(-?\d{1,2}\.\d+)[\s,;]+(-?\d{1,3}\.\d+)$/.exec(text) ?? [];
  return latitude === undefined || longitude === undefined ? undefined : [Number(longitude), Number(latitude)];
}

function present(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
