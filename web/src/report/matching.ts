import type { Street } from "../api";

/** Streets whose words begin as the typed ones do, those that begin so themselves first. */
export function matching(streets: readonly Street[], typed: string): Street[] {
  const words = folded(typed).split(" ").filter((word) => word !== "" && !/^\d+$/.test(word));
  if (words.join("").length < 3) return [];
  const fits = (street: Street) => {
    const own = folded(`${street.name} ${street.town}`).split(" ");
    return words.every((word) => own.some((known) => known.startsWith(word)));
  };
  const whole = words.join(" ");
  const rank = (street: Street) => (folded(street.name).startsWith(whole) ? 0 : 1);
  return streets.filter(fits).sort((one, other) => rank(one) - rank(other) || one.name.length - other.name.length || one.name.localeCompare(other.name));
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
