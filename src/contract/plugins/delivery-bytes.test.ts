import { describe, expect, it } from 'vitest';
import { decodeAck, decodeDeliveryHead, encodeAck, encodeDeliveryHead } from './delivery-bytes.ts';

describe('the head of a delivery', () => {
  const bytes = [3, 0, 0, 0, 2, 1, 0, 0, 7, 0, 0, 0, 10, 0, 0, 0];

  it('is sixteen bytes, little-endian', () => {
    expect([...encodeDeliveryHead({ seq: 258, from: 7, step: 10, frame: new Uint8Array(3) })]).toEqual(bytes);
  });

  it('is read back, wherever it begins', () => {
    const view = new DataView(Uint8Array.from([0, ...bytes]).buffer);
    expect(decodeDeliveryHead(view, 1)).toEqual({ frameBytes: 3, seq: 258, from: 7, step: 10 });
  });
});

describe('an acknowledgement', () => {
  const bytes = [2, 1, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0];

  it('is sixteen bytes, little-endian', () => {
    expect([...encodeAck({ seq: 258, handled: 3, errors: 1, flows: 9 })]).toEqual(bytes);
    expect([...encodeAck({ seq: 258, handled: 3, errors: 1 }).subarray(12)]).toEqual([0, 0, 0, 0]);
  });

  it('is read back, wherever it begins', () => {
    expect(decodeAck(new DataView(Uint8Array.from([0, ...bytes]).buffer), 1)).toEqual({
      seq: 258,
      handled: 3,
      errors: 1,
      flows: 9,
    });
  });
});
