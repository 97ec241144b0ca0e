import { api, reason, type Device } from "../api";
import { newClientId, sendOrKeep } from "../delivery";
import { button, make } from "../element";
import { markSvg } from "../map/marks";
import { stringsOf, type Strings } from "../strings";
import { pageLanguage, urls, webAddress } from "../urls";
import type { CensusMap } from "./census-map";

/** Shows a device beside the map; never over it. */
export async function showSelection(map: CensusMap, id: string, closed: () => void): Promise<void> {
  const say = stringsOf(map);
  const panel = panelOf(map);
  map.takeTap = undefined;
  const close = () => {
    map.takeTap = undefined;
    panel.hidden = true;
    panel.replaceChildren();
    closed();
    const back = origin?.isConnected ? origin : map.querySelector<HTMLElement>("canvas");
    back?.focus({ preventScroll: true });
  };
  const origin = document.activeElement instanceof HTMLElement && document.activeElement !== document.body ? document.activeElement : undefined;
  const title = make("h2", { tabindex: "-1" }, say("select.loading"));
  const header = make("header", {}, title, button("button button-quiet close", say("select.close"), close));
  panel.replaceChildren(header);
  panel.hidden = false;
  panel.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  try {
    const device = await api.device(id);
    if (!header.isConnected) return;
    title.textContent = say(`kind.${device.kind}`);
    title.prepend(markSvg(device.kind, device.status, device.verification), " ");
    const told = sources(device, say);
    const open = make("a", { class: "button", href: urls.devicePage(pageLanguage(), device.id) }, say("select.open"));
    panel.append(...photos(device, say), facts(device, say), ...(told ? [told] : []), observations(map, device, say), make("p", { class: "actions" }, open));
    if (device.fictional) panel.append(make("p", { class: "demo-mark" }, say("select.fictional")));
  } catch (error) {
    title.textContent = say("select.unavailable");
    panel.append(make("p", { role: "alert" }, reason(error, say)));
  }
  title.focus({ preventScroll: matchMedia("(width >= 900px)").matches });
}

function panelOf(map: HTMLElement): HTMLElement {
  const found = document.getElementById(map.dataset["selection"] ?? "");
  if (found) {
    found.classList.add("selection");
    return found;
  }
  const made = make("section", { class: "selection", id: map.dataset["selection"] || "selection" });
  map.after(made);
  map.dataset["selection"] = made.id;
  return made;
}

function photos(device: Device, say: Strings): HTMLElement[] {
  if (device.photos.length === 0) return [];
  const alt = [say(`kind.${device.kind}`), device.address ?? device.territory].filter(Boolean).join(", ");
  const small = device.photos.map(({ url, thumbnail: { url: src, width, height } }) => {
    const image = make("img", { src, alt, width: String(width), height: String(height), loading: "lazy", decoding: "async" });
    return make("li", {}, make("a", { href: url }, image));
  });
  return [make("ul", { class: "gallery" }, ...small)];
}

function facts(device: Device, say: Strings): HTMLElement {
  const language = pageLanguage();
  const day = (text: string) => new Date(text).toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric" });
  const lines = [
    [say("facts.status"), say(`status.${device.status}`)],
    [say("facts.verification"), say(`verification.${device.verification}`)],
    [say("facts.form"), device.form && say(`form.${device.form}`)],
    [say("facts.operator"), device.operator],
    [say("facts.place"), [device.address, device.territory].filter(Boolean).join(", ")],
    [say("facts.confirmed"), device.confirmed && day(device.confirmed)],
    [say("facts.updated"), device.updated && day(device.updated)],
  ];
  const rows = lines.filter(([, value]) => value).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
  return make("dl", { class: "facts" }, ...rows);
}

function sources(device: Device, say: Strings): HTMLElement | undefined {
  const lines = device.sources.flatMap(({ title, url }) => {
    const address = url && webAddress(url);
    const words = title ?? url;
    if (!words) return [];
    return [make("li", {}, address ? make("a", { href: address, rel: "noreferrer noopener" }, words) : words)];
  });
  if (lines.length === 0) return undefined;
  return make("section", { class: "selection-sources" }, make("h3", {}, say("select.sources")), make("ul", { class: "sources" }, ...lines));
}

/** "Still there?": one tap says yes, gone, or elsewhere; the next tap on the map says where. */
function observations(map: CensusMap, device: Device, say: Strings): HTMLElement {
  const status = make("span", { role: "status", tabindex: "-1" });
  const place = button("button button-quiet", say("select.place_here"), () => {
    const center = map.center();
    if (center) void move(center);
  });
  place.hidden = true;
  const buttons: HTMLButtonElement[] = [];
  const send = async (intent: string, values: Record<string, unknown> = {}) => {
    const clientId = newClientId();
    if (!clientId) return location.assign(urls.devicePage(pageLanguage(), device.id));
    // A button that was pressed and is off now cannot keep the focus, and keys would go nowhere.
    status.focus({ preventScroll: true });
    for (const one of buttons) one.disabled = true;
    try {
      const body = { client_id: clientId, intent, entity: { kind: "device", id: device.id }, ...values };
      status.textContent = say((await sendOrKeep(body)).kind === "delivered" ? "confirm.thanks" : "confirm.queued");
    } catch (error) {
      for (const one of buttons) one.disabled = false;
      status.textContent = say("confirm.failed", { reason: reason(error, say) });
    }
  };
  const move = (position: [number, number]) => {
    map.takeTap = undefined;
    place.hidden = true;
    return send("moved", { patch: { position }, basis: { position: "seen" } });
  };
  const act = (label: string, press: () => void) => {
    const made = button("button button-quiet", say(label), press);
    buttons.push(made);
    return made;
  };
  const askWhere = () => {
    status.textContent = say("select.move_help");
    place.hidden = false;
    map.takeTap = (position) => {
      void move(position);
      return true;
    };
  };
  return make("section", { class: "selection-observe" },
    make("h3", {}, say("select.still_there")),
    make("p", { class: "actions" }, act("confirm.still_there", () => void send("confirm")), act("confirm.not_found", () => void send("not_found")), act("confirm.moved", askWhere), place),
    make("p", { class: "observe-status" }, status));
}
