import { button, make } from "../element";
import { filterFrom, same, values, withFilter, without, type Filter } from "../explore/filter";
import { stringsOf } from "../strings";
import { pageLanguage } from "../urls";

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
    this.#filter = filterFrom(new URL(location.href).searchParams, this.#names);
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
    // What was ticked before this script was here.
    this.#apply(this.#read(form));
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
      if (field instanceof HTMLInputElement && this.#names.includes(field.name)) fill(field, filter[field.name] ?? []);
    }
    this.#apply(filter);
  }

  /** Asks for one value of a filter, or for none, as another part of the page has it. */
  ask(name: string, value: string | undefined): void {
    this.#set(value === undefined ? { ...this.#filter, [name]: [] } : { ...this.#filter, [name]: [value] });
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
    // The families are in sight where they are ticked.
    const folded = values(this.#filter).filter(([name, value]) => !this.querySelector(`.families input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`));
    const chips = folded.map(([name, value]) => {
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
    for (const part of document.querySelectorAll<HTMLElement>("[data-shown-by]")) part.hidden = !this.#isAsked(part.dataset["shownBy"] ?? "");
    const count = this.querySelector("[data-slot=filter-count]");
    if (count) count.textContent = chips.length ? say.count("filter.on", chips.length) : "";
  }

  /** `family=software` */
  #isAsked(text: string): boolean {
    const [name = "", value = ""] = text.split("=");
    return (this.#filter[name] ?? []).includes(value);
  }

  #label(name: string, value: string): string {
    if (this.querySelector(`input[type=date][name="${CSS.escape(name)}"]`)) return stringsOf(this)(`filter.${name}`, { date: dayInWords(value) });
    const field = this.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    const label = field?.closest("label");
    return label?.dataset["chip"] ?? label?.textContent?.trim() ?? value;
  }
}

/** "1er juin 2019", which browsers write as "1 juin". */
function dayInWords(day: string): string {
  const words = new Date(`${day}T00:00:00`).toLocaleDateString(pageLanguage(), { dateStyle: "long" });
  return pageLanguage() === "fr" ? words.replace(/^1 /, "1er ") : words;
}

/** A field as a filter has it; the choice without a value is on when nothing is asked for. */
function fill(field: HTMLInputElement, values: readonly string[]): void {
  if (field.type === "checkbox") field.checked = values.includes(field.value);
  else if (field.type === "radio") field.checked = field.value === (values[0] ?? "");
  else field.value = values[0] ?? "";
}

customElements.define("filter-bar", FilterBar);
