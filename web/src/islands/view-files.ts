import { urls } from "../urls";
import type { MapMoved } from "./census-map";

/** The links to files beside a map: what they give is what the map shows, as the list beside them does. */
class ViewFiles extends HTMLElement {
  connectedCallback(): void {
    document.getElementById(this.getAttribute("for") ?? "")?.addEventListener("census:moved", (event) => {
      if (event instanceof CustomEvent) this.#follow(event.detail);
    });
  }

  #follow({ bounds, filter }: MapMoved): void {
    for (const link of this.querySelectorAll("a")) link.href = urls.fileOf(link.href, bounds, filter);
  }
}

customElements.define("view-files", ViewFiles);
