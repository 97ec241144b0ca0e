import { expect, test } from "vitest";
import { covered, fitted } from "../src/photo/picture";
import { around, keyed, placed, scaled, spanned } from "../src/photo/placing";

const near = (box: object) => Object.fromEntries(Object.entries(box).map(([side, value]) => [side, Number((value as number).toFixed(4))]));

test("a picture is sent with at most 1,600 pixels a side, and never larger than it was", () => {
  expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 });
  expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 });
  expect(fitted(640, 480)).toEqual({ width: 640, height: 480 });
  expect(fitted(9000, 2)).toEqual({ width: 1600, height: 1 });
});

test("a box covers every pixel that it touches and one more, as on the server", () => {
  expect(covered({ x: 0.45, y: 0, width: 0.1, height: 0.1 }, 10, 10)).toEqual([3, 0, 4, 2]);
  expect(covered({ x: 0, y: 0, width: 1, height: 1 }, 10, 20)).toEqual([0, 0, 10, 20]);
});

test("a box is drawn between any two corners and stays in the picture", () => {
  expect(near(spanned([0.8, 0.9], [0.2, 1.4]))).toEqual({ x: 0.2, y: 0.9, width: 0.6, height: 0.1 });
  expect(near(placed({ x: 0.95, y: -0.2, width: 0.1, height: 0 }))).toEqual({ x: 0.9, y: 0, width: 0.1, height: 0.02 });
  expect(near(around([0, 0.5], 1))).toEqual({ x: 0, y: 0.44, width: 0.12, height: 0.12 });
  expect(near(scaled({ x: 0.4, y: 0.4, width: 0.2, height: 0.2 }, 2))).toEqual({ x: 0.3, y: 0.3, width: 0.4, height: 0.4 });
});

test("keys move and resize a box, and other keys are left alone", () => {
  const box = { x: 0.5, y: 0.5, width: 0.2, height: 0.2 };
  expect(near(keyed(box, "ArrowLeft", false, 0.02) ?? {})).toEqual({ x: 0.48, y: 0.5, width: 0.2, height: 0.2 });
  expect(near(keyed(box, "ArrowDown", true, 0.02) ?? {})).toEqual({ x: 0.5, y: 0.5, width: 0.2, height: 0.22 });
  expect(near(keyed({ ...box, width: 0.5 }, "ArrowRight", true, 0.02) ?? {})).toEqual({ x: 0.5, y: 0.5, width: 0.5, height: 0.2 });
  expect(keyed(box, "Enter", false, 0.02)).toBeUndefined();
});
