/** How a device is drawn, in the map, in lists and in the selection alike: its shape says the kind, its filling says how sure we are. */
export type Certainty = "hollow" | "half" | "full" | "documented" | "disputed" | "gone";

export const CERTAINTY: Record<string, Certainty> = {
  unverified: "hollow",
  single: "half",
  multiple: "full",
  documented: "documented",
  disputed: "disputed",
};

/** Statuses of a device that no longer stands there. */
export const GONE = ["removed", "replaced", "not_found", "dummy", "mistaken"];

export function certainty(status: string, verification: string): Certainty {
  return GONE.includes(status) ? "gone" : (CERTAINTY[verification] ?? "hollow");
}

/**
 * Strokes of a mark on a square of 20 units, in SVG's own language; the same shapes as the symbols of
 * the page (`crates/server/templates/partials/sprite.html`).
 */
export interface Mark {
  outline: string | undefined;
  fill: string | undefined;
  /** Strokes inside: a bar for plate readers, a wave for sound sensors, hatches for disputes. */
  strokes: string[];
}

export function mark(kind: string, sure: Certainty): Mark {
  const sign = SIGNS[kind];
  const signs = sign ? [PATHS[sign]] : [];
  switch (sure) {
    case "gone":
      return { outline: undefined, fill: undefined, strokes: ["m4.5 4.5 11 11m0-11-11 11"] };
    case "hollow":
      return { outline: circle(7), fill: undefined, strokes: signs };
    case "half":
      return { outline: circle(7), fill: "M10 3a7 7 0 0 0 0 14z", strokes: signs };
    case "full":
      return { outline: circle(7), fill: circle(7), strokes: signs };
    case "documented":
      return { outline: circle(8.6), fill: circle(5.2), strokes: signs };
    case "disputed":
      return { outline: circle(7.4), fill: undefined, strokes: ["M4.4 10.8 10.8 4.400M5.6 15 15 5.600M9.2 15.600l6.4-6.4", ...signs] };
  }
}

function circle(radius: number): string {
  return `M${10 - radius} 10a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0z`;
}

type Sign = "bar" | "wave" | "question";

const PATHS: Record<Sign, string> = {
  bar: "M1.8 10h16.4",
  wave: "M2 10q2.7-6 5.3 0t5.4 0 5.3 0",
  question: "M7.6 8a2.4 2.4 0 1 1 3.5 2.100c-.8.5-1.1.9-1.1 1.900m0 2.200v.1",
};

const SIGNS: Record<string, Sign> = { plate_reader: "bar", acoustic_sensor: "wave", unknown: "question" };

const SYMBOLS: Record<Certainty, string> = { hollow: "hollow", half: "half", full: "full", documented: "ringed", disputed: "hatched", gone: "gone" };

/** The mark as a picture for the page, from the page's own symbols. */
export function markSvg(kind: string, status: string, verification: string): SVGSVGElement {
  const sure = certainty(status, verification);
  const svg = element("svg", { viewBox: "0 0 20 20", class: `mark mark-${kind} mark-${SYMBOLS[sure]}`, "aria-hidden": "true", focusable: "false" });
  svg.append(element("use", { href: `#mark-${SYMBOLS[sure]}` }));
  const sign = SIGNS[kind];
  if (sign && sure !== "gone") svg.append(element("use", { href: `#sign-${sign}` }));
  return svg;
}

function element<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string>): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
