import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPackage } from './read-package.ts';
import { LUA_MAIN, LUA_MANIFEST, pluginZip, zipOf, type ZipEntry } from './test-zip.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);

function file(name: string, contents: string | Buffer): string {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), contents);
  return at(name);
}

/** `code: message` of the refusal, or what is in the package. */
async function outcome(source: string, engineVersion = '0.1.0'): Promise<string> {
  const read = await readPackage(source, engineVersion);
  if (!read.ok) return `${read.failure.code}: ${read.failure.message}`;
  const { manifest, files } = read.value;
  return `${manifest.name} ${manifest.version}: ${files.map(({ name }) => name).join(' ')}`;
}

const zipped = (bytes: Buffer): Promise<string> => outcome(file('evil.zip', bytes));
const withEntry = (entry: ZipEntry): Promise<string> => zipped(pluginZip([entry]));

describe('a package', () => {
  it('is a folder, a zip of one, or a zip with the folder in it', async () => {
    file('demo/plugin.json', LUA_MANIFEST);
    file('demo/main.lua', LUA_MAIN);
    expect(await outcome(at('demo'))).toBe('demo 1.2.0: main.lua plugin.json');
    expect(await outcome(at('demo/plugin.json'))).toBe('demo 1.2.0: main.lua plugin.json');
    expect(await zipped(pluginZip())).toBe('demo 1.2.0: plugin.json main.lua');
    const inside = [
      { name: 'demo-main/', mode: 0o40755 },
      { name: '__MACOSX/demo-main/._main.lua', data: 'x' },
      { name: 'demo-main/plugin.json', data: LUA_MANIFEST },
      { name: 'demo-main/main.lua', data: LUA_MAIN, stored: true },
    ];
    expect(await zipped(zipOf(inside))).toBe('demo 1.2.0: plugin.json main.lua');
  });

  it('is read from what the zip program at hand makes', async ({ skip }) => {
    file('demo/plugin.json', LUA_MANIFEST);
    file('demo/lib/größe.lua', LUA_MAIN);
    file('demo/main.lua', LUA_MAIN);
    try {
      execFileSync('python3', ['-m', 'zipfile', '-c', at('demo.zip'), at('demo')], { cwd: folder, stdio: 'ignore' });
    } catch {
      skip('there is no Python');
    }
    expect(await outcome(at('demo.zip'))).toMatch(/^demo 1\.2\.0: (?=.*lib\/größe\.lua)(?=.*main\.lua)/);
  });

  it('may be one file, whose name becomes its name', async () => {
    for (const [name, expected] of [
      ['myplugin.lua', 'myplugin 0.0.0: main.lua plugin.json'],
      ['My Plugin (2).js', 'my-plugin-2 0.0.0: main.mjs plugin.json'],
      ['Größe.mjs', 'gro-e 0.0.0: main.mjs plugin.json'],
    ] as const) {
      expect(await outcome(file(name, LUA_MAIN))).toBe(expected);
    }
    expect(await outcome(file('名.lua', LUA_MAIN))).toMatch(/^invalid: No name .* “名\.lua”/);
    const read = await readPackage(at('myplugin.lua'), '0.1.0');
    expect(read).toMatchObject({ value: { manifest: { language: 'lua', pass_config: true } } });
  });
});

