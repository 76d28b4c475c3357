import { describe, expect, it } from 'vitest';
import type { PacketDelivery } from '#contract/plugins/process.ts';
import { DeliveryReader } from './delivery-reader.ts';

/** By hand, so that both sides agree with what is written down and not only with each other. */
function encode({ seq, from, step, frame }: PacketDelivery): Uint8Array {
  const bytes = new Uint8Array(16 + frame.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, frame.length, true);
  view.setUint32(4, seq, true);
  view.setUint32(8, from, true);
  view.setUint32(12, step, true);
  bytes.set(frame, 16);
  return bytes;
}

const deliveries: PacketDelivery[] = [
  { seq: 1, from: 0, step: 1, frame: Uint8Array.from({ length: 300 }, (_, n) => n & 255) },
  { seq: 2, from: 7, step: 10, frame: Uint8Array.of(9) },
  { seq: 3, from: 0, step: 1, frame: Uint8Array.from({ length: 1000 }, (_, n) => (n * 7) & 255) },
];

describe('deliveries on a stream', () => {
  it.each([1, 3, 15, 16, 17, 100, 316, 317, 5000])('come out whole from chunks of %i bytes', (size) => {
    const stream = Buffer.concat(deliveries.map(encode));
    const read: PacketDelivery[] = [];
    const reader = new DeliveryReader((delivery) => read.push({ ...delivery, frame: Uint8Array.from(delivery.frame) }));
    for (let at = 0; at < stream.length; at += size) reader.add(stream.subarray(at, at + size));
    expect(read).toEqual(deliveries);
  });

  it('that are out of step are noticed', () => {
    const reader = new DeliveryReader(() => undefined);
    expect(() => reader.add(new Uint8Array(16).fill(255))).toThrow(/a frame of 4294967295 bytes/);
  });
});
