/** Readers for answers from outside: a value is parsed once at the door, never cast. */

export type Reader<T> = (value: unknown) => T;

export class InvalidAnswer extends Error {
  override name = "InvalidAnswer";
}

export function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new InvalidAnswer(`expected a text, found ${typeof value}`);
}

export function number(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new InvalidAnswer(`expected a number, found ${typeof value}`);
}

export function boolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new InvalidAnswer(`expected true or false, found ${typeof value}`);
}

export function record(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new InvalidAnswer("expected an object");
}

export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value) => (value === undefined || value === null ? undefined : reader(value));
}

export function list<T>(reader: Reader<T>): Reader<T[]> {
  return (value) => {
    if (Array.isArray(value)) return value.map(reader);
    throw new InvalidAnswer("expected a list");
  };
}

/** Reads an object field by field: `object({ id: text, note: optional(text) })`. */
export function object<T extends Record<string, unknown>>(fields: { [K in keyof T]: Reader<T[K]> }): Reader<T> {
  return (value) => {
    const found = record(value);
    const entries = Object.entries<Reader<unknown>>(fields).map(([key, reader]) => {
      try {
        return [key, reader(found[key])];
      } catch (error) {
        throw error instanceof InvalidAnswer ? new InvalidAnswer(`${key}: ${error.message}`) : error;
      }
    });
    return Object.fromEntries(entries) as T;
  };
}

export function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value)).map(([key, entry]) => [key, text(entry)]));
}

export function position(value: unknown): [number, number] {
  const [longitude, latitude] = list(number)(value);
  if (longitude === undefined || latitude === undefined) throw new InvalidAnswer("expected a position");
  return [longitude, latitude];
}
