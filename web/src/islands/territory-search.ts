import { api, Unreachable, type Territory } from "../api";
import { debounce, isTyped, make } from "../element";
import { InvalidAnswer } from "../parse";
import { stringsOf, type Strings } from "../strings";
import { inLanguage, pageLanguage, type Bounds } from "../urls";
import type { CensusMap } from "./census-map";

let instances = 0;

/**
 * Suggestions under the search field, by the ARIA 1.2 combobox pattern. Enter without a chosen
 * suggestion submits the form as it would without script.
 */
class TerritorySearch extends HTMLElement {
  #input: HTMLInputElement | undefined;
  #list = make("ul", { role: "listbox", class: "suggestions", hidden: "" });
  #status = make("span", { role: "status", class: "visually-hidden" });
  #say: Strings | undefined;
  #asked: AbortController | undefined;
  #active = -1;
  #bounds = new WeakMap<HTMLElement, Bounds>();

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[name=q]");
    if (!input || this.#input) return;
    this.#input = input;
    this.#say = stringsOf(this);
    this.#list.id = `suggestions-${(instances += 1)}`;
    const label = input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent ?? input.placeholder;
    this.#list.setAttribute("aria-label", label);
    const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.after(this.#list, this.#status);
    input.addEventListener("input", debounce(120, () => void this.#suggest()));
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#close());
    if (isTyped(input)) void this.#suggest();
  }

  async #suggest(): Promise<void> {
    const text = this.#input?.value.trim() ?? "";
    this.#asked?.abort();
    if (text.length < 2) return this.#close();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    try {
      const { territories } = await api.territories(text, 8, signal);
      if (!signal.aborted) this.#show(territories);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Unreachable) && !(error instanceof InvalidAnswer)) throw error;
      this.#close();
    }
  }

  #show(territories: Territory[]): void {
    this.#active = -1;
    this.#list.replaceChildren(...territories.map((territory, index) => this.#option(territory, index)));
    this.#list.hidden = territories.length === 0;
    this.#input?.setAttribute("aria-expanded", String(territories.length > 0));
    this.#input?.removeAttribute("aria-activedescendant");
    if (this.#say) this.#status.textContent = territories.length ? this.#say.count("search.results", territories.length) : this.#say("search.none");
  }

  #option(territory: Territory, index: number): HTMLElement {
    // Homonyms are told apart by their department, which is therefore always shown.
    const department = [territory.departmentName, territory.department && `(${territory.department})`].filter(Boolean).join(" ");
    const option = make("li", { role: "option", id: `${this.#list.id}-${index}`, "aria-selected": "false" },
      make("span", { class: "suggestion-name" }, territory.name), " ", make("span", { class: "suggestion-department" }, department));
    if (territory.bounds) this.#bounds.set(option, territory.bounds);
    if (territory.url) option.dataset["url"] = inLanguage(pageLanguage(), territory.url);
    // The field would lose focus, and the list close, before the click arrives.
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#open(option));
    return option;
  }

  #key(event: KeyboardEvent): void {
    const options = [...this.#list.children];
    if (event.key === "Escape") this.#close();
    if (this.#list.hidden || options.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.#activate((this.#active + step + options.length + (this.#active < 0 && step < 0 ? 1 : 0)) % options.length);
    } else if (event.key === "Enter" && this.#active >= 0) {
      event.preventDefault();
      const option = options[this.#active];
      if (option instanceof HTMLElement) this.#open(option);
    }
  }

  #activate(index: number): void {
    this.#active = index;
    [...this.#list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const option = this.#list.children[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#input?.setAttribute("aria-activedescendant", option.id);
  }

  #open(option: HTMLElement): void {
    const map = this.#map();
    const bounds = this.#bounds.get(option);
    if (map && bounds) this.#lead(map, option, bounds);
    else if (option.dataset["url"]) location.assign(option.dataset["url"]);
  }

  /** The map that this search moves, where a page says so and the map is drawn. */
  #map(): CensusMap | undefined {
    const map = document.getElementById(this.getAttribute("for") ?? "");
    return map?.hasAttribute("data-drawn") && "fit" in map ? (map as CensusMap) : undefined;
  }

  /** Brings the map there; the territory's own page stays one link away. */
  #lead(map: CensusMap, option: HTMLElement, bounds: Bounds): void {
    const name = option.querySelector(".suggestion-name")?.textContent ?? "";
    if (this.#input) this.#input.value = name;
    this.#close();
    map.fit(bounds);
    const place = document.querySelector("[data-slot=place]");
    const url = option.dataset["url"];
    if (place && url) place.replaceChildren(make("a", { href: url }, this.#say?.("search.page_of", { place: name }) ?? name));
  }

  #close(): void {
    this.#active = -1;
    this.#list.hidden = true;
    this.#input?.setAttribute("aria-expanded", "false");
    this.#input?.removeAttribute("aria-activedescendant");
  }
}

customElements.define("territory-search", TerritorySearch);
