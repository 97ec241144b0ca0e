/** Days and months of the timeline. Days are counted since 1970-01-01, as the tiles count them. */
export const DAYS_A_YEAR = 365;
/** The first month that can be shown: video surveillance of streets in France is hardly older. */
export const FIRST_YEAR = 1995;

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of `YYYY-MM-DD`; nothing for anything else. */
export function dayOf(text: string | undefined): number | undefined {
  const time = text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.round(time / DAY_MS);
}

/** Months since January of the first year. */
export function monthOf(text: string): number | undefined {
  const day = dayOf(text);
  if (day === undefined) return undefined;
  const date = new Date(day * DAY_MS);
  return (date.getUTCFullYear() - FIRST_YEAR) * 12 + date.getUTCMonth();
}

/** The first day of a month, `YYYY-MM-DD`. */
export function firstDay(month: number): string {
  return new Date(Date.UTC(FIRST_YEAR, month, 1)).toISOString().slice(0, 10);
}

/** "juin 2019" */
export function monthInWords(month: number, language: string): string {
  return new Date(Date.UTC(FIRST_YEAR, month, 1)).toLocaleDateString(language, { month: "long", year: "numeric", timeZone: "UTC" });
}
