import type { Theme } from "./palette";
import type { MapState } from "./style";

/** A map that nothing was asked of. */
export const AT_REST = {
  filter: {}, day: undefined, ringDay: undefined, shade: "none", area: undefined, selected: undefined, highlighted: undefined, walk: undefined, spread: undefined,
} as const satisfies Partial<MapState>;

const dark = () => matchMedia("(prefers-color-scheme: dark)");

export function theme(): Theme {
  return dark().matches ? "dark" : "light";
}

export function onTheme(act: () => void): void {
  dark().addEventListener("change", act);
}

/** Whether this browser asked to be spared the 450 kB of the map. */
export function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, "connection");
  return typeof connection === "object" && connection !== null && Reflect.get(connection, "saveData") === true;
}

export function drawsMaps(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

export function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: 2000 });
  else setTimeout(act, 200);
}
