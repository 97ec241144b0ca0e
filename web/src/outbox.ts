/**
 * Reports that wait for the network, in IndexedDB. One record per report, keyed by its client id, so
 * that a report sent twice is still one report. It leaves this device once the server has taken it.
 */
import { api, Refused, Unreachable, type Outgoing, type Receipt } from "./api";
import { InvalidAnswer, number, object, optional, record, text } from "./parse";

export interface Waiting {
  id: string;
  body: Outgoing;
  /** A town as typed, to be found when the network is back. */
  place: string | undefined;
  since: number;
  /** Why the server refused it; such a record is not sent again by itself. */
  refused: string | undefined;
}

/** Where records are kept: IndexedDB in a page, a map in the tests. */
export interface Shelf {
  all(): Promise<Waiting[]>;
  put(waiting: Waiting): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface Delivery {
  receipts: Receipt[];
  waiting: Waiting[];
}

/** A forgotten report does not stay on a phone that may change hands. */
const KEPT_FOR_MS = 72 * 3600 * 1000;

/** Sends what waits, one at a time and in order; stops at the first sign that there is no network. */
export async function flush(shelf: Shelf, deliver: (waiting: Waiting) => Promise<Receipt>, now = Date.now()): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const waiting of await shelf.all()) {
    if (now - waiting.since > KEPT_FOR_MS) {
      await shelf.remove(waiting.id);
    } else if (waiting.refused === undefined) {
      try {
        receipts.push(await deliver(waiting));
        await shelf.remove(waiting.id);
      } catch (error) {
        if (error instanceof Unreachable) break;
        if (!(error instanceof Refused) && !(error instanceof InvalidAnswer)) throw error;
        await shelf.put({ ...waiting, refused: error instanceof Refused ? error.detail : error.message });
      }
    }
  }
  return receipts;
}

/** Sends a report, finding the code of its town first when only a name was typed. */
export async function deliver(waiting: Waiting): Promise<Receipt> {
  if (waiting.place === undefined) return api.send(waiting.body);
  const { territories } = await api.territories(waiting.place, 2);
  const [found, other] = territories;
  if (!found || other) throw new Refused(422, waiting.place);
  const patch = { ...record(waiting.body["patch"]), territory: found.code };
  return api.send({ ...waiting.body, patch });
}

/** One tab at a time sends; the others find nothing left. */
export async function flushOutbox(): Promise<Receipt[]> {
  const run = () => flush(database, deliver);
  return "locks" in navigator ? navigator.locks.request("technopolice-outbox", run) : run();
}

export const database: Shelf = {
  all: async () => (await run("readonly", (store) => store.getAll())).map(waiting).sort((one, other) => one.since - other.since),
  put: async (record) => void (await run("readwrite", (store) => store.put(record))),
  remove: async (id) => void (await run("readwrite", (store) => store.delete(id))),
};

/** Leaves no trace: the whole database goes, not only its records. */
export function forget(): Promise<void> {
  return settled(indexedDB.deleteDatabase(NAME)).then(() => undefined);
}

const NAME = "technopolice";
const STORE = "outbox";

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
  const opened = await settled(opening);
  try {
    const transaction = opened.transaction(STORE, mode, { durability: "strict" });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("the outbox is not writable"));
    });
    const result = await settled(act(transaction.objectStore(STORE)));
    await done;
    return result;
  } finally {
    opened.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB refused"));
  });
}

function waiting(value: unknown): Waiting {
  const found = object({ id: text, body: record, place: optional(text), since: number, refused: optional(text) })(value);
  const body = object({ client_id: text, intent: text })(found.body);
  return { ...found, body: { ...found.body, ...body } };
}
