import { mark, type Certainty } from "./marks";
import { palettes, type Theme } from "./palette";

/** Pixels of a picture per unit of its size on the screen. */
export const PIXEL_RATIO = 2;

const MARGIN = 3;
const SIZE = 20 + 2 * MARGIN;
const SECTOR_SIZE = 96;

/** Kinds that belong to no family. */
const QUIET = ["unknown", "speed_camera", "guard"];

/**
 * Draws the picture the style asks for by name: `device|theme|kind|certainty` or `sector|theme`.
 * Made here rather than fetched, so that the map needs no sprite.
 */
export function drawImage(name: string): ImageData | undefined {
  const [what, theme, kind, sure] = name.split("|");
  if (theme !== "light" && theme !== "dark") return undefined;
  if (what === "sector") return onCanvas(SECTOR_SIZE, (context) => drawSector(context, theme));
  if (what !== "device" || !kind) return undefined;
  return onCanvas(SIZE, (context) => drawDevice(context, theme, kind, certaintyNamed(sure)));
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

/** A wedge of 60° towards the north, fading with distance: where a device looks, not how far it sees. */
function drawSector(context: CanvasRenderingContext2D, theme: Theme): void {
  const centre = SECTOR_SIZE / 2;
  const fade = context.createRadialGradient(centre, centre, 6, centre, centre, centre);
  const colour = palettes[theme].family.video;
  fade.addColorStop(0, colour);
  fade.addColorStop(1, `${colour}00`);
  context.fillStyle = fade;
  context.beginPath();
  context.moveTo(centre, centre);
  context.arc(centre, centre, centre, (-120 * Math.PI) / 180, (-60 * Math.PI) / 180);
  context.closePath();
  context.fill();
}
