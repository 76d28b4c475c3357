/** Generated frames are read back by the decoders, which have their own sums and lengths. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fold, Pool, sum } from './checksum.mjs';
import { LARGEST_RECORD, Traffic } from './traffic.mjs';

const about = { profile: 'churn', seed: 5, concurrent: 50, meanGapUs: 100 };

function records(options: object, packets: number): Buffer {
  const out = Buffer.alloc(packets * LARGEST_RECORD);
  return out.subarray(0, new Traffic(out, { ...about, ...options }).fill(out.length, packets));
}

describe('made-up traffic', () => {
  it('is the same bytes for the same seed, wherever in the buffer they come to lie', () => {
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(hash(records({}, 3000))).toBe(hash(records({}, 3000)));
    expect(hash(records({ seed: 6 }, 3000))).not.toBe(hash(records({}, 3000)));
    const out = Buffer.alloc(2 * LARGEST_RECORD, 0xff);
    const traffic = new Traffic(out, about);
    const pieces = Array.from({ length: 3000 }, () => Buffer.from(out.subarray(0, traffic.next(0))));
    expect(hash(Buffer.concat(pieces))).toBe(hash(records({}, 3000)));
  });

  it('has right checksums (RFC 1071: all words with the checksum sum to ffff)', () => {
    const bytes = records({}, 5000);
    let checked = 0;
    for (let at = 0; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) {
      let ip = at + 16 + 14;
      while (bytes.readUInt16BE(ip - 2) === 0x8100 || bytes.readUInt16BE(ip - 2) === 0x88a8) ip += 4;
      const etherType = bytes.readUInt16BE(ip - 2);
      if (etherType !== 0x0800 && etherType !== 0x86dd) continue;
      const v6 = etherType === 0x86dd;
      const protocol = bytes[ip + (v6 ? 6 : 9)]!;
      const transport = ip + (v6 ? 40 : 20);
      const length = v6 ? bytes.readUInt16BE(ip + 4) : bytes.readUInt16BE(ip + 2) - 20;
      const end = transport + length;
      expect(end).toBe(at + 16 + bytes.readUInt32LE(at + 8));
      if (!v6) expect(fold(sum(bytes, ip, transport))).toBe(0);
      const pseudo = protocol === 1 ? 0 : sum(bytes, ip + (v6 ? 8 : 12), transport) + protocol + length;
      expect(fold(pseudo + sum(bytes, transport, end))).toBe(0);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(4500);
  });

  it('is cut where a snap length says so, with the length on the wire kept', () => {
    const whole = records({}, 500);
    const cut = records({ snaplen: 128 }, 500);
    for (let a = 0, b = 0; a < whole.length; a += 16 + whole.readUInt32LE(a + 8), b += 16 + cut.readUInt32LE(b + 8)) {
      const length = whole.readUInt32LE(a + 12);
      expect([cut.readUInt32LE(b + 8), cut.readUInt32LE(b + 12)]).toEqual([Math.min(128, length), length]);
    }
  });
});

it('sums a part of the pool as if word by word', () => {
  const bytes = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
  const pool = new Pool(bytes);
  for (const [at, length] of [
    [0, 8],
    [2, 3],
    [4, 1],
    [6, 0],
  ] as const) {
    expect(pool.sum(at, length)).toBe(sum(bytes, at, at + length));
  }
});
