import { describe, expect, it } from 'vitest';
import { failure } from '#base/result.ts';
import { openPacketSource } from './open-source.ts';
import { concatenated, LITTLE, PieceBytes } from './test-bytes.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const erfRecord = concatenated(new Uint8Array(8), [2, 4, 0, 32, 0, 0, 0, 16], new Uint8Array(16));
const longErfRecord = concatenated(new Uint8Array(8), [2, 4, 0x0f, 0xa0, 0, 0, 0, 16], new Uint8Array(4000 - 16));

describe('opening what is no capture', () => {
  const foreign: readonly [string, Uint8Array, string, string][] = [
    ['nothing at all', new Uint8Array(0), 'unsupported', 'thing is empty'],
    ['two bytes', Uint8Array.of(0xd4, 0xc3), 'unsupported', 'not a capture'],
    ['a cut pcap header', LITTLE.pcapHeader().subarray(0, 23), 'damaged', 'ends after 23 of at least 24 bytes'],
    ['a cut pcapng header', LITTLE.section().subarray(0, 10), 'damaged', 'like a pcapng capture'],
    ['a pcap of another version', LITTLE.pcapHeader({ major: 3 }), 'unsupported', 'version 3.4'],
    ['a section without byte order', LITTLE.block(0x0a0d0d0a, new Uint8Array(16)), 'unsupported', 'not a capture'],
    ['a zip archive', concatenated(text('PK'), [3, 4], new Uint8Array(26)), 'unsupported', 'zip'],
    ['text', text('No.,Time,Source\r\n1,0.0,10.0.0.1\r\n'), 'unsupported', 'text file'],
    ['ERF', concatenated(erfRecord, erfRecord), 'unsupported', 'ERF'],
    ['anything else', Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), 'unsupported', 'not a capture of a format'],
  ];
  it.each(foreign)('refuses %s', async (_name, bytes, code, message) => {
    const source = new PieceBytes(bytes, 5);
    const opened = await openPacketSource(source, 'thing');
    expect(opened).toMatchObject({ ok: false, failure: { code } });
    expect(!opened.ok && opened.failure.message).toContain(message);
    expect(!opened.ok && opened.failure.remedy).toBeTruthy();
    expect(source.closed).toBe(true);
  });

  it.each([
    ['text before something else', concatenated(text('?'.repeat(64)), new Uint8Array(40)), 'text file'],
    ['two long ERF records', concatenated(longErfRecord, longErfRecord), 'ERF'],
    ['one ERF record', longErfRecord, 'not a capture'],
  ])('says the same of %s however it is read', async (_name, bytes, message) => {
    for (const piece of [1, 7, 4096]) {
      const opened = await openPacketSource(new PieceBytes(bytes, piece), 'thing');
      expect(!opened.ok && opened.failure.message).toContain(message);
    }
  });

  it('passes on what reading failed with', async () => {
    const broken = failure('unreadable', 'the disk is gone');
    const source = { position: 0, size: null, read: () => broken, close: () => Promise.resolve() };
    expect(await openPacketSource(source, 'thing')).toEqual(broken);
  });
});
