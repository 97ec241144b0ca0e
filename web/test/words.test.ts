import { describe, expect, test } from "vitest";
import { InvalidAnswer, list, number, object, optional, text } from "../src/parse";
import { bodyOf } from "../src/report/body";
import { stringsFrom } from "../src/strings";
import { inLanguage, urls, webAddress } from "../src/urls";

const everything = { kind: [], status: [], verification: [] };

describe("addresses", () => {
  test("are spelt as the API documents them", () => {
    const bounds = { west: 2.1234567, south: 48, east: 2.5, north: 49 };
    expect(urls.devicesIn(bounds, { ...everything, kind: ["camera", "plate_reader"] }, 25)).toBe("/carte.json?bbox=2.123457,48,2.5,49&kind=camera,plate_reader&limit=25");
    expect(urls.devicesNear(7.42, 43.73, 50)).toBe("/api/v1/devices?near=7.42,43.73&radius=50&limit=5");
    expect(urls.territories("st denis", 8)).toBe("/api/v1/territories?q=st+denis&limit=8");
  });

  test("of the French tree have their English twin", () => {
    expect(inLanguage("en", "/villes/93066-saint-denis")).toBe("/en/cities/93066-saint-denis");
    expect(inLanguage("en", "/recu#AAAAA")).toBe("/en/receipt#AAAAA");
    expect(inLanguage("fr", "/villes/93066-saint-denis")).toBe("/villes/93066-saint-denis");
  });

  test("that could run a script are no addresses", () => {
    expect(["javascript:alert(1)", "data:text/html,x", "//host"].map(webAddress)).toEqual([undefined, undefined, undefined]);
    expect(webAddress("https://example.org/a")).toBe("https://example.org/a");
  });
});

describe("words", () => {
  test("take values and follow the language's plural", () => {
    const say = stringsFrom({ "a": "à {distance} m", "n_one": "{count} caméra", "n_other": "{count} caméras" }, "fr");
    expect(say("a", { distance: 12 })).toBe("à 12 m");
    expect([0, 1, 2].map((count) => say.count("n", count))).toEqual(["0 caméra", "1 caméra", "2 caméras"]);
    expect(say("missing")).toBe("missing");
  });
});

describe("answers", () => {
  test("are parsed, and a wrong one names its field", () => {
    const reader = object({ id: text, near: list(object({ distance: number })), note: optional(text) });
    expect(reader({ id: "a", near: [{ distance: 1 }] })).toEqual({ id: "a", near: [{ distance: 1 }], note: undefined });
    expect(() => reader({ id: "a", near: [{ distance: "1" }] })).toThrow(new InvalidAnswer("near: distance: expected a number, found string"));
  });
});

describe("a filled form", () => {
  const form = (values: Record<string, string>) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(values)) data.set(name, value);
    return bodyOf(data);
  };

  test("with a position is a whole contribution, and what is empty is absent", () => {
    const { body, missing, needsServer } = form({ client_id: "c", kind: "camera/dome", longitude: "7.42", latitude: "43.73", accuracy_m: "8", mount: "", bearing: "90" });
    expect(body).toEqual({ client_id: "c", intent: "new", patch: { kind: "camera", form: "dome", position: [7.42, 43.73], accuracy_m: 8, bearing: 90 }, basis: { kind: "seen" }, photo_follows: false });
    expect([missing, needsServer]).toEqual([undefined, false]);
  });

  test("with an address and a town waits for the code of the town", () => {
    expect(form({ kind: "camera", address_label: "1 rue X", place: "Lens" })).toMatchObject({ place: "Lens", missing: undefined, needsServer: true });
  });

  test("with typed coordinates needs nobody to read them", () => {
    expect(form({ kind: "camera", coordinates: "48.8566, 2.3522" })).toMatchObject({ needsServer: false, body: { patch: { position: [2.3522, 48.8566] } } });
    expect(form({ kind: "camera", coordinates: "48°51'N 2°21'E" }).needsServer).toBe(true);
  });

  test("without a kind or a place says which is missing", () => {
    expect(form({ longitude: "7", latitude: "43" }).missing).toBe("kind");
    expect(form({ kind: "camera" }).missing).toBe("place");
  });
});
