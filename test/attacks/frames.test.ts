/** WebSocket frames that break the rules: each ends its own connection, for the reason that the RFC gives, and no other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCode, frame, received, Served } from './served.ts';

let served: Served;
beforeAll(async () => {
  served = await Served.start();
});
afterAll(() => served.stop());

const TEXT = 1;
const CONTINUATION = 0;
const PING = 9;
const CLOSE = 8;

describe('frames that break the protocol', () => {
  // The codes of RFC 6455, section 7.4.1: 1002 protocol error, 1007 not UTF-8, 1009 too big; 1008 is policy.
  it.each([
    ['that are not masked', [frame({ opcode: TEXT, payload: 'x', isMasked: false })], 1002],
    ['that are compressed without agreement', [frame({ opcode: TEXT, payload: 'x', reserved: 4 })], 1002],
    ['with other reserved bits', [frame({ opcode: TEXT, payload: 'x', reserved: 3 })], 1002],
    ['of an unknown kind', [frame({ opcode: 5, payload: 'x' })], 1002],
    ['that go on with nothing', [frame({ opcode: CONTINUATION, payload: 'x' })], 1002],
    ['of control that are in parts', [frame({ opcode: PING, isLast: false })], 1002],
    ['of control that are long', [frame({ opcode: PING, payload: 'x'.repeat(126) })], 1002],
    ['of two messages at once', [frame({ opcode: TEXT, isLast: false }), frame({ opcode: TEXT })], 1002],
    ['with half a close code', [frame({ opcode: CLOSE, payload: 'x' })], 1002],
    ['with a reserved close code', [frame({ opcode: CLOSE, payload: Buffer.from([0x03, 0xed]) })], 1002],
    ['that are not UTF-8', [frame({ opcode: TEXT, payload: Buffer.from([0xc0, 0xaf]) })], 1007],
    ['that announce 2^63 bytes', [frame({ opcode: TEXT, length: 1n << 63n })], 1009],
    ['that announce 2^40 bytes', [frame({ opcode: TEXT, length: 1n << 40n })], 1009],
    ['that announce a little too much', [frame({ opcode: TEXT, length: 65_537n })], 1009],
    [
      'whose parts are too much together',
      [
        frame({ opcode: TEXT, payload: 'x'.repeat(60_000), isLast: false }),
        frame({ opcode: 0, payload: 'x'.repeat(6000) }),
      ],
      1009,
    ],
    [
      'without end',
      [
        frame({ opcode: TEXT, payload: 'x', isLast: false }),
        ...Array<Buffer>(200).fill(frame({ opcode: 0, payload: 'x', isLast: false })),
      ],
      1008,
    ],
  ])('%s end the connection', async (_what, frames, code) => {
    const socket = await served.channel();
    socket.end(Buffer.concat(frames));
    expect(closeCode(await received(socket))).toBe(code);
    expect(await served.isWell()).toBe(true);
  });

  it('are never decompressed: nothing of the kind is agreed to', async () => {
    const socket = await served.connect();
    const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits';
    socket.write(served.upgrade([served.bearer, `Origin: ${served.origin}`, offer]));
    socket.write(frame({ opcode: CLOSE, payload: Buffer.from([0x03, 0xe8]) }));
    const answer = await received(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).not.toMatch(/sec-websocket-extensions/i);
  });

  it.each([
    ['binary', frame({ opcode: 2, payload: '{}' })],
    ['no JSON', frame({ opcode: TEXT, payload: '{' })],
    ['no envelope', frame({ opcode: TEXT, payload: '[]' })],
    ['an envelope of nothing', frame({ opcode: TEXT, payload: '{"t":"__proto__","id":1}' })],
    ['nothing', frame({ opcode: TEXT })],
    ['very deep', frame({ opcode: TEXT, payload: '['.repeat(60_000) })],
    ['an envelope with more in it', frame({ opcode: TEXT, payload: '{"t":"cancel","id":1,"__proto__":{"x":1}}' })],
  ])('that hold %s are said goodbye to', async (_what, bytes) => {
    const socket = await served.channel();
    socket.end(bytes);
    const answer = await received(socket);
    expect(answer).toContain('Malformed message');
    expect(closeCode(answer)).toBe(1000);
    expect(await served.isWell()).toBe(true);
  });
});
