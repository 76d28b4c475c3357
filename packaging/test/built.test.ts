/** What is in a built package, how large it is, and that the same commit gives the same one. Needs an Electron. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, BUILD_LIMIT_MS, copyCheckout, madePackage, OUTPUT, whyNotBuilt } from './built-package.ts';

/** A fuse that is on, in the wire of fuses within the binary. */
const ENABLED = '1'.charCodeAt(0);

const missing = whyNotBuilt();
if (missing !== null) console.warn(`packaging/test/built.test.ts is skipped: ${missing}`);
const hasRpm = missing === null && spawnable('rpmbuild');

function spawnable(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Names in the archive of files, with mode and owner, as tar tells them. */
function contents(deb: string): Map<string, string> {
  const lines = execFileSync('dpkg-deb', ['-c', deb], { encoding: 'utf8' }).trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [mode = '', owner = '', , , , name = ''] = line.split(/\s+/);
      return [name.replace(/^\./, ''), `${mode} ${owner}`];
    }),
  );
}

/** Hash of what is inside, however it is packed. */
function insideHash(deb: string, part: '--fsys-tarfile' | '--ctrl-tarfile'): string {
  const tar = execFileSync('sh', ['-c', `dpkg-deb ${part} "$1" | sha256sum`, 'sh', deb], { encoding: 'utf8' });
  return tar.split(' ')[0] ?? '';
}

