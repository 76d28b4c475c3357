/** Changes to bytes that get deep into decoders: what lengths, counts and pointers are made of, rather than noise. */
import type { Random } from './random.ts';

const INTERESTING = [
  0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 20, 31, 32, 40, 63, 64, 127, 128, 191, 192, 193, 253, 254, 255, 256, 511, 512, 1023,
  1024, 1279, 1280, 1499, 1500, 4095, 4096, 16_383, 16_384, 32_767, 32_768, 65_279, 65_534, 65_535, 65_536, 16_777_215,
  16_777_216, 2_147_483_647, 2_147_483_648, 4_294_967_294, 4_294_967_295,
] as const;

type Change = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** `bytes` with a few changes, at most `longest` bytes; `other` is what pieces are taken from. Never `bytes` itself. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random, longest: number): Uint8Array {
  let result: Uint8Array = bytes.slice();
  const changes = 1 + random.below(random.chance(0.2) ? 12 : 4);
  for (let change = 0; change < changes; change++) result = random.pick(CHANGES)(result, random, other);
  return result.length > longest ? result.slice(0, longest) : result;
}

function writeNumber(bytes: Uint8Array, at: number, size: number, value: number, little: boolean): void {
  for (let index = 0; index < size; index++) {
    const shift = little ? index : size - 1 - index;
    if (at + index < bytes.length) bytes[at + index] = Math.floor(value / 2 ** (8 * shift)) & 0xff;
  }
}

function readNumber(bytes: Uint8Array, at: number, size: number, little: boolean): number {
  let value = 0;
  for (let index = 0; index < size; index++)
    value = value * 256 + (bytes[at + (little ? size - 1 - index : index)] ?? 0);
  return value;
}

const flipBit: Change = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
  return bytes;
};

const setByte: Change = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
};

/** Near the beginning, where headers are. */
const setEarlyByte: Change = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(Math.min(bytes.length, 64))] = random.below(256);
  return bytes;
};

const setInteresting: Change = (bytes, random) => {
  const size = random.pick([1, 2, 2, 4]);
  writeNumber(bytes, random.below(bytes.length), size, random.pick(INTERESTING), random.chance(0.3));
  return bytes;
};

const addLittle: Change = (bytes, random) => {
  const size = random.pick([1, 2, 2, 4]);
  const at = random.below(bytes.length);
  const little = random.chance(0.3);
  const value = readNumber(bytes, at, size, little) + random.below(33) - 16;
  writeNumber(bytes, at, size, value < 0 ? value + 256 ** size : value, little);
  return bytes;
};

/** A field that says how much follows it says a little more, a little less, or much too much. */
const editLength: Change = (bytes, random) => {
  const size = random.pick([1, 2, 2, 4]);
  const start = random.below(bytes.length);
  for (let at = start; at < Math.min(bytes.length, start + 64); at++) {
    const value = readNumber(bytes, at, size, false);
    const rest = bytes.length - at;
    if (value === 0 || value > rest || rest - value > 48) continue;
    writeNumber(bytes, at, size, random.pick([rest, rest + 1, rest - 1, rest - size, rest * 2, 0, 1, 0xffff]), false);
    return bytes;
  }
  writeNumber(bytes, start, size, bytes.length - start, random.chance(0.3));
  return bytes;
};

const truncate: Change = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const removeChunk: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const end = at + 1 + random.below(Math.min(64, bytes.length - at));
  return joined(bytes.subarray(0, at), bytes.subarray(end));
};

const duplicateChunk: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const chunk = bytes.slice(at, at + 1 + random.below(Math.min(128, bytes.length - at)));
  const times = random.chance(0.1) ? 1 + random.below(40) : 1;
  const copies = Array.from({ length: times }, () => chunk);
  return joined(bytes.subarray(0, at), ...copies, bytes.subarray(at));
};

const swapChunks: Change = (bytes, random) => {
  const length = 1 + random.below(Math.min(64, bytes.length >> 1));
  const one = random.below(bytes.length - length);
  const two = random.below(bytes.length - length);
  const kept = bytes.slice(one, one + length);
  bytes.copyWithin(one, two, two + length);
  bytes.set(kept.subarray(0, Math.max(0, bytes.length - two)), two);
  return bytes;
};

const insertInteresting: Change = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const chunk = new Uint8Array(random.pick([1, 2, 4, 8]));
  writeNumber(chunk, 0, chunk.length, random.pick(INTERESTING), random.chance(0.3));
  return joined(bytes.subarray(0, at), chunk, bytes.subarray(at));
};

const insertRun: Change = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const run = new Uint8Array(1 + random.below(64)).fill(random.pick([0, 0xff, 0xc0, 0x2e, 0x41, random.below(256)]));
  return joined(bytes.subarray(0, at), run, bytes.subarray(at));
};

const splice: Change = (bytes, random, other) =>
  joined(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length)));

const overwriteFromOther: Change = (bytes, random, other) => {
  const from = random.below(other.length);
  const at = random.below(bytes.length);
  bytes.set(
    other.subarray(from, from + 1 + random.below(Math.min(128, bytes.length - at))).slice(0, bytes.length - at),
    at,
  );
  return bytes;
};

const insertFromOther: Change = (bytes, random, other) => {
  const from = random.below(other.length);
  const at = random.below(bytes.length + 1);
  const chunk = other.subarray(from, from + 1 + random.below(128));
  return joined(bytes.subarray(0, at), chunk, bytes.subarray(at));
};

const CHANGES: readonly Change[] = [
  flipBit,
  flipBit,
  setByte,
  setEarlyByte,
  setEarlyByte,
  setInteresting,
  setInteresting,
  addLittle,
  addLittle,
  editLength,
  editLength,
  truncate,
  removeChunk,
  duplicateChunk,
  swapChunks,
  insertInteresting,
  insertRun,
  splice,
  overwriteFromOther,
  insertFromOther,
];

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
