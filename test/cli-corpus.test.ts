/** `netloupe read` as a program on every capture of the corpus, where that is beside the checkout: exit status, and never a crash. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HAS_CAPTURES, listCaptures } from './conformance/captures.ts';

const NETLOUPE = path.resolve(import.meta.dirname, '../bin/netloupe.mjs');

describe.skipIf(!HAS_CAPTURES)('reading the corpus from the command line', () => {
  it.each(listCaptures())('$file', ({ file, path: capture, reading, packets: [least, most] }) => {
    const run = spawnSync(process.execPath, [NETLOUPE, 'read', capture, '--summary', 'json'], { encoding: 'utf8' });
    expect(run.signal).toBeNull();
    expect(run.stderr).not.toMatch(/^\s+at .+:\d+/m);
    if (reading === 'may-refuse' && run.status === 3) {
      expect(run.stderr).toContain(file);
      expect(run.stdout).toBe('');
      return;
    }
    if (reading === 'damaged') {
      expect([3, 4]).toContain(run.status);
      expect(run.stderr).toMatch(/byte \d+|version/);
      if (run.status === 3) return;
    } else expect(run.status).toBe(0);
    const { packets } = JSON.parse(run.stdout) as { packets: number };
    expect(packets).toBeGreaterThanOrEqual(least);
    expect(packets).toBeLessThanOrEqual(most);
  });
});
