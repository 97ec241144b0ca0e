import { api, Unreachable, type Outgoing, type Receipt } from "./api";
import { database, deliver, type Waiting } from "./outbox";

export type Sent = { kind: "delivered"; receipt: Receipt } | { kind: "waiting" };

/**
 * Sends at once when it can, so that an ordinary report is never written on the device; keeps it in
 * the outbox when the network fails. The client id is the same in both, so it counts once.
 */
export async function sendOrKeep(body: Outgoing, place?: string): Promise<Sent> {
  const waiting: Waiting = { id: body.client_id, body, place, since: Date.now(), refused: undefined };
  try {
    return { kind: "delivered", receipt: await (place === undefined ? api.send(body) : deliver(waiting)) };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    await database.put(waiting);
    return { kind: "waiting" };
  }
}

/** A new identifier, or nothing where the browser gives none (pages not served over TLS). */
export function newClientId(): string | undefined {
  return typeof crypto.randomUUID === "function" ? crypto.randomUUID() : undefined;
}
