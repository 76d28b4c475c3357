import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { CrashNotice } from '#contract/crash-reports.ts';
import { crashReports } from '#main/host/crashes/report-folder.ts';
import { CrashDesk } from './crash-desk.ts';
import { MainWatch, startedAfter } from './main-watch.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const NOW = Date.UTC(2026, 10, 30, 12, 0, 0);

function watched(argv: readonly string[], nowMs: number = NOW, settle = (): Promise<unknown> => Promise.resolve()) {
  const home = mkdtempSync(path.join(tmpdir(), 'netloupe-main-watch-'));
  made.push(home);
  const program = { version: '1.0.0', folder: '/opt/netloupe', runtimes: [] };
  const desk = new CrashDesk({
    reports: crashReports(home, program, () => new Date(nowMs)),
    log: () => '',
    say: () => undefined,
  });
  const relaunch = vi.fn<(argv: readonly string[]) => void>();
  const explain = vi.fn<(id: string | null) => void>();
  const exit = vi.fn<(code: number) => void>();
  const watch = new MainWatch({ desk, argv, nowMs: () => nowMs, settle, relaunch, explain, exit });
  const told: CrashNotice[] = [];
  const tell = (): CrashNotice[] => {
    desk.listen((notice) => told.push(notice));
    return told;
  };
  const reports = (): string[] => readdirSync(path.join(home, 'crash-reports'));
  return { watch, relaunch, explain, exit, tell, reports, mark: path.join(home, 'running') };
}

it('starts the app anew with the same arguments and the report’s id, once the engine has finished', async () => {
  let settled = (): void => undefined;
  const { watch, relaunch, exit } = watched(
    ['/app', 'a.pcap'],
    NOW,
    () => new Promise<void>((resolve) => (settled = resolve)),
  );
  watch.uncaught(new Error('oh'));
  watch.uncaught(new Error('and what comes of it'));
  expect(relaunch).not.toHaveBeenCalled();
  settled();
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith(1));
  const [argv = []] = relaunch.mock.calls[0] ?? [];
  expect(argv.slice(0, 2)).toEqual(['/app', 'a.pcap']);
  expect(startedAfter(argv)).toMatch(/^2026-11-30T12-00-00Z-app-/);
});

it('ends, even where the engine could not be asked', async () => {
  const { watch, relaunch, exit } = watched([], NOW, () => Promise.reject(new Error('no engine')));
  watch.uncaught('not even an error');
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith(1));
  expect(relaunch).toHaveBeenCalledOnce();
});

it('stays away where starting anew did not help for a minute, and tries again after that', async () => {
  const before = '--after-crash=2026-11-30T11-59-30Z-app-0123abcd';
  const soon = watched(['a.pcap', before]);
  soon.watch.uncaught(new Error('oh'));
  await vi.waitFor(() => expect(soon.exit).toHaveBeenCalledOnce());
  expect(soon.relaunch).not.toHaveBeenCalled();
  expect(soon.explain).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('-app-'));

  const later = watched(['a.pcap', before], NOW + 60_000);
  later.watch.uncaught(new Error('oh'));
  await vi.waitFor(() => expect(later.exit).toHaveBeenCalledOnce());
  expect(later.relaunch.mock.calls[0]?.[0]).toHaveLength(2);
  expect(later.explain).not.toHaveBeenCalled();
});

it('tells of an end without a word at the next start, and of none that was in order', () => {
  const { watch, tell, reports, mark } = watched([]);
  watch.begin(mark);
  expect(tell()).toEqual([]);
  expect(existsSync(mark)).toBe(true);
  watch.begin(mark);
  expect(tell()).toEqual([{ crashed: 'app', reportId: reports()[0]?.replace('.md', ''), recovered: true }]);
  watch.end(mark);
  watch.begin(mark);
  expect(tell()).toHaveLength(1);
});

it('takes nobody’s word for an id', () => {
  for (const id of ['', '../../etc/passwd', '2026-11-30T11-59-30Z-app-0123abcd/..', 'x']) {
    expect(startedAfter([`--after-crash=${id}`])).toBeNull();
  }
});

it('goes on after a promise that failed without anybody looking', () => {
  const { watch, exit, reports, tell } = watched([]);
  watch.unhandled(new Error('oh'));
  expect(reports()).toHaveLength(1);
  expect(tell()).toEqual([]);
  expect(exit).not.toHaveBeenCalled();
});
