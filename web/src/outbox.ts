/**
 * Reports that wait for the network, in IndexedDB. One record per report, keyed by its client id, so
 * that a report sent twice is still one report. It leaves this device once the server has taken it.
 */
import { api, Refused, Unreachable, type Box, type Outgoing, type Receipt } from "./api";
import { InvalidAnswer, boolean, list, number, object, optional, record, text } from "./parse";

/** A photo as it may leave the device: re-encoded, covered where boxes lie. */
export interface Picture {
  photo: Blob;
  boxes: Box[];
}

export interface Waiting {
  id: string;
  body: Outgoing;
  /** A town as typed, to be found when the network is back. */
  place: string | undefined;
  since: number;
  /** Why the server refused it; such a record is not sent again by itself. */
  refused: string | undefined;
  picture?: Picture | undefined;
  /** The server has the report; only its photo is left. */
  taken?: { id: string; code: string } | undefined;
  /** The server asked not to be asked before. */
  notBefore?: number | undefined;
}

/** What became of a report. Its receipt is missing when it was shown before and only the photo was left. */
export interface Delivered {
  receipt: Receipt | undefined;
  photo: "none" | "sent" | "waiting" | "refused";
}

/** Where records are kept: IndexedDB in a page, a map in the tests. */
export interface Shelf {
  all(): Promise<Waiting[]>;
  put(waiting: Waiting): Promise<void>;
  remove(id: string): Promise<void>;
}

/** The two requests of a report, replaced in the tests. */
export interface Post {
  report(waiting: Waiting): Promise<Receipt>;
  photo(taken: { id: string; code: string }, picture: Picture): Promise<void>;
}

/** A forgotten report does not stay on a phone that may change hands. */
export const KEPT_FOR_MS = 72 * 3600 * 1000;

/** Sends what waits, one at a time and in order; stops at the first sign that there is no network. */
export async function flush(shelf: Shelf, post: Post, now = Date.now()): Promise<Delivered[]> {
  const delivered: Delivered[] = [];
  for (const waiting of await shelf.all()) {
    if (now - waiting.since > KEPT_FOR_MS) {
      await shelf.remove(waiting.id);
    } else if (waiting.refused === undefined) {
      // A server that is full says so to everybody: the next report would hear the same.
      if ((waiting.notBefore ?? 0) > now) break;
      const stopped = await sendOne(shelf, post, waiting, now, (told) => delivered.push(told));
      if (stopped) break;
    }
  }
  return delivered;
}

/** Sends one record and keeps what is left of it; whether the next one has to wait too. */
async function sendOne(shelf: Shelf, post: Post, waiting: Waiting, now: number, tell: (told: Delivered) => void): Promise<boolean> {
  try {
    const { left, error, ...told } = await advance(waiting, post, (taken) => shelf.put(taken));
    if (error) await shelf.put(postponed(left, error, now));
    else await shelf.remove(waiting.id);
    if (told.receipt || !error) tell(told);
    return error !== undefined;
  } catch (error) {
    if (error instanceof Unreachable) {
      if (error.retryAfter !== undefined) await shelf.put(postponed(waiting, error, now));
      return true;
    }
    if (!(error instanceof Refused) && !(error instanceof InvalidAnswer)) throw error;
    await shelf.put({ ...waiting, refused: error instanceof Refused ? error.detail : error.message });
    return false;
  }
}

/** The record, not to be sent before the server wants to be asked again. */
export function postponed(waiting: Waiting, { retryAfter }: Unreachable, now: number): Waiting {
  return retryAfter === undefined ? waiting : { ...waiting, notBefore: now + retryAfter * 1000 };
}

/**
 * Sends a report, then its photo. `taken` hears of it once the report itself has arrived: from then on it counts as
 * sent, whatever becomes of the photo or of this page. Throws what stopped the report; what stopped its photo is told.
 */
export async function advance(
  waiting: Waiting,
  post: Post,
  taken: (left: Waiting) => Promise<void>,
): Promise<Delivered & { left: Waiting; error?: Unreachable }> {
  let left = waiting;
  let receipt: Receipt | undefined;
  if (!left.taken) {
    receipt = await post.report(left);
    if (!left.picture || !receipt.code) return { receipt, photo: "none", left };
    left = { ...left, taken: { id: receipt.id, code: receipt.code } };
    await taken(left);
  }
  if (!left.taken || !left.picture) return { receipt, photo: "none", left };
  try {
    await post.photo(left.taken, left.picture);
    return { receipt, photo: "sent", left };
  } catch (error) {
    if (error instanceof Unreachable) return { receipt, photo: "waiting", left, error };
    // Asking again would change nothing; the report stands.
    if (error instanceof Refused) return { receipt, photo: "refused", left };
    throw error;
  }
}

export const network: Post = {
  /** Finds the code of the town first when only a name was typed. */
  async report(waiting) {
    if (waiting.place === undefined) return api.send(waiting.body);
    const { territories } = await api.territories(waiting.place, 2);
    const [found, other] = territories;
    if (!found || other) throw new Refused(422, waiting.place);
    const patch = { ...record(waiting.body["patch"]), territory: found.code };
    return api.send({ ...waiting.body, patch });
  },
  photo: ({ id, code }, { photo, boxes }) => api.photo(id, code, photo, boxes),
};

/** One tab at a time sends; the others find nothing left. */
export async function flushOutbox(): Promise<Delivered[]> {
  const run = () => flush(database, network);
  return "locks" in navigator ? navigator.locks.request("technopolice-outbox", run) : run();
}

export const database: Shelf = {
  all: async () => (await run("readonly", (store) => store.getAll())).map(waiting).sort((one, other) => one.since - other.since),
  put: async (record) => void (await run("readwrite", (store) => store.put(record))),
  remove: async (id) => void (await run("readwrite", (store) => store.delete(id))),
};

const OFF = "technopolice-outbox-off";

/** May reports wait on this device? The person decides; a browser that keeps no choices keeps no reports either way. */
export const mayKeep = {
  get: () => safely(() => localStorage.getItem(OFF)) === null,
  set: (allowed: boolean) => safely(() => (allowed ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"))),
};

function safely<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

/** The whole database goes, not only its records. */
export function forgetOutbox(): Promise<void> {
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
  const box = object({ x: number, y: number, width: number, height: number });
  const found = object({
    id: text, body: record, place: optional(text), since: number, refused: optional(text), notBefore: optional(number),
    picture: optional(object({ photo: blob, boxes: list(box) })), taken: optional(object({ id: text, code: text })),
  })(value);
  const body = object({ client_id: text, intent: text, photo_follows: optional(boolean) })(found.body);
  return { ...found, body: { ...found.body, ...body } };
}

function blob(value: unknown): Blob {
  if (value instanceof Blob) return value;
  throw new InvalidAnswer("expected a picture");
}
