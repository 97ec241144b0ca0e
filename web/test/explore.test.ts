import { describe, expect, test } from "vitest";
import { filterFrom, parameters, same, values, withFilter, without } from "../src/explore/filter";
import { dayOf, firstDay, monthInWords, monthOf } from "../src/explore/time";
import { band, inOrder, scrollTo, type Row } from "../src/explore/rows";
import { spider, stack } from "../src/explore/spider";

const NAMES = ["kind", "status", "verification"];

describe("the filter", () => {
  test("is read from check boxes and from addresses alike", () => {
    const boxes = filterFrom([["kind", "camera"], ["kind", "gate"], ["status", ""], ["territory", "93066"]], NAMES);
    const address = filterFrom(new URLSearchParams("kind=camera,gate,camera&tracker=1"), NAMES);
    expect(boxes).toEqual({ kind: ["camera", "gate"] });
    expect(address).toEqual(boxes);
  });

  test("goes into the address and comes back, and leaves the rest of it alone", () => {
    const filter = { kind: ["camera", "gate"], verification: ["single"] };
    const address = withFilter(new URL("https://a.example/carte?c=48.85,2.35,14&status=removed&territory=93066#x"), filter, NAMES);
    expect(address.href).toBe("https://a.example/carte?c=48.85,2.35,14&territory=93066&kind=camera,gate&verification=single#x");
    expect(filterFrom(address.searchParams, NAMES)).toEqual(filter);
    expect(withFilter(address, {}, NAMES).search).toBe("?c=48.85,2.35,14&territory=93066");
  });

  test("loses one value at a time", () => {
    const filter = { kind: ["camera", "gate"], verification: ["single"] };
    expect(values(filter)).toEqual([["kind", "camera"], ["kind", "gate"], ["verification", "single"]]);
    expect(without(filter, "kind", "camera")).toEqual({ kind: ["gate"], verification: ["single"] });
    expect(without(filter, "verification", "single")).toEqual({ kind: ["camera", "gate"] });
    expect(parameters(filter)).toEqual({ kind: "camera,gate", verification: "single" });
  });

  test("is the same in any order", () => {
    expect(same({ kind: ["a", "b"], status: [] }, { kind: ["b", "a"] })).toBe(true);
    expect(same({ kind: ["a"] }, { status: ["a"] })).toBe(false);
  });
});

function row(id: string, values: Partial<Row> = {}): Row {
  return { id, position: [2, 48], kind: "camera", status: "reported", verification: "unverified", place: "", seen: "", ...values };
}

describe("the list", () => {
  const rows = [
    row("far", { position: [2.5, 48], verification: "documented", seen: "2025", place: "Rue 10" }),
    row("near", { position: [2.01, 48], kind: "gate", seen: "2026-03", place: "Rue 9" }),
    row("here", { verification: "single" }),
  ];
  const order = (by: Parameters<typeof inOrder>[1]) => inOrder(rows, by, [2, 48], (kind) => ({ camera: "Œil", gate: "Barrière" })[kind] ?? kind, "fr").map(({ id }) => id);

  test("is sorted as its reader asks, the nearest first among equals", () => {
    expect(order("near")).toEqual(["here", "near", "far"]);
    expect(order("kind")).toEqual(["near", "here", "far"]);
    expect(order("certainty")).toEqual(["far", "here", "near"]);
    expect(order("seen")).toEqual(["near", "far", "here"]);
    expect(order("place")).toEqual(["near", "far", "here"]);
  });

  test("draws what is in view and little more, however long it is", () => {
    expect(band(0, 600, 60, 10_000, 8)).toEqual({ first: 0, end: 18 });
    expect(band(300_000, 600, 60, 10_000, 8)).toEqual({ first: 4992, end: 5018 });
    expect(band(1e9, 600, 60, 10_000, 8)).toEqual({ first: 9991, end: 10_000 });
    expect(band(-50, 600, 60, 3, 8)).toEqual({ first: 0, end: 3 });
    expect(band(0, 600, 60, 0)).toEqual({ first: 0, end: 0 });
  });

  test("brings a line into view, and moves no further than needed", () => {
    expect(scrollTo(5, 0, 600, 60)).toBe(0);
    expect(scrollTo(10, 0, 600, 60)).toBe(60);
    expect(scrollTo(2, 600, 600, 60)).toBe(120);
  });
});

describe("a stack on one pole", () => {
  test("is spread so that every device can be touched", () => {
    for (const count of [1, 2, 3, 8, 9, 20, 60]) {
      const offsets = spider(count);
      expect(offsets).toHaveLength(count);
      const apart = offsets.flatMap(([x, y], index) => offsets.slice(index + 1).map(([a, b]) => Math.hypot(x - a, y - b)));
      for (const distance of apart) expect(distance).toBeGreaterThanOrEqual(43.9);
      for (const [x, y] of offsets) expect(Math.hypot(x, y)).toBeGreaterThanOrEqual(36);
    }
  });

  test("holds what lies on the pole of the first, and nothing beside it", () => {
    expect(stack([{ at: [10, 10], value: "a" }, { at: [11, 11], value: "b" }, { at: [20, 10], value: "c" }])).toEqual(["a", "b"]);
    expect(stack([])).toEqual([]);
  });
});

describe("the months of the timeline", () => {
  test("lead to days and back", () => {
    expect(dayOf("1970-01-02")).toBe(1);
    expect([dayOf("2019"), dayOf(""), dayOf("2019-13-41")]).toEqual([undefined, undefined, undefined]);
    for (const month of [0, 293, 371]) expect(monthOf(firstDay(month))).toBe(month);
    expect(firstDay(293)).toBe("2019-06-01");
    expect(monthInWords(293, "fr")).toBe("juin 2019");
  });
});
