/** Each test that SECURITY.md names is there, and what of Electron's checklist is a matter of the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../kit/command-line.ts';

const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const SECURITY = read('SECURITY.md');

describe('SECURITY.md', () => {
  const rows = SECURITY.split('\n').flatMap((line) => {
    const cells = /^\| (\d+) \|(.*)\|$/.exec(line);
    return cells === null ? [] : [{ point: Number(cells[1]), text: cells[2] ?? '' }];
  });
  const named = [...SECURITY.matchAll(/`([\w./-]+\.(?:test|spec)\.ts)`: \*([^*]+)\*/g)].map(([, file, name]) => ({
    file: file ?? '',
    name: name ?? '',
  }));

  it("goes through all twenty points of Electron's checklist, each with a test", () => {
    expect(rows.map(({ point }) => point)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    for (const { point, text } of rows) expect(text, String(point)).toMatch(/`[\w./-]+\.(?:test|spec)\.ts`: \*[^*]+\*/);
  });

  it.each(named)('names a test that there is: $file: $name', ({ file, name }) => {
    const source = read(file);
    const quoted = ["'", '"', '`'].map((quote) => `${quote}${name}${quote}`);
    expect(quoted.some((title) => source.includes(title))).toBe(true);
    expect(source).not.toMatch(/\b(?:it|test|describe)\.only\b/);
  });
});

describe('the sources of the desktop app', () => {
  it('no code of the app opens addresses, loads files as pages or switches features of Chromium on', () => {
    const files = ['src/main/desktop', 'src/preload'].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
        .map((name) => path.join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      expect(read(file), file).not.toMatch(
        /openExternal|loadFile\(|allowpopups|enableBlinkFeatures|experimentalFeatures|enable-blink-features|no-sandbox|nodeIntegration: true/,
      );
    }
  });

  it('what is packaged has its fuses set', () => {
    const config = read('packaging/forge.config.mjs');
    for (const [fuse, value] of [
      ['RunAsNode', 'false'],
      ['EnableNodeOptionsEnvironmentVariable', 'false'],
      ['EnableNodeCliInspectArguments', 'false'],
      ['EnableCookieEncryption', 'true'],
      ['OnlyLoadAppFromAsar', 'true'],
      ['EnableEmbeddedAsarIntegrityValidation', 'true'],
    ]) {
      expect(config).toContain(`[FuseV1Options.${fuse}]: ${value}`);
    }
  });

  it('one version of Electron is built with, and it is the one that is locked', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(packages['node_modules/electron']?.version).toBe(devDependencies['electron']);
  });
});
