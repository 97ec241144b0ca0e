/** A device as a line of the list. */
export interface Row {
  id: string;
  position: [number, number];
  kind: string;
  status: string;
  verification: string;
  place: string;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, when somebody saw it last. */
  seen: string;
}

export const ORDERS = ["near", "kind", "certainty", "seen", "place"] as const;
export type Order = (typeof ORDERS)[number];

/** The surest first. */
const CERTAINTY = ["documented", "multiple", "single", "unverified", "disputed"];

/** Sorts a copy; what is equal stays nearest to the centre first. `label` names a kind as the reader knows it. */
export function inOrder(rows: readonly Row[], order: Order, center: [number, number], label: (kind: string) => string, language: string): Row[] {
  const words = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const away = new Map(rows.map((row) => [row.id, distance(row.position, center)]));
  const near = (one: Row, other: Row) => (away.get(one.id) ?? 0) - (away.get(other.id) ?? 0);
  const first: Record<Order, (one: Row, other: Row) => number> = {
    near: () => 0,
    kind: (one, other) => words.compare(label(one.kind), label(other.kind)),
    certainty: (one, other) => rank(one) - rank(other),
    // An unknown day comes last.
    seen: (one, other) => (one.seen === other.seen ? 0 : one.seen > other.seen ? -1 : 1),
    place: (one, other) => Number(one.place === "") - Number(other.place === "") || words.compare(one.place, other.place),
  };
  return [...rows].sort((one, other) => first[order](one, other) || near(one, other));
}

function rank(row: Row): number {
  const place = CERTAINTY.indexOf(row.verification);
  return place < 0 ? CERTAINTY.length : place;
}

/** In degrees of latitude, on a plane: good enough to say which is nearer. */
function distance([longitude, latitude]: [number, number], center: [number, number]): number {
  return Math.hypot((longitude - center[0]) * Math.cos((center[1] * Math.PI) / 180), latitude - center[1]);
}

export interface Band {
  /** The first line that is drawn, and the one behind the last. */
  first: number;
  end: number;
}

/** The lines to draw of a long list: those in view, and some on each side so that scrolling never shows a gap. */
export function band(scrolled: number, height: number, line: number, count: number, spare = 8): Band {
  const top = Math.min(Math.max(0, Math.floor(scrolled / line)), Math.max(0, count - 1));
  return { first: Math.max(0, top - spare), end: Math.min(count, Math.ceil((Math.max(0, scrolled) + height) / line) + spare) };
}

/** How far to scroll so that a line is in view; nothing when it is. */
export function scrollTo(index: number, scrolled: number, height: number, line: number): number {
  if (index * line < scrolled) return index * line;
  return Math.max(scrolled, (index + 1) * line - height);
}
