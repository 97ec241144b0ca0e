import { mark, type Certainty } from "./marks";
import { palettes, type Theme } from "./palette";
import { drawHatch, drawUse, PATTERN_SIZE } from "./patterns";
import { drawRing, ringExtent } from "./rings";

/** Pixels of a picture per unit of its size on the screen. */
export const PIXEL_RATIO = 2;

/** Room for the rim of the widest mark, and no more: every pixel of a picture is drawn for every device. */
const MARGIN = 1;
const SIZE = 20 + 2 * MARGIN;

/** Kinds that belong to no family. */
const QUIET = ["unknown", "speed_camera", "guard"];

/**
 * Draws the picture the style asks for by name: `device|theme|kind|certainty`, `ring|theme|size|cameras|plate
 * readers|sensors|others`, `use|theme|family` or `hatch|theme`. Made here rather than fetched, so that the map needs no sprite.
 */
export function drawImage(name: string): ImageData | undefined {
  const [what, theme, first, ...rest] = name.split("|");
  if (theme !== "light" && theme !== "dark") return undefined;
  if (what === "hatch") return onCanvas(PATTERN_SIZE, (context) => drawHatch(context, theme));
  if (what === "use" && first) return onCanvas(PATTERN_SIZE, (context) => drawUse(context, theme, first));
  if (what === "ring") return onCanvas(ringExtent(Number(first)), (context) => drawRing(context, theme, Number(first), rest.map(Number)));
  if (what !== "device" || !first) return undefined;
  return onCanvas(SIZE, (context) => drawDevice(context, theme, first, certaintyNamed(rest[0])));
}

function certaintyNamed(name: string | undefined): Certainty {
  const known: Certainty[] = ["hollow", "half", "full", "documented", "disputed", "gone"];
  return known.find((sure) => sure === name) ?? "hollow";
}

function onCanvas(size: number, draw: (context: CanvasRenderingContext2D) => void): ImageData | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * PIXEL_RATIO;
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  draw(context);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function drawDevice(context: CanvasRenderingContext2D, theme: Theme, kind: string, sure: Certainty): void {
  const palette = palettes[theme];
  const { outline, fill, strokes } = mark(kind, sure);
  const colour = sure === "gone" ? palette.gone : QUIET.includes(kind) ? palette.muted : palette.family.video;
  const stroke = (path: string, width: number, style: string) => {
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke(new Path2D(path));
  };
  const flood = (path: string, style: string) => {
    context.fillStyle = style;
    context.fill(new Path2D(path));
  };
  context.translate(MARGIN, MARGIN);
  context.lineCap = "round";
  // A rim of paper keeps the mark apart from the streets and from its neighbours.
  for (const path of [outline ?? "", ...strokes].filter(Boolean)) stroke(path, 4.5, palette.paper);
  if (outline) flood(outline, palette.paper);
  if (fill) flood(fill, colour);
  if (outline) stroke(outline, 2, colour);
  for (const path of strokes) {
    if (fill && sure !== "gone") stroke(path, 4.5, palette.paper);
    stroke(path, 2.2, colour);
  }
}
