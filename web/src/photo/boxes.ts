import { button, make } from "../element";
import type { Strings } from "../strings";
import type { Box } from "./picture";
import { around, keyed, placed, scaled, spanned } from "./placing";

/** Boxes of one picture at the most, as the server counts them. */
const MOST = 100;
/** Pixels on the screen under which a gesture is a tap. */
const TAP = 8;
/** How far an arrow goes, as a fraction of the picture; with Control, finer. */
const [STEP, FINE] = [0.02, 0.004];

interface Placed {
  box: Box;
  element: HTMLButtonElement;
  /** A program proposed it, and nobody touched it since. */
  suggested: boolean;
}

type Gesture = { kind: "draw" | "move" | "resize"; from: [number, number]; start: Box | undefined; on: Placed | undefined; far: boolean };

/**
 * Black boxes over a picture, drawn with a pointer, a finger or the keyboard. It wraps the picture (an image or a
 * canvas) where it stands, and adds its buttons behind it.
 *
 * Dragging over the picture draws a box, a tap puts one of the usual size there, dragging a box moves it and its corner
 * resizes it. What dragging does, taps and buttons do too (WCAG 2.5.7), and so do keys on the chosen box.
 */
export class BoxEditor {
  #stage: HTMLElement;
  #placed: Placed[] = [];
  #chosen: Placed | undefined;
  #gesture: Gesture | undefined;
  #count = make("span", { class: "box-count", role: "status" });
  #tools: HTMLElement;

  constructor(
    private readonly picture: HTMLElement,
    private readonly say: Strings,
    suggested: readonly Box[] = [],
    private readonly changed: () => void = () => undefined,
  ) {
    this.#stage = make("div", { class: "box-stage" });
    picture.replaceWith(this.#stage);
    this.#stage.append(picture);
    const [larger, smaller, remove] = [button("button button-quiet", say("photo.larger"), () => this.#scale(1.25)), button("button button-quiet", say("photo.smaller"), () => this.#scale(0.8)), button("button button-quiet", say("photo.remove"), () => this.#remove())];
    this.#tools = make("span", { class: "box-tools", role: "group", "aria-label": say("photo.chosen"), hidden: "" }, larger, " ", smaller, " ", remove);
    const add = button("button button-quiet", say("photo.add"), () => this.#add([0.5, 0.5], true));
    this.#stage.after(make("p", { class: "actions box-bar" }, add, " ", this.#tools, " ", this.#count), make("p", { class: "hint" }, say("photo.help"), suggested.length > 0 ? ` ${say("photo.suggested_help")}` : ""));
    this.#stage.addEventListener("pointerdown", (event) => this.#down(event));
    this.#stage.addEventListener("pointermove", (event) => this.#moved(event));
    for (const end of ["pointerup", "pointercancel"]) this.#stage.addEventListener(end, (event) => this.#up(event as PointerEvent));
    for (const box of suggested.slice(0, MOST)) this.#put(placed(box), true);
    this.#told();
  }

  /** The boxes as they lie now. */
  get boxes(): Box[] {
    return this.#placed.map(({ box }) => box);
  }

  #put(box: Box, suggested = false): Placed | undefined {
    if (this.#placed.length >= MOST) return undefined;
    const element = make("button", { type: "button", class: "box" }, make("span", { class: "box-corner" }));
    const made: Placed = { box, element, suggested };
    element.addEventListener("keydown", (event) => this.#key(made, event));
    element.addEventListener("focus", () => this.#choose(made));
    this.#placed.push(made);
    this.#stage.append(element);
    this.#draw(made);
    return made;
  }

  #draw({ box, element, suggested }: Placed): void {
    const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
    Object.assign(element.style, { left: percent(box.x), top: percent(box.y), width: percent(box.width), height: percent(box.height) });
    element.classList.toggle("box-suggested", suggested);
    const number = this.#placed.findIndex((one) => one.element === element) + 1;
    element.setAttribute("aria-label", this.say(suggested ? "photo.suggested" : "photo.box", { number }));
  }

  #told(): void {
    this.#placed.forEach((one) => this.#draw(one));
    this.#count.textContent = this.say.count("photo.count", this.#placed.length);
    this.#tools.hidden = !this.#chosen;
    this.changed();
  }

  #choose(one: Placed | undefined): void {
    if (one === this.#chosen) return;
    this.#chosen?.element.classList.remove("box-chosen");
    one?.element.classList.add("box-chosen");
    this.#chosen = one;
    this.#tools.hidden = !one;
  }

  #change(one: Placed, box: Box): void {
    one.box = box;
    // Whoever moves a suggested box has looked at it.
    one.suggested = false;
    this.#told();
  }

  #add(at: [number, number], focus: boolean): void {
    const made = this.#put(around(at, this.picture.clientWidth / Math.max(this.picture.clientHeight, 1)));
    if (!made) return;
    this.#choose(made);
    if (focus) made.element.focus();
    this.#told();
  }

  #scale(factor: number): void {
    if (this.#chosen) this.#change(this.#chosen, scaled(this.#chosen.box, factor));
  }

  #remove(): void {
    const gone = this.#chosen;
    if (!gone) return;
    const place = this.#placed.indexOf(gone);
    this.#placed.splice(place, 1);
    this.#choose(undefined);
    gone.element.remove();
    (this.#placed[place] ?? this.#placed.at(-1))?.element.focus();
    this.#told();
  }

  #key(one: Placed, event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      this.#choose(one);
      this.#remove();
    } else {
      const moved = keyed(one.box, event.key, event.shiftKey, event.ctrlKey ? FINE : STEP);
      if (!moved) return;
      this.#change(one, moved);
    }
    event.preventDefault();
  }

