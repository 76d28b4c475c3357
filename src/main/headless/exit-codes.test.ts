import { describe, expect, it } from 'vitest';
import { exitCodeOf, failureText } from './exit-codes.ts';

describe('exit codes', () => {
  it.each([
    ['usage', 2],
    ['invalid', 2],
    ['not-found', 3],
    ['unreadable', 3],
    ['unsupported', 3],
    ['vanished', 3],
    ['damaged', 4],
    ['not-permitted', 5],
    ['no-space', 1],
    ['unwritable', 1],
    ['in-use', 1],
    ['internal', 1],
  ] as const)('%s ends with %d', (code, status) => {
    expect(exitCodeOf({ code, message: '' })).toBe(status);
  });

  it('names the byte offset of damage once', () => {
    expect(failureText({ code: 'damaged', message: 'x.pcap is cut off', offset: 4096 })).toBe(
      'netloupe: x.pcap is cut off (at byte 4096)',
    );
    expect(failureText({ code: 'damaged', message: 'x.pcap is cut off at byte 4096', offset: 4096 })).toBe(
      'netloupe: x.pcap is cut off at byte 4096',
    );
  });

  it('puts the remedy on its own line', () => {
    expect(failureText({ code: 'in-use', message: 'Taken', remedy: 'Take another' })).toBe(
      'netloupe: Taken\n  Take another',
    );
  });
});
