/** TCP options (RFC 9293 §3.2; RFC 7323, RFC 2018, RFC 8684). */
import type { Field, Reading } from './reading.ts';

export function readTcpOptions(reading: Reading, start: number, end: number): Field[] {
  const fields: Field[] = [];
  for (let at = start; at < end;) {
    const kind = reading.u8(at);
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = at + 1 < end ? reading.u8(at + 1) : 0;
    if (length < 2 || at + length > end) {
      fields.push(['Option', `${kind}, of a length that cannot be`]);
      break;
    }
    fields.push(readOption(reading, at, kind, length));
    at += length;
  }
  return fields;
}

function readOption(reading: Reading, at: number, kind: number, length: number): Field {
  if (kind === 2 && length === 4) return ['Maximum segment size', String(reading.u16(at + 2))];
  if (kind === 3 && length === 3) {
    const shift = reading.u8(at + 2);
    return ['Window scale', `${shift} (times ${2 ** Math.min(shift, 14)})`];
  }
  if (kind === 4 && length === 2) return ['SACK permitted', 'yes'];
  if (kind === 5 && (length - 2) % 8 === 0) {
    const blocks: string[] = [];
    for (let block = at + 2; block < at + length; block += 8) {
      blocks.push(`${reading.u32(block)}–${reading.u32(block + 4)}`);
    }
    return ['SACK', blocks.join(', ')];
  }
  if (kind === 8 && length === 10) return ['Timestamps', `${reading.u32(at + 2)}, echo ${reading.u32(at + 6)}`];
  if (kind === 30) return ['Multipath TCP', reading.hex(at + 2, length - 2)];
  if (kind === 34) return ['Fast open cookie', reading.hex(at + 2, length - 2)];
  return [`Option ${kind}`, reading.hex(at + 2, length - 2)];
}
