import { readable } from "../explore/filter";
import type { CensusMap } from "./census-map";

/** Chooses what the map shades territories by; the choice is in the address, and its legend is shown with it. */
class ShadeChoice extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    for (const field of this.#fields()) field.addEventListener("change", () => this.#choose(field.value));
  }

  #fields(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  }

  #choose(value: string): void {
    const address = new URL(location.href);
    if (value) address.searchParams.set("fond", value);
    else address.searchParams.delete("fond");
    address.search = readable(address.search);
    history.replaceState(history.state, "", address);
    for (const part of document.querySelectorAll<HTMLElement>("[data-shade-legend]")) part.hidden = value !== "density";
    this.#map()?.shadeBy(value === "density" ? "density" : "none");
  }

  #map(): CensusMap | undefined {
    const map = document.getElementById(this.getAttribute("for") ?? "");
    return map && "shadeBy" in map ? (map as CensusMap) : undefined;
  }
}

export {};

customElements.define("shade-choice", ShadeChoice);
