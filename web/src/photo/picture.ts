/**
 * A photo on its way out of the browser: decoded, turned upright, shrunk, its boxes painted black, and encoded anew as a
 * JPEG. What the file said besides its pixels (place, day, telephone) is not in it any more, and neither is what the
 * boxes cover: it never leaves the device. The server does all of it again, and trusts none of it.
 */

/** A part to cover, as fractions of the upright picture: what the API takes as `boxes`. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Longest side of what is sent, in pixels. */
export const MAX_SIDE = 1600;

/** JPEG quality of what is sent; the server encodes once more. */
const QUALITY = 0.86;

/** The browser cannot read the file as a picture. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

/** The size at which a picture is sent: its longest side is at most {@link MAX_SIDE}. */
export function fitted(width: number, height: number, side = MAX_SIDE): { width: number; height: number } {
  const share = Math.min(1, side / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

/** The picture of a file, upright, white where it is transparent. Throws {@link Unreadable}. */
export async function decode(file: Blob): Promise<HTMLCanvasElement> {
  // `from-image` turns it as its orientation says, before anybody draws a box.
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch((error: unknown) => {
    throw new Unreadable(String(error));
  });
  const canvas = document.createElement("canvas");
  Object.assign(canvas, fitted(bitmap.width, bitmap.height));
  const context = canvas.getContext("2d");
  if (!context) throw new Unreadable("the browser draws nothing");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/**
 * The picture with its boxes, as a JPEG without metadata. `undefined` where the browser gives no true pixels away, as
 * the Tor Browser does: the file itself is sent then, and the server does all of it.
 */
export async function encode(picture: HTMLCanvasElement, boxes: readonly Box[]): Promise<Blob | undefined> {
  if (!givesPixels()) return undefined;
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.drawImage(picture, 0, 0);
  context.fillStyle = "#000";
  for (const [left, top, width, height] of boxes.map((box) => covered(box, canvas.width, canvas.height))) context.fillRect(left, top, width, height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob?.type === "image/jpeg" ? blob : undefined;
}

/** The pixels of a box: every one that it touches, and one more on each side, as the server does. */
export function covered(box: Box, width: number, height: number): [left: number, top: number, width: number, height: number] {
  const reach = (from: number, size: number, pixels: number): [number, number] => {
    const first = Math.max(0, Math.floor(from * pixels) - 1);
    return [first, Math.min(pixels, Math.ceil((from + size) * pixels) + 1) - first];
  };
  const [[left, across], [top, down]] = [reach(box.x, box.width, width), reach(box.y, box.height, height)];
  return [left, top, across, down];
}

/** Does what was drawn come back as it was drawn? Browsers that hide from fingerprinting answer white or noise. */
function givesPixels(): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 4;
  const context = canvas.getContext("2d");
  if (!context) return false;
  const colours = [[200, 30, 60], [20, 140, 220], [90, 210, 40], [240, 180, 10]] as const;
  colours.forEach(([red, green, blue], row) => {
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(0, row, 4, 1);
  });
  const seen = context.getImageData(0, 0, 4, 4).data;
  return colours.every((colour, row) => colour.every((channel, place) => seen[row * 16 + place] === channel));
}
