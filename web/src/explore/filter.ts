/** What to show of the census: by the name of the filter, the values asked for; a filter without values asks for nothing. */
export type Filter = Readonly<Record<string, readonly string[]>>;

export const NO_FILTER: Filter = {};

/** Gathers names and values, as a form or an address has them; `?kind=a&kind=b` and `?kind=a,b` are the same. */
export function filterFrom(pairs: Iterable<readonly [string, string]>, names: readonly string[]): Filter {
  const filter: Record<string, string[]> = {};
  for (const [name, text] of pairs) {
    if (!names.includes(name)) continue;
    const known = (filter[name] ??= []);
    for (const value of text.split(",")) if (value && !known.includes(value)) known.push(value);
  }
  return cleaned(filter);
}

/** The address with this filter instead of the one it had; everything else in it stays. */
export function withFilter(address: URL, filter: Filter, names: readonly string[]): URL {
  const changed = new URL(address);
  for (const name of names) changed.searchParams.delete(name);
  for (const [name, values] of entries(filter)) changed.searchParams.set(name, values.join(","));
  changed.search = readable(changed.search);
  return changed;
}

export function without(filter: Filter, name: string, value: string): Filter {
  return cleaned({ ...filter, [name]: (filter[name] ?? []).filter((kept) => kept !== value) });
}

/** Each value that is asked for, in the order of the filters. */
export function values(filter: Filter): [name: string, value: string][] {
  return entries(filter).flatMap(([name, chosen]) => chosen.map((value): [string, string] => [name, value]));
}

/** The filter as parameters of a query, commas between the values of one. */
export function parameters(filter: Filter): Record<string, string> {
  return Object.fromEntries(entries(filter).map(([name, chosen]) => [name, chosen.join(",")]));
}

export function same(one: Filter, other: Filter): boolean {
  return JSON.stringify(entries(one).map(sorted)) === JSON.stringify(entries(other).map(sorted));
}

function sorted([name, chosen]: [string, readonly string[]]): [string, string[]] {
  return [name, [...chosen].sort()];
}

function entries(filter: Filter): [string, readonly string[]][] {
  return Object.entries(filter).filter(([, chosen]) => chosen.length > 0).sort(([one], [other]) => one.localeCompare(other));
}

function cleaned(filter: Record<string, readonly string[]>): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([, chosen]) => chosen.length > 0));
}

/** Commas and colons need no escape in a query, and a person reads them. */
export function readable(search: string): string {
  return search.replaceAll("%2C", ",").replaceAll("%3A", ":");
}
