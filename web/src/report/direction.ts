/** Directions are degrees clockwise from north. */

export type Reading = DeviceOrientationEvent & { webkitCompassHeading?: number };

/** What a reading says; one that is not relative to north says nothing. */
export function bearingOf(event: Pick<Reading, "alpha" | "absolute" | "webkitCompassHeading">): number | undefined {
  if (typeof event.webkitCompassHeading === "number") return event.webkitCompassHeading;
  return event.absolute && event.alpha !== null ? (360 - event.alpha) % 360 : undefined;
}

/** The mean direction: that of the sum of the unit vectors, since 359° and 1° are neighbours. */
export function mean(bearings: readonly number[]): number {
  const turn = (2 * Math.PI) / 360;
  const [east, north] = [Math.sin, Math.cos].map((part) => bearings.reduce((sum, bearing) => sum + part(bearing * turn), 0)) as [number, number];
  return (Math.atan2(east, north) / turn + 360) % 360;
}

/** Degrees clockwise from north from one place to another close by: on a small map the Earth is flat. */
export function bearingTo([west, south]: [number, number], [east, north]: [number, number]): number {
  const across = (east - west) * Math.cos((south * Math.PI) / 180);
  return ((Math.atan2(across, north - south) * 180) / Math.PI + 360) % 360;
}
