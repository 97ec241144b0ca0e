import { api, reason, Refused, Unreachable, type Device, type Outgoing } from "../api";
import { newClientId, sendOrKeep } from "../delivery";
import { button, make } from "../element";
import { InvalidAnswer } from "../parse";
import type { Strings } from "../strings";
import { pageLanguage, urls } from "../urls";

const RADIUS_M = 50;

/** Shows what is already known around, so that a device is confirmed rather than reported twice. Never in the way. */
export async function showNear(place: HTMLElement, [longitude, latitude]: [number, number], form: HTMLFormElement, say: Strings): Promise<void> {
  try {
    const { devices } = await api.devicesNear(longitude, latitude, RADIUS_M);
    const cards = devices.map((device) => card(device, form, say));
    place.replaceChildren(...(cards.length ? [make("p", { class: "near-title" }, say("report.near_title")), make("ul", { class: "near-cards" }, ...cards)] : []));
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof Refused || error instanceof InvalidAnswer)) throw error;
    place.replaceChildren();
  }
}

function card(device: Device, form: HTMLFormElement, say: Strings): HTMLElement {
  const text = say("report.near_item", { kind: say(`kind.${device.kind}`), distance: Math.round(device.distance ?? 0) });
  const status = make("p", { role: "status", class: "near-status" });
  const buttons = make("div", { class: "near-actions" });
  const answer = (key: string, className: string, body: () => Outgoing | undefined) =>
    button(className, say(key), () => void send(body(), buttons, status, say));
  buttons.append(
    answer("report.near_same", "button near-same", () => about(device, "confirm")),
    answer("report.near_gone", "button button-quiet", () => about(device, "not_found")),
    answer("report.near_moved", "button button-quiet", () => moved(device, form)),
    make("a", { class: "button button-quiet", href: urls.devicePage(pageLanguage(), device.id) }, say("report.near_wrong")),
  );
  const [photo] = device.photos;
  const picture = photo ? make("img", { src: photo.thumbnail.url, alt: "", loading: "lazy" }) : drawing(device, form);
  return make("li", { class: "near-card", "data-device": device.id }, make("div", { class: "near-picture" }, picture, arrow(device, say)), make("p", { class: "near-text" }, text, device.address ? make("span", { class: "device-note" }, device.address) : undefined), buttons, status);
}

function about(device: Device, intent: string): Outgoing {
  return { client_id: newClientId() ?? "", intent, entity: { kind: "device", id: device.id } };
}

/** It stands where the form says that something stands. */
function moved(device: Device, form: HTMLFormElement): Outgoing | undefined {
  const data = new FormData(form);
  const [longitude, latitude] = [Number(data.get("longitude")), Number(data.get("latitude"))];
  if (!data.get("longitude") || !Number.isFinite(longitude) || !Number.isFinite(latitude)) return undefined;
  return { ...about(device, "moved"), base_version: device.version, patch: { position: [longitude, latitude] } };
}

async function send(body: Outgoing | undefined, buttons: HTMLElement, status: HTMLElement, say: Strings): Promise<void> {
  if (!body) return;
  const controls = buttons.querySelectorAll<HTMLButtonElement>("button");
  for (const control of controls) control.disabled = true;
  try {
    status.textContent = say((await sendOrKeep(body)).kind === "delivered" ? "confirm.thanks" : "confirm.queued");
    buttons.remove();
  } catch (error) {
    for (const control of controls) control.disabled = false;
    status.textContent = say("confirm.failed", { reason: reason(error, say) });
  }
}

/** The same drawing as on the cards of the kinds. */
function drawing(device: Device, form: HTMLFormElement): Node {
  const values = [`${device.kind}/${device.form ?? "fixed"}`, device.kind, `${device.kind}/fixed`, "unknown"];
  const cards = values.map((value) => form.querySelector(`[name=kind][value="${CSS.escape(value)}"] ~ svg`));
  return cards.find((found) => found !== null)?.cloneNode(true) ?? document.createTextNode("");
}

const SVG = "http://www.w3.org/2000/svg";

/** Where it looks, as a needle; nothing where nobody knows. */
function arrow(device: Device, say: Strings): Node | undefined {
  if (device.bearing === undefined) return undefined;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-12 -12 24 24");
  svg.setAttribute("class", "near-arrow");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("report.near_looks", { count: Math.round(device.bearing) }));
  const needle = document.createElementNS(SVG, "path");
  needle.setAttribute("d", "M0-10 4 6 0 3-4 6z");
  needle.setAttribute("transform", `rotate(${device.bearing})`);
  svg.append(needle);
  return svg;
}
