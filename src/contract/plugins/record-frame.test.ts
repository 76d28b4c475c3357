import { expect, it } from 'vitest';
import { decodeRecordFrame, encodeRecordFrame } from './record-frame.ts';

it('holds records as they went in, and is told apart from other frames', () => {
  const records = [{ query: 'bücher.example', rcode: 3 }, { query: null }];
  expect(decodeRecordFrame(encodeRecordFrame(records.map((record) => JSON.stringify(record))))).toEqual(records);
  expect(decodeRecordFrame(new Uint8Array(64))).toBeNull();
  expect(decodeRecordFrame(new Uint8Array(3))).toBeNull();
});
