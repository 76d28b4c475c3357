import { describe, expect, it } from 'vitest';
import { commandLineOf } from './arguments.ts';

const APP = '/usr/lib/netloupe/netloupe-desktop';

describe('commandLineOf', () => {
  it('is what stands behind the double hyphen, where the switch stands before it', () => {
    const argv = [APP, '--disable-gpu', '--netloupe-command-line', '--', 'read', '--summary', 'json', '-'];
    expect(commandLineOf(argv)).toEqual(['read', '--summary', 'json', '-']);
  });

  it('leaves a second double hyphen to the command', () => {
    expect(commandLineOf([APP, '--netloupe-command-line', '--', 'read', '--', '-x.pcap'])).toEqual([
      'read',
      '--',
      '-x.pcap',
    ]);
  });

  it('can be empty', () => {
    expect(commandLineOf([APP, '--netloupe-command-line', '--'])).toEqual([]);
  });

  it('is null for the desktop app, whatever the capture is called', () => {
    expect(commandLineOf([APP, 'a.pcap'])).toBeNull();
    expect(commandLineOf([APP, '--', '--netloupe-command-line'])).toBeNull();
    expect(commandLineOf([APP, '--netloupe-command-line'])).toBeNull();
  });
});
