import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { assertDefined } from '#base/assert.ts';
import { type Crash } from './crash-report.ts';
import { crashReports, MOST_REPORTS, type CrashReports } from './report-folder.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const PROGRAM = { version: '1.2.3', folder: '/opt/netloupe', runtimes: ['Node 20.20.0'] };
const CRASH: Crash = { crashed: 'engine', code: 139, reason: 'SIGSEGV', said: '', log: '' };

/** One second later at each report. */
function folderOf(home = mkdtempSync(path.join(tmpdir(), 'netloupe-crashes-'))): CrashReports {
  made.push(home);
  let seconds = 0;
  return crashReports(home, PROGRAM, () => new Date(Date.UTC(2026, 10, 30, 12, 0, seconds++)));
}

function written(reports: CrashReports, crash: Partial<Crash> = {}): string {
  const id = reports.write({ ...CRASH, ...crash });
  if (!id.ok) throw new Error(id.failure.message);
  return id.value;
}

function textOf(reports: CrashReports, id: string): string {
  const text = reports.read(id);
  if (!text.ok) throw new Error(text.failure.message);
  return text.value;
}

it('says what ended, when and where, and nothing that the process said of what it saw', () => {
  const reports = folderOf();
  const said = [
    'file:///opt/netloupe/out/main/engine-process.js:10',
    '    throw new TypeError(host)',
    'queried intranet.example.com',
    'TypeError: no session for "intranet.example.com" at 192.0.2.1',
    '    at FlowTable.ingest (file:///opt/netloupe/out/main/chunks/engine-a1.js:120:7)',
    '    at secretName (file:///home/alice/plugins/spy/main.js:1:2)',
    '    at async Promise.all (index 0)',
    '    at node:internal/main/run_main_module:22:47',
    'netloupe: the history was set aside: /home/alice/.local/share/netloupe/history',
    'Node.js v20.20.0',
  ].join('\n');
  const text = textOf(reports, written(reports, { said }));
  expect(text).toContain('- time: 2026-11-30T12:00:00Z');
  expect(text).toContain('- version: 1.2.3');
  expect(text).toContain('- process: engine');
  expect(text).toContain('- ended: SIGSEGV, exit code 139');
  expect(text).toContain('TypeError: no session for <text> at <address>');
  expect(text).toContain('at FlowTable.ingest (out/main/chunks/engine-a1.js:120:7)');
  expect(text).toContain('at <elsewhere>');
  expect(text).toContain('node:internal/main/run_main_module:22:47');
  expect(text).toContain('netloupe: the history was set aside: ');
  for (const hidden of ['intranet', '192.0.2.1', 'secretName', 'alice', 'spy']) expect(text).not.toContain(hidden);
});

it('can be read by this user only, even in a folder that was there before', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'netloupe-crashes-'));
  mkdirSync(path.join(home, 'crash-reports'));
  chmodSync(path.join(home, 'crash-reports'), 0o777);
  const reports = folderOf(home);
  const id = written(reports);
  expect(statSync(reports.folder).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(reports.folder, `${id}.md`)).mode & 0o777).toBe(0o600);
  expect(readdirSync(reports.folder)).toEqual([`${id}.md`]);
});

it('keeps twenty, and lets what crashes all the time push out only its own', () => {
  const reports = folderOf();
  const first = written(reports, { crashed: 'engine' });
  const plugins = Array.from({ length: 30 }, () => written(reports, { crashed: 'plugin' }));
  const kept = reports.list().map(({ id }) => id);
  expect(kept).toHaveLength(MOST_REPORTS);
  expect(kept).toContain(first);
  expect(kept.filter((id) => id !== first)).toEqual(plugins.slice(-(MOST_REPORTS - 1)).toReversed());
});

it('is short, whatever a process says', () => {
  const reports = folderOf();
  const said = `${'Error: x\n    at f (/opt/netloupe/a.js:1:1)\n'.repeat(50_000)}netloupe: ${'y '.repeat(200_000)}`;
  expect(textOf(reports, written(reports, { said })).length).toBeLessThan(32 << 10);
});

it('reads and removes by id and nothing else', () => {
  const reports = folderOf();
  const id = written(reports);
  const outside = path.join(path.dirname(reports.folder), 'outside.md');
  writeFileSync(outside, 'private');
  const linked = id.replace(/.{8}$/, '00000000');
  symlinkSync(outside, path.join(reports.folder, `${linked}.md`));
  for (const wrong of ['../outside', '/etc/passwd', `${id}/../../outside`, '', linked, `${id}\0`]) {
    expect(reports.read(wrong)).toMatchObject({ ok: false });
  }
  expect(reports.remove('../outside')).toMatchObject({ ok: false });
  expect(readFileSync(outside, 'utf8')).toBe('private');
  expect(reports.list().map((entry) => entry.id)).toEqual([id]);
  const [entry] = reports.list();
  expect(assertDefined(entry, 'listed')).toMatchObject({ crashed: 'engine', time: '2026-11-30T12:00:00Z' });
  expect(reports.remove(id)).toEqual({ ok: true, value: null });
  expect(reports.list()).toEqual([]);
  expect(reports.read(id)).toMatchObject({ ok: false, failure: { code: 'not-found' } });
});

it('says where it could not write, and does not throw', () => {
  const home = path.join(mkdtempSync(path.join(tmpdir(), 'netloupe-crashes-')), 'file');
  made.push(path.dirname(home));
  writeFileSync(home, '');
  const reports = crashReports(home, PROGRAM);
  expect(reports.write(CRASH)).toMatchObject({ ok: false });
  expect(reports.list()).toEqual([]);
});
