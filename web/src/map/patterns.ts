import { palettes, type Theme } from "./palette";

/** Pixels of a pattern, after which it begins again. */
export const PATTERN_SIZE = 28;

const QUARTER = PATTERN_SIZE / 4;

/** Outline of each family's sign around a point, as far as its own radius. */
type Sign = { colour: "software" | "files" | "faces" | "video"; corners: number; turn: number; at: [number, number] };

/** Each family has a place of its own in the pattern, so that two of them in one territory can both be seen. */
const SIGNS: Record<string, Sign> = {
  software: { colour: "software", corners: 6, turn: 0, at: [1, 1] },
  file: { colour: "files", corners: 4, turn: Math.PI / 4, at: [3, 3] },
  face: { colour: "faces", corners: 4, turn: 0, at: [3, 1] },
  sensor: { colour: "video", corners: 24, turn: 0, at: [1, 3] },
  mobile: { colour: "video", corners: 3, turn: -Math.PI / 2, at: [1, 3] },
  site: { colour: "video", corners: 5, turn: -Math.PI / 2, at: [1, 3] },
};

/** Draws what a territory is filled with where an authority uses something of this family. */
export function drawUse(context: CanvasRenderingContext2D, theme: Theme, family: string): void {
  const sign = SIGNS[family];
  if (!sign) return;
  const colour = palettes[theme].family[sign.colour];
  context.globalAlpha = 0.1;
  context.fillStyle = colour;
  context.fillRect(0, 0, PATTERN_SIZE, PATTERN_SIZE);
  context.globalAlpha = 1;
  const [x, y] = [sign.at[0] * QUARTER, sign.at[1] * QUARTER];
  context.beginPath();
  for (let corner = 0; corner < sign.corners; corner += 1) {
    const turn = sign.turn + (2 * Math.PI * corner) / sign.corners;
    context.lineTo(x + 5 * Math.cos(turn), y + 5 * Math.sin(turn));
  }
  context.closePath();
  context.lineJoin = "round";
  context.lineWidth = 1.5;
  context.strokeStyle = palettes[theme].paper;
  context.stroke();
  context.fill();
}

/** Draws the hatch of a territory where nobody has looked yet. */
export function drawHatch(context: CanvasRenderingContext2D, theme: Theme): void {
  context.strokeStyle = palettes[theme].gone;
  context.lineWidth = 1.2;
  context.globalAlpha = 0.7;
  context.beginPath();
  // Lines that leave on one side come back on the other.
  for (let start = -PATTERN_SIZE; start <= PATTERN_SIZE; start += PATTERN_SIZE / 4) {
    context.moveTo(start - 1, PATTERN_SIZE + 1);
    context.lineTo(start + PATTERN_SIZE + 1, -1);
  }
  context.stroke();
}
