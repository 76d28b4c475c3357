import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PluginModules } from './plugin-modules.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'netloupe-modules-'));
  mkdirSync(path.join(root, 'plugin', 'lib'), { recursive: true });
  writeFileSync(path.join(root, 'secret.lua'), 'return "secret"');
  writeFileSync(path.join(root, 'plugin', 'main.lua'), 'main');
  writeFileSync(path.join(root, 'plugin', 'lib', 'a.lua'), 'a');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (main = 'main.lua'): PluginModules => new PluginModules(path.join(root, 'plugin'), main);
const textOf = (source: ReturnType<PluginModules['readMain']>): string =>
  source.ok ? `${source.name}: ${Buffer.from(source.text).toString()}` : source.message;

describe('modules', () => {
  it('are read from the folder', () => {
    expect(textOf(open().readMain())).toBe('main.lua: main');
    expect(textOf(open().readModule('lib.a'))).toBe('lib/a.lua: a');
  });

  it('that are links out of the folder are not there', () => {
    symlinkSync(path.join(root, 'secret.lua'), path.join(root, 'plugin', 'link.lua'));
    symlinkSync(root, path.join(root, 'plugin', 'up'));
    symlinkSync(path.join(root, 'plugin', 'lib', 'a.lua'), path.join(root, 'plugin', 'inside.lua'));
    expect(textOf(open().readModule('link'))).toMatch(/not found/);
    expect(textOf(open().readModule('up.secret'))).toMatch(/not found/);
    expect(textOf(open().readModule('inside'))).toBe('inside.lua: a');
    expect(textOf(open('../secret.lua').readMain())).toBe("../secret.lua is not in the plugin's folder");
  });

  it('are found though the folder itself is a link', () => {
    symlinkSync(path.join(root, 'plugin'), path.join(root, 'linked'));
    expect(textOf(new PluginModules(path.join(root, 'linked'), 'main.lua').readModule('lib.a'))).toBe('lib/a.lua: a');
  });

  it('that are too large are refused', () => {
    writeFileSync(path.join(root, 'plugin', 'big.lua'), Buffer.alloc(4 * 1024 * 1024 + 1, 0x20));
    expect(textOf(open().readModule('big'))).toBe('big.lua is larger than 4194304 bytes');
  });
});
