import { make } from "../element";
import { list, number, object } from "../parse";
import { BoxEditor } from "../photo/boxes";
import { decode, encode, Unreadable, type Box } from "../photo/picture";
import { stringsOf, type Strings } from "../strings";

/** A photo as it may be sent: the body of `POST /api/v1/contributions/{id}/photos`, and its header `Boxes`. */
export interface SafePhoto {
  photo: Blob;
  boxes: Box[];
}

/**
 * Lets people cover parts of a photo with black boxes, in one of two places:
 *
 * - around a form whose file field is called `photo`: the chosen file is shown, decoded and shrunk in the browser, and
 *   boxes are drawn over it. When the form is sent, the file in it is the new JPEG, and `boxes` holds the boxes.
 * - around a form with a `.photo-stage`: the picture in it gets boxes, `data-boxes` to begin with, in place of the cells.
 *
 * A form that sends itself (`report-form`) asks {@link PhotoBoxes.safe} for the photo; nothing else is needed of it.
 * Without script the file field and the cells do the same.
 */
export class PhotoBoxes extends HTMLElement {
  #say: Strings | undefined;
  #editor: BoxEditor | undefined;
  #picture: HTMLCanvasElement | undefined;
  #ready = false;

  connectedCallback(): void {
    if (this.#say) return;
    this.#say = stringsOf(this);
    const stage = this.querySelector<HTMLElement>(".photo-stage");
    const input = this.#input;
    if (stage) this.#cover(stage, this.#say);
    input?.addEventListener("change", () => void this.#chosen(input));
    // A photo may be chosen before this script is here; it is covered all the same.
    if (input?.files?.length) void this.#chosen(input);
    // A form of this element's own; one around it decides itself when to ask.
    this.querySelector("form")?.addEventListener("submit", (event) => void this.#submit(event));
    this.dataset["ready"] = "";
  }

  /** The chosen photo with its boxes, re-encoded where the browser can; `undefined` when no file is chosen. */
  async safe(): Promise<SafePhoto | undefined> {
    const file = this.#input?.files?.[0];
    if (!file) return undefined;
    const boxes = this.#editor?.boxes ?? [];
    const photo = this.#picture && (await encode(this.#picture, boxes));
    return { photo: photo ?? file, boxes };
  }

  /** Takes the chosen photo away, as after a report that was sent. */
  clear(): void {
    if (this.#input) this.#input.value = "";
    this.#show(undefined);
  }

  get #input(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("input[type=file][name=photo]");
  }

  get #place(): HTMLElement | null {
    return this.querySelector<HTMLElement>("[data-slot=stage]");
  }

  async #chosen(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    this.#show(undefined);
    if (!file || !this.#say) return;
    try {
      const picture = await decode(file);
      if (input.files?.[0] === file) this.#show(picture);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.#place?.append(make("p", { class: "hint", role: "status" }, this.#say("photo.unread")));
    }
  }

  #show(picture: HTMLCanvasElement | undefined): void {
    this.#place?.replaceChildren();
    [this.#picture, this.#editor] = [picture, undefined];
    if (!picture || !this.#place || !this.#say) return;
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", this.#say("photo.preview"));
    this.#place.append(picture);
    this.#editor = new BoxEditor(picture, this.#say);
  }

  #cover(stage: HTMLElement, say: Strings): void {
    const image = stage.querySelector("img");
    const cells = stage.querySelector("fieldset");
    if (!image) return;
    // The cells stay for who has no script; here they would be sent too.
    cells?.remove();
    this.querySelector("[data-slot=hint]")?.remove();
    this.#editor = new BoxEditor(image, say, boxesOf(this.dataset["boxes"]));
  }

  async #submit(event: Event): Promise<void> {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || this.#ready || !this.#editor) return;
    const boxes = form.elements.namedItem("boxes");
    if (boxes instanceof HTMLInputElement) boxes.value = JSON.stringify(this.#editor.boxes);
    const input = this.#input;
    if (!input) return;
    const { submitter } = event as SubmitEvent;
    event.preventDefault();
    const safe = await this.safe();
    if (safe && safe.photo !== input.files?.[0]) input.files = fileList(safe.photo);
    this.#ready = true;
    // Later: a form takes no order while it still asks whether it may be sent.
    setTimeout(() => form.requestSubmit(submitter as HTMLButtonElement | null));
  }
}

/** The name says nothing of the file that was chosen, either. */
function fileList(photo: Blob): FileList {
  const transfer = new DataTransfer();
  transfer.items.add(new File([photo], "photo.jpg", { type: photo.type, lastModified: 0 }));
  return transfer.files;
}

function boxesOf(text: string | undefined): Box[] {
  return text ? list(object({ x: number, y: number, width: number, height: number }))(JSON.parse(text)) : [];
}

customElements.define("photo-boxes", PhotoBoxes);
