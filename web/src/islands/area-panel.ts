import { button, make } from "../element";
import { USE_FAMILIES } from "../map/shading";
import { stringsOf, type Strings } from "../strings";
import { pageLanguage, urls } from "../urls";
import type { CensusMap } from "./census-map";

/** Shows a territory beside the map, from what its tile says of it; the code of the territory when it has one. */
export function showArea(map: CensusMap, properties: Record<string, unknown>, closed: () => void): string | undefined {
  const { code, name } = properties;
  const panel = document.getElementById(map.dataset["selection"] ?? "");
  if (typeof code !== "string" || typeof name !== "string" || !panel) return undefined;
  const say = stringsOf(map);
  const close = () => {
    panel.hidden = true;
    panel.replaceChildren();
    closed();
    map.querySelector("canvas")?.focus({ preventScroll: true });
  };
  const title = make("h2", { tabindex: "-1" }, name);
  const open = make("a", { class: "button", href: urls.areaPage(pageLanguage(), code) }, say("area.open"));
  const lines = facts(properties, say).map(([label, value]) => make("div", {}, make("dt", {}, label), make("dd", {}, value)));
  panel.classList.add("selection");
  panel.replaceChildren(make("header", {}, title, button("button button-quiet close", say("select.close"), close)), ...unknown(properties, say), make("dl", { class: "facts" }, ...lines), make("p", { class: "actions" }, open));
  panel.hidden = false;
  panel.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  title.focus({ preventScroll: matchMedia("(width >= 900px)").matches });
  return code;
}

/** Where nobody looked, no number is told. */
function unknown(properties: Record<string, unknown>, say: Strings): HTMLElement[] {
  return properties["surveyed"] === false ? [make("p", { class: "note" }, say("area.unsurveyed"))] : [];
}

function facts(properties: Record<string, unknown>, say: Strings): [string, string][] {
  const digits = new Intl.NumberFormat(pageLanguage(), { maximumFractionDigits: 2 });
  const number = (name: string) => (typeof properties[name] === "number" ? properties[name] : undefined);
  const line = (label: string, value: number | undefined): [string, string][] => (value === undefined ? [] : [[label, digits.format(value)]]);
  const counted = properties["surveyed"] === false ? [] : [...line(say("area.devices"), number("devices")), ...line(say("area.per_1000"), number("per_1000"))];
  const uses = USE_FAMILIES.flatMap((family) => line(say(`family.${family}`), number(`${family}_uses`)));
  return [...counted, ...line(say("area.population"), number("population")), ...uses, ...line(say("area.uses_around"), number("uses_around"))];
}
