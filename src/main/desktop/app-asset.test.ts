import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAppUrl, resolveAppAsset } from './app-asset.ts';

const root = join('/', 'program', 'out', 'renderer');

describe('resolveAppAsset', () => {
  it('serves the page at the root and files by their path', () => {
    expect(resolveAppAsset(root, 'netloupe://app/')?.file).toBe(join(root, 'index.html'));
    expect(resolveAppAsset(root, 'netloupe://app/assets/index.js')).toEqual({
      file: join(root, 'assets', 'index.js'),
      contentType: 'text/javascript; charset=utf-8',
    });
    expect(resolveAppAsset(root, 'netloupe://app/?view=dns#x')?.file).toBe(join(root, 'index.html'));
  });

  it.each([
    'netloupe://app/../preload/preload.js',
    'netloupe://app/..%2f..%2fpackage.js',
    'netloupe://app/%2e%2e/main/desktop.js',
    'netloupe://app/%2e%2e%2fmain%2fdesktop.js',
    'netloupe://app/..%5c..%5cx.js',
    'netloupe://app/%00.js',
    'netloupe://app/%zz.js',
  ])('never leaves the renderer folder: %s', (url) => {
    const file = resolveAppAsset(root, url)?.file;
    expect(file === undefined || file.startsWith(root)).toBe(true);
    expect(file ?? '').not.toContain('..');
  });

  it('does not serve other hosts, other schemes or other types', () => {
    expect(resolveAppAsset(root, 'netloupe://other/index.html')).toBeNull();
    expect(resolveAppAsset(root, 'file:///etc/passwd')).toBeNull();
    expect(resolveAppAsset(root, 'netloupe://app/secrets.env')).toBeNull();
  });
});

describe('isAppUrl', () => {
  it.each(['https://example.com/', 'netloupe://app.example/', 'netloupe://user@app/', 'file:///x', '', 'about:blank'])(
    'refuses %s',
    (url) => expect(isAppUrl(url)).toBe(false),
  );

  it('accepts pages of the application', () => {
    expect(isAppUrl('netloupe://app/')).toBe(true);
    expect(isAppUrl('netloupe://app/index.html#sessions')).toBe(true);
  });
});
