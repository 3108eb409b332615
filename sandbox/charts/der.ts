/**
 * Writes the few kinds of ASN.1 that a certificate is made of, in DER.
 *
 * @see https://www.itu.int/rec/T-REC-X.690 sections 8 and 10
 */
export type Der = Buffer;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export function sequence(...parts: readonly Der[]): Der {
  return tagged(TAG.sequence, ...parts);
}

export function set(...parts: readonly Der[]): Der {
  return tagged(TAG.set, ...parts);
}

export function boolean(value: boolean): Der {
  return tagged(TAG.boolean, Buffer.from([value ? 0xff : 0]));
}

/** A number that is not negative, its bytes the highest first. */
export function integer(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const significant = first < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(first));
  // a first bit of one would make it negative.
  const sign = (significant[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0);
  return tagged(TAG.integer, sign, significant);
}

/** @param unused bits at the end that say nothing */
export function bitString(bytes: Uint8Array, unused = 0): Der {
  return tagged(TAG.bitString, Buffer.from([unused]), bytes);
}

export function octetString(bytes: Uint8Array): Der {
  return tagged(TAG.octetString, bytes);
}

export function utf8String(text: string): Der {
  return tagged(TAG.utf8String, Buffer.from(text, "utf8"));
}

/** To the second, in UTC. */
export function time(date: Date): Der {
  return tagged(TAG.generalizedTime, Buffer.from(`${date.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`));
}

/** @param dotted such as `1.2.840.10045.4.3.2` */
export function objectId(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(TAG.objectId, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A part that its number in the surrounding sequence tells: `[n]`, around what it holds. */
export function context(number: number, ...parts: readonly Uint8Array[]): Der {
  return tagged(0xa0 + number, ...parts);
}

/** A part as in {@link context}, but in the place of the tag that it would have. */
export function contextPrimitive(number: number, bytes: Uint8Array): Der {
  return tagged(0x80 + number, bytes);
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

function lengthOf({ length }: Uint8Array): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 + (rest % 128));
  return digits;
}
