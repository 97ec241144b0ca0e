import { api, Refused, Unreachable, type Device } from "../api";
import { debounce, make, SETTLED, slot } from "../element";
import { band, inOrder, ORDERS, scrollTo, type Order, type Row } from "../explore/rows";
import { markSvg } from "../map/marks";
import { InvalidAnswer } from "../parse";
import { stringsOf, type Strings } from "../strings";
import { pageLanguage, urls, type Bounds } from "../urls";
import type { CensusMap, MapMoved } from "./census-map";

/** Rows in one answer of the API, and in the list. */
const PAGE = 1000;
const MOST = 10_000;
/** Height of a row in pixels, as `styles/52-explorer.css` has it. */
const LINE = 64;

/**
 * The list beside a map: the same view and the same filter, in words. Only the rows in view are drawn, whatever their
 * number; one of them takes the focus, and the arrows move it. Without a map it stays as the server wrote it.
 */
class CensusList extends HTMLElement {
  #asked: AbortController | undefined;
  #view: MapMoved | undefined;
  #found: Row[] = [];
  #rows: Row[] = [];
  #order: Order = "near";
  #active = 0;
  #list = make("ol", { class: "devices rows" });
  #scroller = make("div", { class: "rows-scroller" }, this.#list);

  connectedCallback(): void {
    const map = document.getElementById(this.getAttribute("for") ?? "");
    if (!map) return;
    const update = debounce(SETTLED, () => void this.#update());
    let first = true;
    // While the map is moved, the processor is for the map: what is not read yet is not wanted any more.
    map.addEventListener("census:moving", () => {
      this.#asked?.abort();
      update.cancel();
    });
    map.addEventListener("census:moved", (event) => {
      if (!(event instanceof CustomEvent)) return;
      this.#view = event.detail;
      // The first view is the one the server has already listed, on pages about one territory.
      if (!(first && map.dataset["territory"])) update();
      first = false;
    });
    this.#scroller.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => this.#draw()).observe(this.#scroller);
  }

  async #update(): Promise<void> {
    const view = this.#view;
    if (!view) return;
    this.#asked?.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const say = stringsOf(this);
    try {
      let page = await api.devicesIn(within(view.bounds), view.filter, PAGE, signal);
      const found = page.devices.map(row);
      if (signal.aborted) return;
      this.#show(found, page.next !== undefined, say);
      while (page.next !== undefined && found.length < MOST) {
        page = await api.nextPage(page.next, signal);
        if (signal.aborted) return;
        found.push(...page.devices.map(row));
        this.#show(found, page.next !== undefined, say);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Unreachable || error instanceof Refused || error instanceof InvalidAnswer)) throw error;
      this.#status().textContent = say("list.failed");
    }
  }

  #show(found: Row[], more: boolean, say: Strings): void {
    this.#found = found;
    const count = found.length;
    const status = this.#status();
    status.textContent = count === 0 ? say(this.#nothing()) : more ? say("list.count_more", { count }) : say.count("list.count", count);
    if (!this.#scroller.isConnected) {
      const kept = this.contains(status) ? [status] : [];
      this.replaceChildren(...this.querySelectorAll("template"), ...kept, this.#orders(say), this.#scroller);
    }
    this.#scroller.hidden = count === 0;
    const orders = this.querySelector<HTMLElement>(".list-order");
    if (orders) orders.hidden = count < 2;
    this.#list.setAttribute("aria-label", say("list.label"));
    this.#sort();
  }

  /** Nothing under a filter is not the same as nothing here, and families that no device is of have no list. */
  #nothing(): string {
    const { family = [], ...others } = this.#view?.filter ?? {};
    if (family.length > 0 && family.every((name) => name !== "camera" && name !== "sensor")) return "list.uses";
    return family.length > 0 || Object.keys(others).length > 0 ? "list.none_filtered" : "list.none";
  }

  #orders(say: Strings): HTMLElement {
    const choice = make("select", { id: "list-order" }, ...ORDERS.map((order) => make("option", { value: order }, say(`list.by_${order}`))));
    choice.value = this.#order;
    choice.addEventListener("change", () => {
      this.#order = ORDERS.find((order) => order === choice.value) ?? "near";
      this.#scroller.scrollTop = 0;
      this.#sort();
    });
    return make("p", { class: "list-order" }, make("label", { for: "list-order" }, say("list.order")), choice);
  }