describe.skipIf(missing !== null)('a built package', { timeout: BUILD_LIMIT_MS }, () => {
  const app = path.join(OUTPUT, `netloupe-linux-${process.arch}`);
  let deb = '';
  /** What is installed, with mode and owner. */
  let installed: ReadonlyMap<string, string> = new Map();
  beforeAll(() => {
    deb = madePackage(OUTPUT, 'deb');
    installed = contents(deb);
  }, BUILD_LIMIT_MS);

  it('has its fuses set: no Node to run, no options, no inspector, nothing but the archive', async () => {
    const wire = await getCurrentFuseWire(path.join(app, 'netloupe-desktop'));
    const on = (option: FuseV1Options): boolean => wire[option] === ENABLED;
    expect({
      runAsNode: on(FuseV1Options.RunAsNode),
      cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
      nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: on(FuseV1Options.EnableNodeCliInspectArguments),
      asarIntegrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
      ownSnapshot: on(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
      filePrivileges: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      inspect: false,
      asarIntegrity: true,
      onlyAsar: true,
      ownSnapshot: false,
      filePrivileges: false,
    });
  });

  it('belongs to root, with the modes of ordinary files, and one setuid program: the sandbox', () => {
    const files = installed;
    expect([...files.values()].filter((text) => !text.endsWith(' root/root'))).toEqual([]);
    const odd = [...files].filter(([, text]) => !/^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x) /.test(text));
    expect(odd).toEqual([['/usr/lib/netloupe/chrome-sandbox', '-rwsr-xr-x root/root']]);
  });

  it('brings what makes it a program like any other', () => {
    expect([...installed.keys()]).toEqual(
      expect.arrayContaining([
        '/usr/bin/netloupe',
        '/usr/lib/netloupe/netloupe-desktop',
        '/usr/libexec/netloupe/netloupe-capture',
        '/usr/share/applications/netloupe.desktop',
        '/usr/share/mime/packages/netloupe.xml',
        '/usr/share/metainfo/io.github.netloupe.netloupe.metainfo.xml',
        '/usr/share/icons/hicolor/48x48/apps/netloupe.png',
        '/usr/share/icons/hicolor/scalable/apps/netloupe.svg',
        '/usr/share/doc/netloupe/copyright',
        '/usr/share/doc/netloupe/sbom.cdx.json',
        '/usr/share/doc/netloupe/THIRD-PARTY-LICENSES.txt',
        '/usr/share/doc/netloupe/LICENSE.electron.txt',
        '/usr/share/doc/netloupe/LICENSES.chromium.html.gz',
      ]),
    );
  });

  it('holds native code of this system and processor alone, outside the archive', () => {
    const resources = '/usr/lib/netloupe/resources/';
    const native = [...installed.keys()].filter((name) => name.startsWith(resources) && /\.(node|so)$/.test(name));
    const modules = `${resources}app.asar.unpacked/node_modules`;
    expect(native.toSorted()).toEqual([
      `${modules}/@duckdb/node-bindings-linux-${process.arch}/duckdb.node`,
      `${modules}/@duckdb/node-bindings-linux-${process.arch}/libduckdb.so`,
      `${modules}/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`,
    ]);
  });

  it('leaves sources, tests, types and tools for development out of the archive', () => {
    const names = listPackage(path.join(app, 'resources', 'app.asar'), { isPack: false });
    expect(names.filter((name) => /\.(ts|tsx|map|test\.\w+)$|^\/(src|test|e2e|scripts)\//.test(name))).toEqual([
      '/plugins/api/netloupe.d.ts',
    ]);
    expect(names.filter((name) => /^\/node_modules\/(electron|vite|react|typescript|cap)(\/|$)/.test(name))).toEqual(
      [],
    );
    const top = new Set(names.map((name) => name.split('/')[1] ?? ''));
    expect([...top].toSorted()).toEqual([
      'LICENSE',
      'node_modules',
      'out',
      'package.json',
      'plugins',
      'rules',
      'samples',
    ]);
  });

  it('speaks English and German, and brings no other language', () => {
    const locales = [...installed.keys()].filter((name) => name.startsWith('/usr/lib/netloupe/locales/'));
    expect(locales.filter((name) => name.endsWith('.pak')).toSorted()).toEqual([
      '/usr/lib/netloupe/locales/de.pak',
      '/usr/lib/netloupe/locales/en-US.pak',
    ]);
  });

  it('is small: what is ours is a tenth of the runtime', () => {
    const megabytes = (bytes: number): number => Math.round(bytes / 100_000) / 10;
    const archive = statSync(path.join(app, 'resources', 'app.asar')).size;
    const onDisk = Number(execFileSync('dpkg-deb', ['-f', deb, 'Installed-Size'], { encoding: 'utf8' })) * 1024;
    console.warn(
      `sizes in MB: ${path.basename(deb)} ${megabytes(statSync(deb).size)} (packed in a hurry), ` +
        `installed ${megabytes(onDisk)}, app.asar ${megabytes(archive)}`,
    );
    expect(megabytes(archive)).toBeLessThan(15);
    expect(megabytes(onDisk)).toBeLessThan(330);
    expect(megabytes(statSync(deb).size)).toBeLessThan(120);
  });

  describe('built again from the same sources in another place', () => {
    let folder = '';
    let again = '';
    beforeAll(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'netloupe-again-'));
      copyCheckout(folder);
      build(folder, path.join(folder, 'dist'), 'none', 'deb', ...(hasRpm ? ['rpm'] : []));
      again = madePackage(path.join(folder, 'dist'), 'deb');
    }, BUILD_LIMIT_MS);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('is the same: names, order, modes, dates and hashes', () => {
      const listOf = (file: string): string => readFileSync(path.join(path.dirname(file), 'files.txt'), 'utf8');
      expect(listOf(again).split('\n')).toEqual(listOf(deb).split('\n'));
      expect(insideHash(again, '--fsys-tarfile')).toBe(insideHash(deb, '--fsys-tarfile'));
      expect(insideHash(again, '--ctrl-tarfile')).toBe(insideHash(deb, '--ctrl-tarfile'));
    });

    it.skipIf(!hasRpm)('is an rpm, too, with the same files', () => {
      const rpm = madePackage(path.join(folder, 'dist'), 'rpm');
      const listed = execFileSync('rpm', ['-qpl', rpm], { encoding: 'utf8' }).trim().split('\n');
      const inDeb = [...installed].filter(([, text]) => !text.startsWith('d')).map(([name]) => name);
      expect(inDeb.filter((name) => !listed.includes(name))).toEqual([]);
      expect(execFileSync('rpm', ['-qp', '--qf', '%{NAME} %{VERSION}', rpm], { encoding: 'utf8' })).toBe(
        `netloupe ${execFileSync('dpkg-deb', ['-f', deb, 'Version'], { encoding: 'utf8' }).trim()}`,
      );
    });
  });
});
