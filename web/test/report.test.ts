import { describe, expect, test } from "vitest";
import { bearingOf, bearingTo, mean } from "../src/report/direction";
import { taken } from "../src/report/exif";
import { matching } from "../src/report/matching";

/** A JPEG of nothing but an APP1 segment whose GPS directory says 43°43′50.88″ N, 7°25′13.8″ E, 254.5° true. */
function jpeg({ little = true, east = "E", zero = false, marker = 0xe1 } = {}): ArrayBuffer {
  const tiff = new DataView(new ArrayBuffer(220));
  const two = (at: number, value: number) => tiff.setUint16(at, value, little);
  const four = (at: number, value: number) => tiff.setUint32(at, value, little);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    two(at, tag);
    two(at + 2, type);
    four(at + 4, count);
    four(at + 8, value);
  };
  const letter = (at: number, sign: string) => tiff.setUint8(at + 8, sign.charCodeAt(0));
  const rationals = (at: number, parts: [number, number][]) => parts.forEach(([over, under], place) => {
    four(at + place * 8, zero ? 0 : over);
    four(at + place * 8 + 4, under);
  });
  two(0, little ? 0x4949 : 0x4d4d);
  two(2, 42);
  four(4, 8);
  two(8, 1);
  entry(10, 0x8825, 4, 1, 26);
  two(26, 5);
  entry(28, 1, 2, 2, 0);
  letter(28, "N");
  entry(40, 2, 5, 3, 120);
  entry(52, 3, 2, 2, 0);
  letter(52, east);
  entry(64, 4, 5, 3, 144);
  entry(76, 17, 5, 1, 168);
  rationals(120, [[43, 1], [43, 1], [5088, 100]]);
  rationals(144, [[7, 1], [25, 1], [138, 10]]);
  rationals(168, [[509, 2]]);
  const file = new Uint8Array(2 + 4 + 6 + tiff.byteLength);
  file.set([0xff, 0xd8, 0xff, marker, 0, 0, 0x45, 0x78, 0x69, 0x66, 0, 0]);
  new DataView(file.buffer).setUint16(4, tiff.byteLength + 8);
  file.set(new Uint8Array(tiff.buffer), 12);
  return file.buffer;
}

describe("the place of a photo", () => {
  test("is read in both orders of bytes, with the direction", () => {
    for (const little of [true, false]) {
      const found = taken(jpeg({ little }));
      expect(found?.position[0]).toBeCloseTo(7.4205, 5);
      expect(found?.position[1]).toBeCloseTo(43.7308, 5);
      expect(found?.bearing).toBe(254.5);
    }
    expect(taken(jpeg({ east: "W" }))?.position[0]).toBeCloseTo(-7.4205, 5);
  });

  test("is nothing where the file says none, or is cut off, or is no JPEG", () => {
    expect(taken(jpeg({ zero: true }))).toBeUndefined();
    expect(taken(jpeg({ marker: 0xe2 }))).toBeUndefined();
    for (const length of [0, 3, 20, 40, 150]) expect(taken(jpeg().slice(0, length)), String(length)).toBeUndefined();
    expect(taken(new TextEncoder().encode("RIFF....WEBP").buffer)).toBeUndefined();
  });
});

describe("directions", () => {
  test("a compass is believed only when it knows where north is", () => {
    expect(bearingOf({ alpha: 90, absolute: true })).toBe(270);
    expect(bearingOf({ alpha: 90, absolute: false })).toBeUndefined();
    expect(bearingOf({ alpha: 90, absolute: false, webkitCompassHeading: 12 })).toBe(12);
  });

  test("359° and 1° have north between them", () => {
    expect(mean([359, 1]) % 360).toBeCloseTo(0, 6);
    expect(mean([80, 100])).toBeCloseTo(90, 6);
  });

  test("a tap on the map says where it looks", () => {
    expect(bearingTo([7, 43], [7, 44])).toBeCloseTo(0, 6);
    expect(bearingTo([7, 43], [8, 43])).toBeCloseTo(90, 6);
    expect(bearingTo([7, 43], [6.99, 42.99])).toBeCloseTo(216.2, 1);
  });
});

describe("the streets of the server", () => {
  const street = (name: string, town = "Monaco") => ({ name, town, position: [7.42, 43.73] as [number, number], reach: 80 });
  const all = [street("Avenue de la Costa"), street("Boulevard de Suisse"), street("Escalier de la Costa"), street("Rue Grimaldi", "Beausoleil")];

  test("are found by the beginnings of their words, without accents, house numbers or order", () => {
    expect(matching(all, "costa").map(({ name }) => name)).toEqual(["Avenue de la Costa", "Escalier de la Costa"]);
    expect(matching(all, "12 avenue de la cos")[0]?.name).toBe("Avenue de la Costa");
    expect(matching(all, "grimaldi beau")[0]?.town).toBe("Beausoleil");
    expect(matching(all, "é")).toEqual([]);
    expect(matching(all, "nulle part")).toEqual([]);
  });
});
