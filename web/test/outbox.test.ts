import { describe, expect, test } from "vitest";
import { Refused, Unreachable, type Receipt } from "../src/api";
import { flush, type Shelf, type Waiting } from "../src/outbox";

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

const receipt = (id: string): Receipt => ({ id, state: "accepted", heldFor: [], device: undefined, near: [], code: undefined, url: undefined });

describe("the outbox", () => {
  test("lets go of a report only once the server has taken it", async () => {
    const shelf = shelfOf(waiting("a"), waiting("b"));
    const receipts = await flush(shelf, async (record) => receipt(record.id), NOW);
    expect(receipts.map((one) => one.id)).toEqual(["a", "b"]);
    expect(shelf.records.size).toBe(0);
  });

  test("keeps everything, in order, when the network is gone", async () => {
    const shelf = shelfOf(waiting("a"), waiting("b"));
    let tries = 0;
    const receipts = await flush(shelf, async () => {
      tries += 1;
      throw new Unreachable("no network");
    }, NOW);
    expect([receipts.length, tries, [...shelf.records.keys()]]).toEqual([0, 1, ["a", "b"]]);
  });

  test("marks a refused report with the reason and goes on with the next", async () => {
    const shelf = shelfOf(waiting("a"), waiting("b"));
    const deliver = async (record: Waiting) => {
      if (record.id === "a") throw new Refused(422, "outside France");
      return receipt(record.id);
    };
    expect((await flush(shelf, deliver, NOW)).map((one) => one.id)).toEqual(["b"]);
    expect(shelf.records.get("a")?.refused).toBe("outside France");
  });

  test("does not send a refused report again by itself", async () => {
    const shelf = shelfOf(waiting("a", { refused: "outside France" }));
    await flush(shelf, async () => expect.unreachable(), NOW);
    expect(shelf.records.size).toBe(1);
  });

  test("forgets what nobody sent for three days", async () => {
    const shelf = shelfOf(waiting("a", { since: NOW - 73 * 3600 * 1000 }));
    await flush(shelf, async () => expect.unreachable(), NOW);
    expect(shelf.records.size).toBe(0);
  });
});
