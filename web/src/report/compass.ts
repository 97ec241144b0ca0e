import { button, make } from "../element";
import type { Strings } from "../strings";
import { bearingOf, mean, type Reading } from "./direction";
import { aim } from "./place";

/** Readings that are averaged: a hand is never still. */
const READINGS = 12;
/** A telephone without a compass never answers. */
const PATIENCE_MS = 4000;

type Asking = { requestPermission?: () => Promise<"granted" | "denied"> };

/** A button that reads the direction from the telephone, where there is a compass; nothing is read before it is pressed. */
export function offerCompass(dial: HTMLElement, say: Strings): void {
  if (!("DeviceOrientationEvent" in window) || !matchMedia("(pointer: coarse)").matches) return;
  const status = make("span", { role: "status", class: "small" });
  const read = button("button button-quiet", say("report.compass"), () => {
    read.disabled = true;
    status.textContent = say("report.compass_reading");
    void heading().then((bearing) => {
      read.disabled = false;
      status.textContent = bearing === undefined ? say("report.compass_failed") : say("report.compass_read", { count: Math.round(bearing) });
      const form = dial.closest("form");
      if (bearing !== undefined && form) aim(form, bearing);
    });
  });
  dial.append(make("p", { class: "compass-line" }, read, " ", status));
}

/** Where the back of the telephone points, degrees clockwise from north; nothing without permission or compass. */
async function heading(): Promise<number | undefined> {
  const asking = DeviceOrientationEvent as unknown as Asking;
  if (asking.requestPermission && (await asking.requestPermission().catch(() => "denied")) !== "granted") return undefined;
  const name = "ondeviceorientationabsolute" in window ? "deviceorientationabsolute" : "deviceorientation";
  return new Promise((resolve) => {
    const read: number[] = [];
    const finish = () => {
      removeEventListener(name, hear as EventListener);
      clearTimeout(timer);
      resolve(read.length ? mean(read) : undefined);
    };
    const timer = setTimeout(finish, PATIENCE_MS);
    const hear = (event: Reading) => {
      const bearing = bearingOf(event);
      if (bearing === undefined) return;
      read.push(bearing);
      if (read.length >= READINGS) finish();
    };
    addEventListener(name, hear as EventListener);
  });
}