describe('refused, with the reason and without a file written:', () => {
  afterEach(() => expect(readdirSync(path.dirname(folder)).filter((name) => name === 'escaped.lua')).toEqual([]));

  it.each([
    ['a step out', { name: '../escaped.lua' }, /^invalid: .*“\.\.\/escaped\.lua” leads out/],
    ['a step out further in', { name: 'lib/../../escaped.lua' }, /leads out/],
    ['an absolute path', { name: '/tmp/escaped.lua' }, /has an absolute path/],
    ['a drive', { name: 'C:/escaped.lua' }, /has a drive/],
    ['a backslash', { name: '..\\escaped.lua' }, /has a backslash/],
    ['a NUL', { name: 'main.lua\0.png' }, /NUL/],
    ['a name that is not UTF-8', { name: Buffer.from([0x61, 0xff, 0xfe]) }, /not every system/],
    ['a symbolic link', { name: 'link', data: '/etc/passwd', mode: 0o120777 }, /“link” is a symbolic link/],
    ['a device', { name: 'null', mode: 0o020666 }, /“null” is a special file/],
    ['a pipe', { name: 'pipe', mode: 0o010666 }, /special file/],
    ['a folder with contents', { name: 'lib/', data: 'x', mode: 0o40755 }, /both a file and a folder/],
    ['a folder as a file', { name: 'lib', mode: 0o40755 }, /both a file and a folder/],
    ['the same name twice', { name: 'main.lua', data: 'evil()' }, /“main\.lua” is there twice/],
    ['the same name in capitals', { name: 'MAIN.lua' }, /same name as “main\.lua”/],
    ['a file below a file', { name: 'main.lua/x' }, /both a file and a folder|same name/],
    ['encryption', { name: 'secret.lua', flags: 1 }, /^unsupported: .*“secret\.lua” is encrypted/],
    ['strong encryption', { name: 'secret.lua', flags: 0x41 }, /^unsupported: .*is encrypted/],
    ['an unknown method', { name: 'x', method: 12 }, /^unsupported: .*“x” is packed by a method .*12/],
    ['a wrong checksum', { name: 'x', data: 'hello', crc: 1 }, /^damaged: .*“x” is damaged \(wrong checksum/],
    ['a size that is a lie', { name: 'x', data: 'hello', unpackedBytes: 3 }, /^damaged: .*“x” is damaged/],
    ['a bomb', { name: 'zeros', data: Buffer.alloc(1_000_000) }, /“zeros” unpacks to more than 200 times/],
    [
      'a bomb that says it is small',
      { name: 'zeros', data: Buffer.alloc(1_000_000), unpackedBytes: 10 },
      /“zeros” (?:is damaged|unpacks to more)/,
    ],
    [
      'a file that is too large',
      { name: 'big', data: noise(16 * 1024 * 1024 + 1), stored: true },
      /“big” is larger than 16 MiB/,
    ],
  ])('%s', async (_what, entry, message) => {
    expect(await withEntry(entry)).toMatch(message);
  });

  it('another name in the extra field of Unicode paths, which unpackers prefer', async () => {
    const name = Buffer.from('../escaped.lua');
    const extra = Buffer.alloc(9 + name.length);
    extra.writeUInt16LE(0x7075, 0);
    extra.writeUInt16LE(5 + name.length, 2);
    extra.writeUInt8(1, 4);
    // CRC-32 of "safe.lua", by zlib.
    extra.writeUInt32LE(Number(execFileSync(process.execPath, ['-p', 'zlib.crc32("safe.lua")'])), 5);
    name.copy(extra, 9);
    expect(await withEntry({ name: 'safe.lua', extra })).toMatch(/“\.\.\/escaped\.lua” leads out/);
  });

  it('too many entries, and too much in all', async () => {
    const many = Array.from({ length: 2001 }, (_, i) => ({ name: `${i}` }));
    expect(await zipped(pluginZip(many))).toMatch(/more than 2000 files/);
    const large = [1, 2, 3].map((i) => ({ name: `${i}`, data: noise(15 * 1024 * 1024), stored: true }));
    expect(await zipped(pluginZip(large))).toMatch(/^invalid: .*larger than 40 MiB/);
    const packed = Array.from({ length: 5 }, (_, i) => ({ name: `${i}`, data: halfNoise(8 * 1024 * 1024) }));
    expect(await zipped(pluginZip(packed))).toMatch(/makes the whole larger than 32 MiB/);
  });

  it('a file that is no zip, and one that is cut short', async () => {
    expect(await zipped(Buffer.from('hello'))).toMatch(/^invalid: .*it is not a zip file/);
    expect(await zipped(Buffer.alloc(0))).toMatch(/it is not a zip file/);
    expect(await zipped(pluginZip().subarray(0, -30))).toMatch(/^damaged: .*damaged or cut short/);
    expect(await outcome(file('notes.txt', 'hello'))).toMatch(/^unsupported: .*is no plugin: neither a folder, a zip/);
    expect(await outcome(at('missing'))).toMatch(/^not-found: /);
  });

  it.each([
    ['no manifest', [{ name: 'main.lua', data: LUA_MAIN }], /there is no plugin\.json in it/],
    ['a manifest two folders down', [{ name: 'a/b/plugin.json', data: LUA_MANIFEST }], /there is no plugin\.json/],
    [
      'a manifest beside others',
      [{ name: 'a/plugin.json', data: LUA_MANIFEST }, { name: 'b' }],
      /there is no plugin\.json/,
    ],
    ['a manifest that is no JSON', [{ name: 'plugin.json', data: '{name: 1}' }], /plugin\.json is not JSON/],
    ['a manifest that is no text', [{ name: 'plugin.json', data: Buffer.from([0xff, 0xfe]) }], /is not JSON/],
    ['a manifest with a script', [{ name: 'plugin.json', data: '{"install": "x"}' }], /unknown key "install"/],
    ['a manifest without end', [{ name: 'plugin.json', data: halfNoise(300_000) }], /larger than 256 KiB/],
    ['no program', [{ name: 'plugin.json', data: LUA_MANIFEST }], /its program main\.lua is not in it/],
  ])('%s', async (_what, entries, message) => {
    expect(await zipped(zipOf(entries))).toMatch(message);
  });

  it('a range of engines that this one is not in, and one that is no range', async () => {
    const needs = (engine: string): Buffer =>
      pluginZip([], JSON.stringify({ name: 'demo', version: '1.2.0', language: 'lua', engine }));
    expect(await zipped(needs('^2.0.0'))).toBe(
      'unsupported: demo 1.2.0 needs Netloupe ^2.0.0, and this is Netloupe 0.1.0',
    );
    expect(await zipped(needs('soon'))).toMatch(/^invalid: .*no range of versions: soon/);
    expect(await zipped(needs('>=0.1 <1'))).toMatch(/^demo/);
    expect(await outcome(file('pre.zip', needs('>=0.1')), '0.2.0-beta.1')).toMatch(/^demo/);
  });

  it('the name of a device', async () => {
    expect(await zipped(pluginZip([], LUA_MANIFEST.replace('demo', 'con')))).toMatch(/name of a device/);
  });

  it('links and special files in a folder', async () => {
    file('demo/plugin.json', LUA_MANIFEST);
    file('demo/main.lua', LUA_MAIN);
    symlinkSync('/etc/passwd', at('demo/passwords'));
    expect(await outcome(at('demo'))).toMatch(/^invalid: .*“passwords” is a symbolic link/);
    rmSync(at('demo/passwords'));
    symlinkSync('/etc', at('demo/etc'));
    expect(await outcome(at('demo'))).toMatch(/“etc” is a symbolic link/);
    rmSync(at('demo/etc'));
    execFileSync('mkfifo', [at('demo/pipe')]);
    expect(await outcome(at('demo'))).toMatch(/“pipe” is a special file/);
  });

  it('a named pipe as the package itself, without waiting for it', async () => {
    execFileSync('mkfifo', [at('pipe.zip')]);
    expect(await outcome(at('pipe.zip'))).toMatch(/neither a file nor a folder/);
  });

  it('names in a folder that would fall together elsewhere', async () => {
    file('demo/plugin.json', LUA_MANIFEST);
    file('demo/main.lua', LUA_MAIN);
    file('demo/Main.lua', LUA_MAIN);
    if (readdirSync(at('demo')).length < 3) return; // They have fallen together here.
    expect(await outcome(at('demo'))).toMatch(/same name/);
  });
});

it('a zip with any bytes changed is read or refused, and never ends the process', async () => {
  const whole = pluginZip([
    { name: 'lib/x.lua', data: 'x'.repeat(500) },
    { name: 'lib/', mode: 0o40755 },
  ]);
  const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(whole.length), async (changes, cut) => {
      const bytes = Buffer.from(whole);
      for (const [place, value] of changes) bytes[place] = value;
      expect(await zipped(cut % 5 === 0 ? bytes.subarray(0, cut) : bytes)).toMatch(/./);
    }),
    { numRuns: 300 },
  );
});

/** Bytes that do not pack. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, x = 1; i < length; i += 4) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    if (i + 4 <= length) bytes.writeUInt32LE(x, i);
  }
  return bytes;
}

/** Bytes that pack to about a fiftieth. */
function halfNoise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  noise(Math.ceil(length / 64)).forEach((value, i) => {
    if (i * 64 < length) bytes[i * 64] = value;
  });
  return bytes;
}
