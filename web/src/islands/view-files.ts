import { readable, type Filter } from "../explore/filter";
import { urls, type Bounds } from "../urls";
import { within } from "./census-list";
import type { MapMoved } from "./census-map";

/** Whatever the view: how a file is written, and of which day. */
const KEPT = ["as_of", "bom"];

/** The links to files beside a map: what they give is what the map shows, as the list beside them does. */
class ViewFiles extends HTMLElement {
  connectedCallback(): void {
    document.getElementById(this.getAttribute("for") ?? "")?.addEventListener("census:moved", (event) => {
      if (event instanceof CustomEvent) this.#follow(event.detail);
    });
  }

  #follow({ bounds, filter }: MapMoved): void {
    for (const link of this.querySelectorAll("a")) link.search = asked(within(bounds), filter, new URLSearchParams(link.search));
  }
}

/** What the list asks for, with what the link itself says. */
function asked(bounds: Bounds, filter: Filter, own: URLSearchParams): string {
  const query = new URL(urls.devicesIn(bounds, filter, 1), location.href).searchParams;
  query.delete("limit");
  for (const name of KEPT) if (own.has(name)) query.set(name, own.get(name) ?? "");
  return readable(query.toString());
}

customElements.define("view-files", ViewFiles);
