/** Where to draw several devices of one pole so that each can be touched: offsets in pixels from the pole. */
export type Offset = [x: number, y: number];

/** As wide as a finger. */
const APART = 44;
/** No leg is shorter: the pole itself stays in sight. */
const SHORTEST = 36;

/**
 * Circles around the pole, the first one with up to eight, each next one with as many as fit; the first leg points up,
 * the others follow clockwise. All offsets are at least 44 pixels apart.
 */
export function spider(count: number): Offset[] {
  const offsets: Offset[] = [];
  let radius = Math.max(SHORTEST, chord(Math.min(count, 8)));
  while (offsets.length < count) {
    const left = count - offsets.length;
    const room = Math.max(2, Math.floor((2 * Math.PI) / (2 * Math.asin(Math.min(1, APART / 2 / radius))) + 1e-9));
    const here = Math.min(left, room);
    for (let leg = 0; leg < here; leg += 1) {
      const turn = (2 * Math.PI * leg) / here;
      offsets.push([Math.sin(turn) * radius, -Math.cos(turn) * radius]);
    }
    radius += APART;
  }
  return offsets;
}

/** The radius at which so many points of a circle are far enough apart. */
function chord(count: number): number {
  return count < 2 ? SHORTEST : APART / 2 / Math.sin(Math.PI / count) + 0.01;
}

/** The points that lie on one pole with the first: closer on the screen than any finger can tell. */
export function stack<T>(points: readonly { at: Offset; value: T }[], near = 3): T[] {
  const [first] = points;
  if (!first) return [];
  return points.filter(({ at }) => Math.hypot(at[0] - first.at[0], at[1] - first.at[1]) <= near).map(({ value }) => value);
}
