import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { buildProgram, type BuiltProgram } from '../plugins/test-build.ts';
import { createSettingsFile, fixedSettings } from './settings-file.ts';

let writer: BuiltProgram;
beforeAll(async () => {
  writer = await buildProgram('../settings/test-settings-writer.ts');
});
afterAll(() => writer.dispose());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => path.join(folder, 'settings.yaml');
const changed: Settings = {
  ...DEFAULT_SETTINGS,
  timeouts: { ...DEFAULT_SETTINGS.timeouts, udp: 7 },
  filter: { ...DEFAULT_SETTINGS.filter, source: ['192.0.2.0/24'] },
};

describe('settings file', () => {
  it('holds only what differs, for this user alone, and gives it back', async () => {
    const home = createSettingsFile(folder);
    expect(await home.read()).toEqual({ settings: DEFAULT_SETTINGS, fixed: null, damaged: null, written: false });
    expect(await home.write(changed)).toEqual({ ok: true, value: null });
    expect(readFileSync(file(), 'utf8')).toBe(
      "# Netloupe's settings: only what differs from the defaults. All keys: docs/formats.md\ntimeouts:\n  udp: 7\nfilter:\n  source:\n    - 192.0.2.0/24\n",
    );
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await createSettingsFile(folder).read()).toEqual({
      settings: changed,
      fixed: null,
      damaged: null,
      written: true,
    });
    expect(readdirSync(folder)).toEqual(['settings.yaml']);
  });

  it('makes the data folder when something is to be kept, and not before', async () => {
    const deep = path.join(folder, 'a', 'b');
    const home = createSettingsFile(deep);
    expect(await home.read()).toMatchObject({ fixed: null });
    expect(existsSync(deep)).toBe(false);
    expect(await home.write(changed)).toMatchObject({ ok: true });
    expect(statSync(deep).mode & 0o777).toBe(0o700);
  });

  it('sees what another process wrote since', async () => {
    const home = createSettingsFile(folder);
    await home.read();
    await createSettingsFile(folder).write(changed);
    expect((await home.read()).settings).toEqual(changed);
  });

  it.each([
    ['half a line', 'timeouts: {udp: 7', /neither YAML nor JSON/],
    ['no object', '- 1\n- 2\n', /expected object/],
    ['what is far too large', 'a'.repeat((1 << 20) + 1), /too large/],
  ])('sets %s aside, says so and goes on with the defaults', async (_what, text, why) => {
    writeFileSync(file(), text);
    const home = createSettingsFile(folder);
    const { settings, damaged, fixed } = await home.read();
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(fixed).toBeNull();
    expect(damaged).toMatch(why);
    const aside = readdirSync(folder).find((name) => name.startsWith('settings.yaml.damaged-'));
    expect(damaged).toContain(path.join(folder, aside ?? ''));
    expect(readFileSync(path.join(folder, aside ?? ''), 'utf8')).toBe(text);
    // Said until the end of the process, but not again to the next one.
    expect((await home.read()).damaged).toBe(damaged);
    expect((await createSettingsFile(folder).read()).damaged).toBeNull();
  });

  it('keeps what is right beside what is wrong', async () => {
    writeFileSync(
      file(),
      'timeouts:\n  udp: 7\n  tcp_idle: soon\nfilter:\n  source: [nowhere]\nnew_in_a_later_version: 1\n',
    );
    const { settings, damaged } = await createSettingsFile(folder).read();
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, timeouts: { ...DEFAULT_SETTINGS.timeouts, udp: 7 } });
    expect(damaged).toMatch(/tcp_idle.*source.*new_in_a_later_version/s);
    expect(readFileSync(file(), 'utf8')).toContain('udp: 7');
  });

  it('is not set aside twice when it is read twice at once', async () => {
    writeFileSync(file(), '{');
    const home = createSettingsFile(folder);
    await Promise.all([home.read(), home.read(), home.read()]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it.skipIf(process.getuid?.() === 0)('says why nothing can be changed where nothing can be written', async () => {
    chmodSync(folder, 0o500);
    expect((await createSettingsFile(folder).read()).fixed).toContain(folder);
    chmodSync(folder, 0o700);
  });

  it('does not touch what cannot be read at all', async () => {
    mkdirSync(file());
    const { settings, fixed } = await createSettingsFile(folder).read();
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(fixed).toContain('cannot be read');
    expect(await createSettingsFile(folder).write(changed)).toMatchObject({ ok: false });
    expect(readdirSync(folder)).toEqual(['settings.yaml']);
  });

  it('is whole after its writer was killed at any moment', async () => {
    for (let round = 0; round < 5; round++) {
      const child = spawn(process.execPath, [writer.file, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      const before = (await createSettingsFile(folder).read()).settings.max_sessions;
      // Killed in the midst of its writing: only once a later version is there is it known to be writing on.
      while ((await createSettingsFile(folder).read()).settings.max_sessions === before) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { settings, damaged } = await createSettingsFile(folder).read();
      expect(damaged).toBeNull();
      expect(settings.filter.payload.tls.match).toHaveLength(2000);
    }
  });

  it('says that what was given for the run is fixed, and by what', async () => {
    const { settings, fixed } = await fixedSettings(changed, 'x.yaml').read();
    expect(settings).toEqual(changed);
    expect(fixed).toContain('--config x.yaml');
  });
});