  #at(event: PointerEvent): [number, number] {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    return [(event.clientX - left) / Math.max(width, 1), (event.clientY - top) / Math.max(height, 1)];
  }

  #down(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0 || this.#gesture) return;
    const target = event.target instanceof Element ? event.target : null;
    const on = this.#placed.find(({ element }) => element.contains(target));
    const kind = !on ? "draw" : target?.classList.contains("box-corner") ? "resize" : "move";
    this.#gesture = { kind, from: this.#at(event), start: on?.box, on, far: false };
    this.#stage.setPointerCapture(event.pointerId);
    // The picture itself must not be dragged away, and text around it not selected.
    event.preventDefault();
    on?.element.focus({ preventScroll: true });
  }

  #moved(event: PointerEvent): void {
    const gesture = this.#gesture;
    if (!gesture || !event.isPrimary) return;
    const [at, from] = [this.#at(event), gesture.from];
    const [across, down] = [at[0] - from[0], at[1] - from[1]];
    gesture.far ||= Math.hypot(across * this.picture.clientWidth, down * this.picture.clientHeight) > TAP;
    if (!gesture.far) return;
    if (gesture.kind === "draw") {
      gesture.on ??= this.#put(spanned(from, at));
      if (!gesture.on) return;
      this.#choose(gesture.on);
      return this.#change(gesture.on, spanned(from, at));
    }
    const { start, on } = gesture;
    if (!start || !on) return;
    const box = gesture.kind === "move"
      ? { ...start, x: start.x + across, y: start.y + down }
      : { ...start, width: Math.min(start.width + across, 1 - start.x), height: Math.min(start.height + down, 1 - start.y) };
    this.#change(on, placed(box));
  }

  #up(event: PointerEvent): void {
    const gesture = this.#gesture;
    if (!gesture || !event.isPrimary) return;
    this.#gesture = undefined;
    if (gesture.kind === "draw" && !gesture.far && event.type === "pointerup") return this.#add(gesture.from, false);
    if (gesture.kind === "draw" && gesture.on) this.#change(gesture.on, placed(gesture.on.box));
  }
}
