/**
 * Records that come seldom enough for JSON (DNS transactions) on their way into plugin processes, little-endian:
 *
 *     0  u32  magic     4  u16  version     6  u16  rows     8  the rows as one JSON array in UTF-8
 */
import { assert } from '#base/assert.ts';

const MAGIC = 0x4a_52_4c_4e; // "NLRJ"
const VERSION = 1;
const HEADER_BYTES = 8;
/** As for packet frames: larger messages cost far more in Electron. */
export const RECORD_FRAME_CHARACTERS = 16_000;
export const RECORD_FRAME_ROWS = 256;

/** `rows`: JSON of one record each, 1 to RECORD_FRAME_ROWS. */
export function encodeRecordFrame(rows: readonly string[]): Uint8Array {
  assert(rows.length > 0 && rows.length <= RECORD_FRAME_ROWS, `a frame of ${rows.length} records`);
  const text = new TextEncoder().encode(`[${rows.join(',')}]`);
  const bytes = new Uint8Array(HEADER_BYTES + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, rows.length, true);
  bytes.set(text, HEADER_BYTES);
  return bytes;
}

/** Null where `bytes` is a frame of another kind. Throws where it is damaged: the engine that makes them is trusted. */
export function decodeRecordFrame(bytes: Uint8Array): readonly unknown[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) return null;
  assert(view.getUint16(4, true) === VERSION, 'a record frame of version 1');
  const rows = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_BYTES))) as readonly unknown[];
  assert(rows.length === view.getUint16(6, true), 'a record frame of as many rows as it says');
  return rows;
}
