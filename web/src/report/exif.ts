/**
 * Where and in which direction a photo was taken, as its file says (Exif 2.32, JPEG's APP1 segment). It is read on the
 * device, told to the person, and leaves the device only if the person says so.
 */
export interface Taken {
  position: [number, number];
  /** Degrees clockwise from true or magnetic north. */
  bearing: number | undefined;
}

/** The directory of the place inside the file (tag 0x8825), and what stands in it. */
const GPS = 0x8825;
const TAGS = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4, direction: 17 } as const;

/** Bytes of a file that hold its first segments. */
export const HEAD = 256 * 1024;

/** Reads the first bytes of a JPEG; nothing where they say no place. */
export function taken(bytes: ArrayBuffer): Taken | undefined {
  const view = new DataView(bytes);
  const start = exifIn(view);
  if (start === undefined) return undefined;
  try {
    return readTiff(view, start);
  } catch (error) {
    // A file that points outside of itself says nothing.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The offset of the TIFF header in the APP1 segment. */
function exifIn(view: DataView): number | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 10 < view.byteLength && view.getUint8(at) === 0xff) {
    const [marker, length] = [view.getUint8(at + 1), view.getUint16(at + 2)];
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    // The picture itself begins: no segment follows that could say more.
    if (marker === 0xda) return undefined;
    at += 2 + length;
  }
  return undefined;
}

function readTiff(view: DataView, start: number): Taken | undefined {
  const little = view.getUint16(start) === 0x4949;
  const number = (at: number, size: 2 | 4) => (size === 2 ? view.getUint16(start + at, little) : view.getUint32(start + at, little));
  const entries = (at: number) => {
    const count = number(at, 2);
    return new Map(Array.from({ length: Math.min(count, 200) }, (_, place) => [number(at + 2 + place * 12, 2), at + 2 + place * 12] as const));
  };
  const gps = entries(number(4, 4)).get(GPS);
  if (gps === undefined) return undefined;
  const found = entries(number(gps + 8, 4));
  const rational = (tag: number, count: number) => {
    const entry = found.get(tag);
    if (entry === undefined || number(entry + 2, 2) !== 5) return undefined;
    const at = number(entry + 8, 4);
    return Array.from({ length: count }, (_, place) => number(at + place * 8, 4) / number(at + place * 8 + 4, 4));
  };
  const letter = (tag: number) => {
    const entry = found.get(tag);
    return entry === undefined ? "" : String.fromCharCode(view.getUint8(start + entry + 8));
  };
  const degrees = (tag: number, ref: number, negative: string) => {
    const parts = rational(tag, 3);
    if (!parts) return Number.NaN;
    const [whole = 0, minutes = 0, seconds = 0] = parts;
    return (whole + minutes / 60 + seconds / 3600) * (letter(ref) === negative ? -1 : 1);
  };
  const [latitude, longitude] = [degrees(TAGS.latitude, TAGS.latitudeRef, "S"), degrees(TAGS.longitude, TAGS.longitudeRef, "W")];
  // Cameras without a fix write zeros.
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180) || (latitude === 0 && longitude === 0)) return undefined;
  const [bearing] = rational(TAGS.direction, 1) ?? [];
  return { position: [longitude, latitude], bearing: bearing !== undefined && bearing >= 0 && bearing < 360 ? bearing : undefined };
}
