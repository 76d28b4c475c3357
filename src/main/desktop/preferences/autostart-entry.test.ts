import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { autostartEntry, isInForce } from './autostart-entry.ts';

const VALIDATOR = '/usr/bin/desktop-file-validate';

it('starts what it is told to', () => {
  const entry = autostartEntry(['/usr/lib/netloupe/netloupe-desktop']);
  expect(entry).toContain('\nExec=/usr/lib/netloupe/netloupe-desktop\n');
  expect(isInForce(entry)).toBe(true);
});

/** Examples after the specification's rules for quoting, then for strings. */
it.each([
  ['/opt/my apps/x', '"/opt/my apps/x"'],
  ['/opt/100%/x', '/opt/100%%/x'],
  ['/opt/$HOME', '"/opt/\\\\$HOME"'],
  ['/opt/a"b', '"/opt/a\\\\"b"'],
  ['/opt/a\\b', '"/opt/a\\\\\\\\b"'],
  ['/opt/a\nExec=evil', '"/opt/a\\nExec=evil"'],
])('quotes %j', (argument, expected) => {
  const lines = autostartEntry([argument]).split('\n');
  expect(lines.filter((line) => line.startsWith('Exec='))).toEqual([`Exec=${expected}`]);
});

it.skipIf(!existsSync(VALIDATOR))('is what desktop-file-validate takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netloupe-autostart-'));
  try {
    const file = join(folder, 'netloupe.desktop');
    writeFileSync(file, autostartEntry(['/opt/my $apps/100%/"x"', '--minimised']));
    expect(execFileSync(VALIDATOR, [file], { encoding: 'utf8' })).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([
  '',
  'nonsense',
  '[Desktop Entry]\nExec=x\nHidden=true',
  '[Desktop Entry]\nExec=x\nHidden = true\n',
  '[Desktop Entry]\nExec=x\nX-GNOME-Autostart-enabled=false',
])('sees that a tool of the desktop has switched it off: %j', (entry) => expect(isInForce(entry)).toBe(false));
