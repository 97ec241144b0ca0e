import type { Box } from "./picture";

/** The smallest side of a box, as a fraction: smaller ones cannot be grasped. */
const SMALLEST = 0.02;

/** Where a box lies after a gesture or a key: inside the picture, and large enough to be grasped again. */
export function placed({ x, y, width, height }: Box): Box {
  const [across, down] = [between(width, SMALLEST, 1), between(height, SMALLEST, 1)];
  return { x: between(x, 0, 1 - across), y: between(y, 0, 1 - down), width: across, height: down };
}

/** The box between two corners, in any order; both are cut off at the edges. */
export function spanned([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): Box {
  const [left, right, top, bottom] = [Math.min(ax, bx), Math.max(ax, bx), Math.min(ay, by), Math.max(ay, by)].map((side) => between(side, 0, 1)) as [number, number, number, number];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A box of the usual size around a point; `ratio` is the width of the picture over its height. */
export function around([x, y]: readonly [number, number], ratio: number): Box {
  const width = ratio >= 1 ? 0.12 : 0.12 / ratio ** 0.5;
  const height = width * ratio;
  return placed({ x: x - width / 2, y: y - height / 2, width, height });
}

/** Larger or smaller by a factor, around its middle. */
export function scaled({ x, y, width, height }: Box, factor: number): Box {
  const [across, down] = [between(width * factor, SMALLEST, 1), between(height * factor, SMALLEST, 1)];
  return placed({ x: x + (width - across) / 2, y: y + (height - down) / 2, width: across, height: down });
}

/** What a key does to a box: arrows move it, with Shift they resize it from its lower right corner. */
export function keyed(box: Box, key: string, resize: boolean, step: number): Box | undefined {
  const [across, down] = [Number(key === "ArrowRight") - Number(key === "ArrowLeft"), Number(key === "ArrowDown") - Number(key === "ArrowUp")];
  if (!across && !down) return undefined;
  const moved = resize
    ? { ...box, width: Math.min(box.width + across * step, 1 - box.x), height: Math.min(box.height + down * step, 1 - box.y) }
    : { ...box, x: box.x + across * step, y: box.y + down * step };
  return placed(moved);
}

function between(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
