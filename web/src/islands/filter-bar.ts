import { button, make } from "../element";
import { filterFrom, same, values, withFilter, without, type Filter } from "../explore/filter";
import { stringsOf } from "../strings";

/**
 * The filter form of a page and the line of what is on. The page works without it, one request after the other; with
 * it the view stays where it is, and the address follows.
 */
export class FilterBar extends HTMLElement {
  #filter: Filter = {};
  #names: string[] = [];

  connectedCallback(): void {
    const form = this.#form();
    if (!form || this.#names.length) return;
    this.#names = [...new Set([...form.elements].flatMap((field) => (field instanceof HTMLInputElement && field.type !== "hidden" && field.name ? [field.name] : [])))];
    this.#filter = this.#read(form);
    form.addEventListener("change", () => this.#apply(this.#read(form)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#apply(this.#read(form));
    });
    form.querySelector("[data-clear]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.#set({});
    });
    this.#show();
  }

  get filter(): Filter {
    return this.#filter;
  }

  #form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  #read(form: HTMLFormElement): Filter {
    const pairs = [...new FormData(form)].flatMap(([name, value]): [string, string][] => (typeof value === "string" ? [[name, value]] : []));
    return filterFrom(pairs, this.#names);
  }

  /** Changes the form, and what follows from it. */
  #set(filter: Filter): void {
    for (const field of this.#form()?.elements ?? []) {
      if (field instanceof HTMLInputElement && this.#names.includes(field.name)) field.checked = (filter[field.name] ?? []).includes(field.value);
    }
    this.#apply(filter);
  }

  #apply(filter: Filter): void {
    if (same(filter, this.#filter)) return;
    this.#filter = filter;
    history.replaceState(history.state, "", withFilter(new URL(location.href), filter, this.#names));
    this.#show();
    this.dispatchEvent(new CustomEvent<Filter>("census:filter", { detail: filter, bubbles: true }));
  }

  /** What is on, each with a way to take it off. */
  #show(): void {
    const place = this.querySelector("[data-slot=chips]");
    if (!place) return;
    const say = stringsOf(this);
    const chips = values(this.#filter).map(([name, value]) => {
      const label = this.#label(name, value);
      const chip = button("chip-on", label, () => {
        this.#set(without(this.#filter, name, value));
        (place.querySelector("button") ?? this.querySelector("summary"))?.focus();
      });
      chip.setAttribute("aria-label", say("filter.remove", { label }));
      chip.append(make("span", { "aria-hidden": "true", class: "chip-cross" }, "×"));
      return chip;
    });
    place.replaceChildren(...chips);
    const count = this.querySelector("[data-slot=filter-count]");
    if (count) count.textContent = chips.length ? say.count("filter.on", chips.length) : "";
  }

  #label(name: string, value: string): string {
    const field = this.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    return field?.closest("label")?.textContent?.trim() ?? value;
  }
}

customElements.define("filter-bar", FilterBar);
