import { Unreachable, type Outgoing } from "./api";
import { advance, database, mayKeep, network, postponed, type Delivered, type Picture, type Waiting } from "./outbox";

export type Sent =
  | ({ kind: "delivered" } & Delivered)
  /** It waits in the outbox; without its photo where there was no room for it. */
  | { kind: "waiting"; photoLost: boolean };

/** There is no network, and nothing may or can be kept on this device: the page is all that holds the report. */
export class Unkept extends Unreachable {
  override name = "Unkept";
  constructor(readonly why: "off" | "full", status: number | undefined, retryAfter: number | undefined) {
    super(`not kept: ${why}`, status, retryAfter);
  }
}

/**
 * Sends at once when it can, so that an ordinary report is never written on the device; keeps it in
 * the outbox when the network fails. The client id is the same in both, so it counts once.
 */
export async function sendOrKeep(body: Outgoing, place?: string, picture?: Picture): Promise<Sent> {
  const waiting: Waiting = { id: body.client_id, body, place, since: Date.now(), refused: undefined, picture };
  const told = await advance(waiting, network, async () => undefined).catch((error: unknown) => {
    if (error instanceof Unreachable) return error;
    throw error;
  });
  if (told instanceof Unreachable) return keep(waiting, told);
  const { left, error, ...delivered } = told;
  if (!error) return { kind: "delivered", ...delivered };
  // The report itself has arrived: its receipt is shown, and only the photo waits, where it may.
  const waits = await keep(left, error).then(({ photoLost }) => !photoLost, () => false);
  return { kind: "delivered", receipt: delivered.receipt, photo: waits ? "waiting" : "refused" };
}

async function keep(report: Waiting, error: Unreachable): Promise<{ kind: "waiting"; photoLost: boolean }> {
  const unkept = (why: "off" | "full") => new Unkept(why, error.status, error.retryAfter);
  if (!mayKeep.get()) throw unkept("off");
  const waiting = postponed(report, error, Date.now());
  try {
    await database.put(waiting);
    return { kind: "waiting", photoLost: false };
  } catch {
    if (!waiting.picture) throw unkept("full");
  }
  // No room for the photo: the report is what counts.
  const { picture: _, ...rest } = waiting;
  if (rest.taken) return { kind: "waiting", photoLost: true };
  await database.put({ ...rest, body: { ...rest.body, photo_follows: false } }).catch(() => {
    throw unkept("full");
  });
  return { kind: "waiting", photoLost: true };
}

/** A new identifier, or nothing where the browser gives none (pages not served over TLS). */
export function newClientId(): string | undefined {
  return typeof crypto.randomUUID === "function" ? crypto.randomUUID() : undefined;
}
