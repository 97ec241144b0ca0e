import { describe, expect, test } from "vitest";
import { Refused, retryAfter, Unreachable, type Receipt } from "../src/api";
import { flush, type Post, type Shelf, type Waiting } from "../src/outbox";

const NOW = 1_000_000_000_000;

function waiting(id: string, change: Partial<Waiting> = {}): Waiting {
  return { id, body: { client_id: id, intent: "new" }, place: undefined, since: NOW - 1000, refused: undefined, ...change };
}

function shelfOf(...records: Waiting[]): Shelf & { records: Map<string, Waiting> } {
  const kept = new Map(records.map((record) => [record.id, record]));
  return {
    records: kept,
    all: async () => [...kept.values()],
    put: async (record) => void kept.set(record.id, record),
    remove: async (id) => void kept.delete(id),
  };
}

const receipt = (id: string): Receipt => ({ id, state: "accepted", heldFor: [], device: undefined, near: [], code: `code-${id}`, url: undefined });
const picture = { photo: new Blob(["x"], { type: "image/jpeg" }), boxes: [] };

function post(change: Partial<Post> = {}): Post & { sent: string[] } {
  const sent: string[] = [];
  const own = { report: async (record: Waiting) => receipt(record.id), photo: async () => undefined, ...change };
  return {
    sent,
    report: async (record) => {
      sent.push(`report ${record.id}`);
      return own.report(record);
    },
    photo: async (taken, photo) => {
      sent.push(`photo ${taken.code}`);
      return own.photo(taken, photo);
    },
  };
}

describe("the outbox", () => {
  test("lets go of a report only once the server has taken it", async () => {
    const shelf = shelfOf(waiting("a"), waiting("b"));
    const delivered = await flush(shelf, post(), NOW);
    expect(delivered.map(({ receipt }) => receipt?.id)).toEqual(["a", "b"]);
    expect(shelf.records.size).toBe(0);
  });

  test("keeps everything, in order, when the network is gone", async () => {
    const shelf = shelfOf(waiting("a"), waiting("b"));
    const gone = post({ report: async () => Promise.reject(new Unreachable()) });
    expect(await flush(shelf, gone, NOW)).toEqual([]);
    expect([gone.sent, [...shelf.records.keys()]]).toEqual([["report a"], ["a", "b"]]);
  });

  test("marks a refused report with the reason and goes on with the next", async () => {
    const shelf = shelfOf(waiting("a"), waiting("b"));
    const report = async (record: Waiting) => (record.id === "a" ? Promise.reject(new Refused(422, "outside France")) : receipt(record.id));
    expect((await flush(shelf, post({ report }), NOW)).map(({ receipt }) => receipt?.id)).toEqual(["b"]);
    expect(shelf.records.get("a")?.refused).toBe("outside France");
  });

  test("does not send a refused report again by itself", async () => {
    const shelf = shelfOf(waiting("a", { refused: "outside France" }));
    const nobody = post();
    await flush(shelf, nobody, NOW);
    expect([nobody.sent, shelf.records.size]).toEqual([[], 1]);
  });

  test("forgets what nobody sent for three days", async () => {
    const shelf = shelfOf(waiting("a", { since: NOW - 73 * 3600 * 1000 }));
    const nobody = post();
    await flush(shelf, nobody, NOW);
    expect([nobody.sent, shelf.records.size]).toEqual([[], 0]);
  });

  test("waits as long as a full server asks, and sends nothing else meanwhile", async () => {
    for (const status of [429, 507]) {
      const shelf = shelfOf(waiting("a"), waiting("b"));
      const full = post({ report: async () => Promise.reject(new Unreachable("full", status, 60)) });
      await flush(shelf, full, NOW);
      await flush(shelf, full, NOW + 59_000);
      expect(full.sent).toEqual(["report a"]);
      expect((await flush(shelf, post(), NOW + 61_000)).length).toBe(2);
      expect(shelf.records.size).toBe(0);
    }
  });

  test("sends the photo after its report, once each, whatever fails in between", async () => {
    const shelf = shelfOf(waiting("a", { picture }));
    const broken = post({ photo: async () => Promise.reject(new Unreachable()) });
    expect(await flush(shelf, broken, NOW)).toMatchObject([{ receipt: { id: "a" }, photo: "waiting" }]);
    expect(shelf.records.get("a")?.taken).toEqual({ id: "a", code: "code-a" });
    const whole = post();
    expect(await flush(shelf, whole, NOW)).toEqual([{ receipt: undefined, photo: "sent" }]);
    expect([broken.sent, whole.sent, shelf.records.size]).toEqual([["report a", "photo code-a"], ["photo code-a"], 0]);
  });

  test("lets a report stand whose photo is refused", async () => {
    const shelf = shelfOf(waiting("a", { picture }), waiting("b"));
    const picky = post({ photo: async () => Promise.reject(new Refused(422, "no picture")) });
    expect((await flush(shelf, picky, NOW)).map(({ photo }) => photo)).toEqual(["refused", "none"]);
    expect(shelf.records.size).toBe(0);
  });

  test("reads how long to wait as seconds or as a day", () => {
    expect(retryAfter("120")).toBe(120);
    expect(retryAfter("Fri, 27 Nov 2026 10:00:30 GMT", Date.UTC(2026, 10, 27, 10))).toBe(30);
    expect([retryAfter(null), retryAfter("soon")]).toEqual([undefined, undefined]);
  });
});
