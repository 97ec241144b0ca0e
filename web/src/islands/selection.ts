import { api, reason, type Device } from "../api";
import { newClientId, sendOrKeep } from "../delivery";
import { button, make } from "../element";
import { markSvg } from "../map/marks";
import { stringsOf, type Strings } from "../strings";
import { pageLanguage, urls } from "../urls";

/** Shows a device beside the map; never over it. */
export async function showSelection(map: HTMLElement, id: string, closed: () => void): Promise<void> {
  const say = stringsOf(map);
  const panel = panelOf(map);
  const close = () => {
    panel.hidden = true;
    panel.replaceChildren();
    closed();
    map.querySelector<HTMLElement>("canvas")?.focus();
  };
  const title = make("h2", { tabindex: "-1" }, say("select.loading"));
  const header = make("header", {}, title, button("button button-quiet close", say("select.close"), close));
  panel.replaceChildren(header);
  panel.hidden = false;
  try {
    const device = await api.device(id);
    if (!header.isConnected) return;
    title.textContent = say(`kind.${device.kind}`);
    title.prepend(markSvg(device.kind, device.status, device.verification), " ");
    panel.append(...photos(device, say), facts(device, say), actions(device, say));
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
    [say("facts.place"), [device.address, device.territory].filter(Boolean).join(", ")],
    [say("facts.confirmed"), device.confirmed && day(device.confirmed)],
    [say("facts.updated"), device.updated && day(device.updated)],
  ];
  const rows = lines.filter(([, value]) => value).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
  return make("dl", { class: "facts" }, ...rows);
}

function actions(device: Device, say: Strings): HTMLElement {
  const status = make("span", { role: "status" });
  const send = async (intent: string, pressed: HTMLButtonElement) => {
    const clientId = newClientId();
    if (!clientId) return location.assign(urls.devicePage(pageLanguage(), device.id));
    pressed.disabled = true;
    try {
      const body = { client_id: clientId, intent, entity: { kind: "device", id: device.id }, basis: { kind: "seen" } };
      status.textContent = say((await sendOrKeep(body)).kind === "delivered" ? "confirm.thanks" : "confirm.queued");
    } catch (error) {
      pressed.disabled = false;
      status.textContent = say("confirm.failed", { reason: reason(error, say) });
    }
  };
  const act = (intent: string, label: string) => {
    const made = button("button button-quiet", say(label), () => void send(intent, made));
    return made;
  };
  const open = make("a", { class: "button", href: urls.devicePage(pageLanguage(), device.id) }, say("select.open"));
  return make("p", { class: "actions" }, open, " ", act("confirm", "confirm.still_there"), " ", act("not_found", "confirm.not_found"), " ", status);
}