  /** Puts the rows in order. Whoever was on one when others came stays on it. */
  #sort(): void {
    const say = stringsOf(this);
    const held = this.#list.contains(document.activeElement) ? document.activeElement?.closest("li")?.dataset["id"] : undefined;
    const bounds = this.#view?.bounds;
    const center: [number, number] = bounds ? [(bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2] : [0, 0];
    this.#rows = inOrder(this.#found, this.#order, center, (kind) => say(`kind.${kind}`), pageLanguage());
    this.#active = Math.max(0, this.#rows.findIndex(({ id }) => id === held));
    this.#list.replaceChildren();
    this.#list.style.height = `${this.#rows.length * LINE}px`;
    if (held === undefined) this.#draw();
    else this.#activate(this.#active);
  }

  /** Draws the rows in view and takes away the others; the one with the focus stays. */
  #draw(): void {
    if (!this.#scroller.isConnected) return;
    const say = stringsOf(this);
    const { first, end } = band(this.#scroller.scrollTop, this.#scroller.clientHeight, LINE, this.#rows.length);
    const drawn = new Map([...this.#list.children].map((item) => [Number(item.getAttribute("aria-posinset")) - 1, item]));
    for (const [index, item] of drawn) if ((index < first || index >= end) && !item.contains(document.activeElement)) item.remove();
    for (let index = first; index < end; index += 1) {
      const row = this.#rows[index];
      if (row && !drawn.get(index)?.isConnected) this.#insert(this.#line(row, index, say), index);
    }
  }

  /** In the order of the list, which is that of reading. */
  #insert(line: HTMLElement, index: number): void {
    const behind = [...this.#list.children].find((item) => Number(item.getAttribute("aria-posinset")) - 1 > index);
    this.#list.insertBefore(line, behind ?? null);
  }

  #line(row: Row, index: number, say: Strings): HTMLElement {
    const note = [say(`status.${row.status}`), say(`verification.${row.verification}`)].join(" · ");
    const link = make("a", { href: urls.devicePage(pageLanguage(), row.id), tabindex: index === this.#active ? "0" : "-1" }, make("span", { class: "device-kind" }, say(`kind.${row.kind}`)));
    const line = make("li", { "data-id": row.id, "aria-setsize": String(this.#rows.length), "aria-posinset": String(index + 1) },
      markSvg(row.kind, row.status, row.verification), link, make("span", { class: "device-place" }, row.place || say("list.no_place")), make("span", { class: "device-note" }, note));
    line.style.top = `${index * LINE}px`;
    for (const start of ["pointerenter", "focusin"]) line.addEventListener(start, () => this.#map()?.highlight(row.position));
    for (const end of ["pointerleave", "focusout"]) line.addEventListener(end, () => this.#map()?.highlight(undefined));
    return line;
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / LINE) - 1);
    const last = this.#rows.length - 1;
    const target = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, PageDown: this.#active + page, PageUp: this.#active - page, Home: 0, End: last }[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#activate(Math.min(last, Math.max(0, target)));
  }

  #activate(index: number): void {
    this.#link(this.#active)?.setAttribute("tabindex", "-1");
    this.#active = index;
    this.#scroller.scrollTop = scrollTo(index, this.#scroller.scrollTop, this.#scroller.clientHeight, LINE);
    this.#draw();
    const link = this.#link(index);
    link?.setAttribute("tabindex", "0");
    link?.focus({ preventScroll: true });
  }

  #link(index: number): HTMLElement | null {
    return this.#list.querySelector(`[aria-posinset="${index + 1}"] a`);
  }

  /** On the map's page a row opens beside the map; with a key held down it is the link that it is. */
  #click(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest("li") : null;
    const row = this.#rows[Number(line?.getAttribute("aria-posinset")) - 1];
    const map = this.#map();
    if (!row || !map?.hasAttribute("data-drawn") || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void map.choose(row.id, row.position);
  }

  #map(): CensusMap | undefined {
    const map = document.getElementById(this.getAttribute("for") ?? "");
    return map && "highlight" in map ? (map as CensusMap) : undefined;
  }

  /** The page's own line about how many there are, or one of ours. */
  #status(): HTMLElement {
    const count = this.parentElement?.querySelector<HTMLElement>(".explorer-count");
    return count ?? slot(this, ".list-count", () => {
      const made = make("p", { class: "list-count", role: "status" });
      this.prepend(made);
      return made;
    });
  }
}

function row(device: Device): Row {
  return {
    id: device.id, position: device.position, kind: device.kind, status: device.status, verification: device.verification,
    place: [device.address, device.territory].filter(Boolean).join(", "), seen: device.confirmed ?? "",
  };
}

/** A map of the whole world has edges the API refuses. */
export function within({ west, south, east, north }: Bounds): Bounds {
  return { west: Math.max(-180, west), south: Math.max(-90, south), east: Math.min(180, east), north: Math.min(90, north) };
}

customElements.define("census-list", CensusList);
