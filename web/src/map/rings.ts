import { palettes, type Theme } from "./palette";

/** Radii of rings in pixels: one device, a few, tens, hundreds, thousands, more. */
export const RING_SIZES = [11, 13, 16, 20, 24, 29] as const;

/** What a ring tells apart beside cameras, in the order in which it is drawn; the names are those of the tiles. */
export const RING_PARTS = ["plate_reader", "sensor", "other"] as const;

const WIDTH = 5;
/** Radians between two parts. */
const GAP = 0.07;

export interface Arc {
  part: "camera" | (typeof RING_PARTS)[number];
  start: number;
  end: number;
}

/** The arcs of a ring from the shares of its parts, cameras first, clockwise from the top. */
export function arcs(shares: readonly number[]): Arc[] {
  const parts = ["camera", ...RING_PARTS] as const;
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (!(total > 0)) return [];
  let turn = 0;
  return parts.flatMap((part, index): Arc[] => {
    const share = shares[index] ?? 0;
    const start = turn;
    turn += (share / total) * 2 * Math.PI;
    return share > 0 ? [{ part, start, end: turn }] : [];
  });
}

/** How large the picture of a ring is, in pixels. */
export function ringExtent(step: number): number {
  return 2 * ((RING_SIZES[step] ?? 16) + 2);
}

/**
 * Draws a ring. Each part has a stroke of its own, so that nobody has to tell colours apart: cameras a full band, plate
 * readers a band with bars, sensors two lines, the rest dots.
 */
export function drawRing(context: CanvasRenderingContext2D, theme: Theme, step: number, shares: readonly number[]): void {
  const palette = palettes[theme];
  const outer = RING_SIZES[step] ?? 16;
  const centre = ringExtent(step) / 2;
  context.translate(centre, centre);
  context.beginPath();
  context.arc(0, 0, outer + 1, 0, 2 * Math.PI);
  context.fillStyle = palette.paper;
  context.fill();
  const drawn = arcs(shares);
  for (const arc of drawn) drawArc(context, arc, outer - WIDTH / 2, drawn.length > 1 ? GAP : 0, palette.family.video, palette.muted, palette.paper);
}

function drawArc(context: CanvasRenderingContext2D, { part, start, end }: Arc, radius: number, gap: number, colour: string, quiet: string, paper: string): void {
  // The top of the circle is a quarter turn before where canvases begin to count.
  const [from, to] = [start + gap - Math.PI / 2, end - gap - Math.PI / 2];
  const stroke = (width: number, style: string, dash: number[] = [], at = radius) => {
    context.beginPath();
    context.setLineDash(dash);
    context.arc(0, 0, at, from, to);
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke();
  };
  context.lineCap = "butt";
  if (part === "camera") stroke(WIDTH, colour);
  if (part === "plate_reader") {
    stroke(WIDTH, colour);
    stroke(WIDTH - 2, paper, [1.6, 2]);
  }
  if (part === "sensor") {
    stroke(1.5, colour, [], radius - WIDTH / 2 + 0.75);
    stroke(1.5, colour, [], radius + WIDTH / 2 - 0.75);
  }
  if (part === "other") {
    context.lineCap = "round";
    stroke(2.6, quiet, [0.1, 4.4]);
  }
  context.setLineDash([]);
}
