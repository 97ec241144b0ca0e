import { api, reason, Refused, Unreachable, type Device } from "../api";
import { newClientId, sendOrKeep } from "../delivery";
import { button, make } from "../element";
import { InvalidAnswer } from "../parse";
import type { Strings } from "../strings";

const RADIUS_M = 50;

/** Shows what is already known around, so that a device is confirmed rather than reported twice. Never in the way. */
export async function showNear(place: HTMLElement, [longitude, latitude]: [number, number], say: Strings): Promise<void> {
  try {
    const { devices } = await api.devicesNear(longitude, latitude, RADIUS_M);
    place.replaceChildren(...(devices.length ? [make("p", { class: "near-title" }, say("report.near_title")), list(devices, say)] : []));
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof Refused || error instanceof InvalidAnswer)) throw error;
    place.replaceChildren();
  }
}

function list(devices: Device[], say: Strings): HTMLElement {
  return make("ul", { class: "near-list" }, ...devices.map((device) => row(device, say)));
}

function row(device: Device, say: Strings): HTMLElement {
  const text = say("report.near_item", { kind: say(`kind.${device.kind}`), distance: Math.round(device.distance ?? 0) });
  const status = make("span", { role: "status" });
  const same = button("button button-quiet", say("report.near_same"), () => void confirm());
  const confirm = async () => {
    same.disabled = true;
    try {
      const body = { client_id: newClientId() ?? "", intent: "confirm", entity: { kind: "device", id: device.id }, basis: { kind: "seen" } };
      status.textContent = say((await sendOrKeep(body)).kind === "delivered" ? "confirm.thanks" : "confirm.queued");
      same.remove();
    } catch (error) {
      same.disabled = false;
      status.textContent = say("confirm.failed", { reason: reason(error, say) });
    }
  };
  return make("li", {}, make("span", {}, text), " ", same, status);
}
