import { button, make } from "../element";
import { stringsOf, type Strings } from "../strings";
import { boundsOf, devicePlaces, drawing, lineText, measured } from "../walk/line";
import { FILE_LIMIT, geometryOf, readTrack } from "../walk/track";
import type { CensusMap } from "./census-map";

/**
 * Drawing a walk, dropping a file that is read here and never sent, and the answer without leaving the page. The form, the answer and its list are the
 * server's own; without this script they work the same, one page after the other.
 */
class ExposureWalk extends HTMLElement {
  #corners: [number, number][] = [];
  #say: Strings | undefined;
  #status = make("p", { role: "status", class: "exposure-status" });
  #undo = button("button button-quiet", "", () => this.#change(this.#corners.slice(0, -1)));
  #clear = button("button button-quiet", "", () => this.#change([]));

  connectedCallback(): void {
    const form = this.querySelector("form");
    if (this.#say || !form) return;
    this.#say = stringsOf(this);
    customElements.whenDefined("census-map").then(() => this.#offerDrawing(), () => undefined);
    form.addEventListener("submit", (event) => this.#submit(event, form));
    const input = form.querySelector<HTMLInputElement>("input[type=file]");
    const chosen = (): void => {
      const file = input?.files?.[0];
      if (file) void this.#take(file);
    };
    input?.addEventListener("change", chosen);
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void this.#take(file);
    });
    this.#showAnswer(false);
    // Chosen before this script was here.
    chosen();
  }

  #map(): CensusMap | undefined {
    const map = this.querySelector("census-map");
    return map && "drawWalk" in map ? (map as CensusMap) : undefined;
  }

  #offerDrawing(): void {
    const say = this.#say;
    const map = this.#map();
    const slot = this.querySelector("[data-slot=draw]");
    if (!say || !map || !slot) return;
    map.takeTap = (position) => {
      this.#change([...this.#corners, position]);
      return true;
    };
    const add = button("button button-quiet", say("exposure.add_here"), () => {
      const center = map.center();
      if (center) this.#change([...this.#corners, center]);
    });
    this.#undo.textContent = say("exposure.undo");
    this.#clear.textContent = say("exposure.clear");
    slot.append(
      make("h2", { class: "exposure-draw" }, say("exposure.draw")),
      make("p", { class: "hint" }, say("exposure.draw_help")),
      make("p", { class: "actions" }, add, this.#undo, this.#clear),
      this.#status,
    );
    this.#showCorners();
    this.#showAnswer(false);
  }

  #change(corners: [number, number][]): void {
    this.#corners = corners;
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (input) input.value = "";
    const line = this.querySelector<HTMLInputElement>("input[name=line]");
    if (line) line.value = lineText(corners);
    this.#map()?.drawWalk(drawing(corners));
    this.#showCorners();
  }

  #showCorners(): void {
    const count = this.#corners.length;
    this.#undo.disabled = this.#clear.disabled = count === 0;
    this.#status.textContent = count === 0 || !this.#say ? "" : this.#say.count("exposure.points", count);
  }

  async #take(file: File): Promise<void> {
    const form = this.querySelector("form");
    if (!form || !this.#say) return;
    if (file.size > FILE_LIMIT) return this.#tell(this.#say("exposure.too_large"));
    const lines = readTrack(await file.text());
    this.#change([]);
    if (!lines) return this.#showFault(form, this.#say("exposure.unreadable"));
    const line = this.querySelector<HTMLInputElement>("input[name=line]");
    if (line) line.value = JSON.stringify(geometryOf(lines));
    this.#tell(this.#say("exposure.read"));
    await this.#measure(form);
  }

  #submit(event: SubmitEvent, form: HTMLFormElement): void {
    // A file to take away is a download, which browsers do best themselves.
    if (event.submitter instanceof HTMLButtonElement && event.submitter.value === "geojson") return;
    event.preventDefault();
    void this.#measure(form);
  }

  async #measure(form: HTMLFormElement): Promise<void> {
    const say = this.#say;
    if (!say) return;
    const data = new FormData(form);
    this.#tell(say("exposure.measuring"));
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { accept: "text/html" } }).then((response) => response.text(), () => undefined);
    if (answer === undefined) return this.#tell(say("exposure.failed", { reason: say("error.network") }));
    const page = new DOMParser().parseFromString(answer, "text/html");
    const fault = page.querySelector("#exposure-fault") ?? page.querySelector(".problem h1");
    this.#tell(fault ? "" : this.#corners.length ? say.count("exposure.points", this.#corners.length) : "");
    this.#showFault(form, fault?.textContent ?? undefined);
    const found = page.querySelector("[data-slot=answer]");
    this.querySelector("[data-slot=answer]")?.replaceChildren(...(found?.childNodes ?? []));
    this.#showAnswer(true);
  }

  #showFault(form: HTMLFormElement, fault: string | undefined): void {
    form.querySelector("#exposure-fault")?.remove();
    if (fault) form.prepend(make("p", { class: "note note-strong", role: "alert", id: "exposure-fault" }, fault));
  }

  /** Draws the answer on the map; `fresh` ones are also brought to the reader. */
  #showAnswer(fresh: boolean): void {
    const template = this.querySelector<HTMLTemplateElement>("template[data-geojson]");
    const map = this.#map();
    if (!template || !map) return;
    const walk = measured(template.content.textContent ?? "");
    map.drawWalk(walk);
    this.toggleAttribute("data-answered", true);
    const bounds = boundsOf(walk);
    if (bounds && fresh) map.fit(bounds);
    const places = devicePlaces(walk);
    for (const row of this.querySelectorAll<HTMLElement>("[data-slot=answer] [data-id]")) this.#follow(row, map, places.get(row.dataset["id"] ?? ""));
    if (fresh) this.querySelector<HTMLElement>("#exposure-finding")?.focus();
  }

  #follow(row: HTMLElement, map: CensusMap, place: [number, number] | undefined): void {
    for (const start of ["pointerenter", "focusin"]) row.addEventListener(start, () => map.highlight(place));
    for (const end of ["pointerleave", "focusout"]) row.addEventListener(end, () => map.highlight(undefined));
  }

  #tell(words: string): void {
    this.#status.textContent = words;
  }
}

customElements.define("exposure-walk", ExposureWalk);
