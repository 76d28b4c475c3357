/** The command line as its users meet it, above all where they are wrong: message, remedy, exit status, nothing lost. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
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
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '#contract/health.ts';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const NETLOUPE = path.join(ROOT, 'bin/netloupe.mjs');
const SAMPLE = path.join(ROOT, 'samples/netloupe-sample.pcap');

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);

function netloupe(args: readonly string[], input: Buffer | string = ''): Run {
  const run = spawnSync(process.execPath, [NETLOUPE, ...args], {
    encoding: 'utf8',
    input,
    cwd: folder,
    maxBuffer: 64 << 20,
  });
  expect(run.signal).toBeNull();
  expect(run.stderr).not.toMatch(/^\s+at .+:\d+/m); // never a stack trace
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

function started(args: readonly string[], temporary: string = tmpdir()): ChildProcess {
  return spawn(process.execPath, [NETLOUPE, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Collects what a stream prints and answers when it matches. */
function printed(child: ChildProcess, name: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    child[name]?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const match = pattern.exec(text);
      if (match !== null) resolve(match);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} after: ${text}`)));
  });
}

const lines = (text: string): string[] => text.split('\r\n').slice(0, -1);
const sample = (): Buffer => readFileSync(SAMPLE);
const summaryOf = (run: Run): Summary => JSON.parse(run.stdout) as Summary;

describe('reading', () => {
  it('prints a summary for people by default', () => {
    const run = netloupe(['read', SAMPLE]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(/packets +\d/);
    expect(run.stdout).toMatch(/sessions +\d/);
  });

  it('prints one JSON object with all its keys', () => {
    const run = netloupe(['read', SAMPLE, '--summary', 'json']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const summary = summaryOf(run);
    expect(Object.keys(summary)).toEqual([
      'files',
      'linktypes',
      'packets',
      'bytes',
      'first_time',
      'last_time',
      'sessions',
      'dns_transactions',
      'undecoded',
      'drops',
      'coverage',
      'elapsed_s',
      'packets_per_s',
      'peak_rss_bytes',
    ]);
    expect(summary.packets).toBeGreaterThan(100);
    expect(summary.files).toEqual([SAMPLE]);
    expect(summary.sessions).toBeGreaterThan(10);
    expect(summary.dns_transactions).toBeGreaterThan(10);
  });

  it('writes sessions, packets and DNS with their columns, as CSV and as JSON lines', () => {
    const csv = netloupe(['read', SAMPLE, '--sessions', 's.csv', '--packets', 'p.csv', '--dns', 'd.csv']);
    expect(csv).toMatchObject({ status: 0, stdout: '' });
    expect(lines(readFileSync(at('s.csv'), 'utf8'))[0]).toBe(SESSION_COLUMNS.join(','));
    expect(lines(readFileSync(at('p.csv'), 'utf8'))[0]).toBe(PACKET_COLUMNS.join(','));
    expect(lines(readFileSync(at('d.csv'), 'utf8'))[0]).toBe(DNS_COLUMNS.join(','));
    const json = netloupe(['read', SAMPLE, '--sessions', 's.jsonl', '--summary', 'json']);
    const rows = readFileSync(at('s.jsonl'), 'utf8').trimEnd().split('\n');
    expect(rows).toHaveLength(summaryOf(json).sessions);
    expect(Object.keys(JSON.parse(rows[0]!) as object)).toEqual([...SESSION_COLUMNS]);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('puts rows on stdout alone, and the summary then on stderr', () => {
    const run = netloupe(['read', SAMPLE, '--sessions', '-', '--summary', 'json']);
    expect(lines(run.stdout)[0]).toBe(SESSION_COLUMNS.join(','));
    const summary = JSON.parse(run.stderr) as Summary;
    expect(lines(run.stdout)).toHaveLength(summary.sessions + 1);
  });

  it('reads standard input, gzip and several files as one', () => {
    const once = summaryOf(netloupe(['read', SAMPLE, '--summary', 'json']));
    const piped = summaryOf(netloupe(['read', '-', '--summary', 'json'], sample()));
    expect(piped.packets).toBe(once.packets);
    expect(piped.sessions).toBe(once.sessions);
    writeFileSync(at('sample.pcap.gz'), gzipSync(sample()));
    const both = summaryOf(netloupe(['read', SAMPLE, 'sample.pcap.gz', '--summary', 'json']));
    expect(both.packets).toBe(once.packets * 2);
    expect(both.files).toHaveLength(2);
  });

  it('lets only matching rows through, and sums up everything', () => {
    const run = netloupe([
      'read',
      SAMPLE,
      '--filter',
      'nothing-has-this-in-it',
      '--dns',
      'none.csv',
      '--summary',
      'json',
    ]);
    expect(summaryOf(run).dns_transactions).toBeGreaterThan(0);
    expect(lines(readFileSync(at('none.csv'), 'utf8'))).toHaveLength(1);
  });

  it('compares fields, of packets and DNS through their sessions', () => {
    const rows = (table: string, filter: string): Record<string, unknown>[] => {
      expect(netloupe(['read', SAMPLE, '--filter', filter, `--${table}`, `${table}.jsonl`]).status).toBe(0);
      const text = readFileSync(at(`${table}.jsonl`), 'utf8');
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const all = rows('sessions', '');
    const secure = rows('sessions', 'dst_port = 443 and bytes > 1kB');
    const isSecure = ({ dst_port, bytes_in, bytes_out }: Record<string, unknown>): boolean =>
      dst_port === 443 && Number(bytes_in) + Number(bytes_out) > 1000;
    expect(secure.map(({ start_time }) => start_time)).toEqual(
      all.filter(isSecure).map(({ start_time }) => start_time),
    );
    expect(secure.length).toBeGreaterThan(0);
    // Packets have no host name of their own.
    const named = rows('packets', 'hostname exists and src_port = 443');
    expect(named.length).toBeGreaterThan(0);
    expect(new Set(named.map(({ src_port }) => src_port))).toEqual(new Set([443]));
    // Nor have transactions packets.
    const twoWays = rows('dns', 'packets_in > 0 and transport = udp');
    expect(twoWays.length).toBeGreaterThan(0);
    expect(new Set(twoWays.map(({ transport }) => transport))).toEqual(new Set(['udp']));
    expect(rows('dns', 'packets_in > 100000')).toEqual([]);
  });

  it('puts made-up names and addresses in rows, chosen by the real ones', () => {
    const rows = (...more: string[]): string[] =>
      lines(netloupe(['read', SAMPLE, '--dns', '-', '--filter', 'query contains example.com', ...more]).stdout);
    const [real, redacted] = [rows(), rows('--redact')];
    expect(redacted).toHaveLength(real.length);
    expect(real.slice(1).every((line) => line.includes('example.com'))).toBe(true);
    expect(redacted.slice(1).some((line) => /example\.com|203\.0\.113\.53/.test(line))).toBe(false);
    // Another run, other names.
    expect(rows('--redact')).not.toEqual(redacted);
  });

  it('shows where a filter is wrong, and begins nothing', () => {
    const run = netloupe(['read', SAMPLE, '--filter', 'state = NEW and dst_prt = 443', '--sessions', 'wrong.csv']);
    expect(run.status).toBe(2);
    expect(run.stderr).toBe(
      [
        'netloupe: Filter, character 17: there is no field `dst_prt`; did you mean "dst_port"?',
        '  state = NEW and dst_prt = 443',
        '                  ^^^^^^^',
        '  See docs/filter.md for what filters can say',
        '',
      ].join('\n'),
    );
    expect(existsSync(at('wrong.csv'))).toBe(false);
  });

  it('ends quietly when the reader of its rows goes away', async () => {
    const child = started(['read', SAMPLE, '--packets', '-']);
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.stdout?.destroy();
    const [status] = (await once(child, 'close')) as [number | null];
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
  });

  it('replaces an existing file through a symbolic link, and only that file', () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/s.csv'), 'old');
    symlinkSync('real/s.csv', at('linked.csv'));
    expect(netloupe(['read', SAMPLE, '--sessions', 'linked.csv']).status).toBe(0);
    expect(readFileSync(at('real/s.csv'), 'utf8')).toContain('session_id');
  });
});

describe('settings', () => {
  it('come from YAML or JSON', () => {
    writeFileSync(at('all.yaml'), 'logs:\n  emit: all\n');
    writeFileSync(at('all.json'), '{"logs":{"emit":"all"}}');
    const count = (args: string[]): number =>
      lines(netloupe(['read', SAMPLE, '--packets', '-', ...args]).stdout).length;
    const some = count([]);
    expect(count(['--config', 'all.yaml'])).toBeGreaterThan(some);
    expect(count(['--config', 'all.json'])).toBeGreaterThan(some);
  });

  it.each([
    ['missing.yaml', null, /no such file/],
    ['broken.yaml', 'a: [1, 2', /neither YAML nor JSON/],
    ['unknown.yaml', 'timeouts:\n  tcp_idel: 3\n', /unknown key "timeouts.tcp_idel", did you mean "tcp_idle"/],
    ['empty-list.yaml', 'filter:\n  port: []\n', /empty list/],
    ['wrong.json', '{"max_sessions": -1}', /max_sessions/],
  ])('are refused with status 2: %s', (name, text, reason) => {
    if (text !== null) writeFileSync(at(name), text);
    const run = netloupe(['read', SAMPLE, '--config', name]);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain(name);
    expect(run.stderr).toMatch(reason);
  });
});

describe('wrong usage ends with 2', () => {
  it.each([
    [['read'], /missing required argument/],
    [['read', SAMPLE, '--no-such-option'], /unknown option/],
    [['read', SAMPLE, '--summary', 'xml'], /json, text/],
    [['read', SAMPLE, '--sessions', 'out.txt'], /\.jsonl or \.parquet/],
    [['read', SAMPLE, '--sessions', '-', '--dns', '-'], /both go to standard output/],
    [['read', SAMPLE, '--sessions', 'x.csv', '--dns', './x.csv'], /both go to/],
    [['read', '-', '-'], /only once/],
    [['read', SAMPLE, '--redact', '--plugin', 'x.lua'], /what plugins say/],
    [['capture'], /-i, --interface/],
    [['capture', '-i', 'lo', '--duration', 'soon'], /10s/],
    [['capture', '-i', ''], /empty/],
    [['serve', '--listen', '0.0.0.0:4680'], /ssh -L/],
    [['serve', '--listen', 'nonsense'], /HOST:PORT/],
    [['serve', '--token', 'short'], /16 to 256/],
    [['serve', '--read', SAMPLE, '-i', 'lo'], /cannot be used with/],
    [['doctor', 'too', 'many'], /too many arguments/],
  ])('%j', (args, reason) => {
    const run = netloupe(args);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(reason);
    expect(run.stdout).toBe('');
  });

  it('does not write over its own input', () => {
    writeFileSync(at('in.csv'), sample());
    const run = netloupe(['read', 'in.csv', '--sessions', './in.csv']);
    expect(run.status).toBe(2);
    expect(readFileSync(at('in.csv'))).toEqual(sample());
  });

  it('shows help with 0', () => {
    expect(netloupe(['--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(netloupe(['read', '--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(netloupe(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('input that cannot be read ends with 3', () => {
  const refused = (args: readonly string[], reason: RegExp, input?: Buffer): void => {
    writeFileSync(at('kept.csv'), 'kept');
    const run = netloupe(['read', ...args, '--sessions', 'kept.csv', '--summary', 'json'], input);
    expect(run.stderr).toMatch(reason);
    expect(run).toMatchObject({ status: 3, stdout: '' });
    expect(run.stderr.trimEnd().split('\n').length).toBeGreaterThan(1); // and what to do
    expect(readFileSync(at('kept.csv'), 'utf8')).toBe('kept');
  };

  it('missing', () => refused(['missing.pcap'], /no file missing\.pcap/));
  it('missing, after one that is there', () => refused([SAMPLE, 'missing.pcap'], /no file missing\.pcap/));
  it('a folder without captures', () => {
    mkdirSync(at('nothing-here'), { recursive: true });
    refused(['nothing-here'], /no capture in/);
  });
  it('empty', () => {
    writeFileSync(at('empty.pcap'), '');
    refused(['empty.pcap'], /empty/i);
  });
  it('empty standard input', () => refused(['-'], /empty|standard input/i, Buffer.alloc(0)));
  it('something else', () => {
    writeFileSync(at('foreign.pcap'), '<html>not a capture</html>'.repeat(10));
    refused(['foreign.pcap'], /foreign\.pcap/);
  });
  it('an unsupported link type', () => {
    const capture = Buffer.from(sample());
    capture.writeUInt32LE(147, 20); // LINKTYPE_USER0
    writeFileSync(at('user0.pcap'), capture);
    refused(['user0.pcap'], /147|link type/i);
  });
  it.skipIf(process.getuid?.() === 0)('no right to read', () => {
    writeFileSync(at('denied.pcap'), sample());
    chmodSync(at('denied.pcap'), 0);
    refused(['denied.pcap'], /permission/i);
  });
});

describe('damaged input ends with 4', () => {
  it('writes everything before the damage and names the byte offset', () => {
    const whole = summaryOf(netloupe(['read', SAMPLE, '--summary', 'json']));
    const cut = sample().subarray(0, sample().length - 10);
    writeFileSync(at('cut.pcap'), cut);
    const run = netloupe(['read', 'cut.pcap', '--sessions', 'cut.csv', '--summary', 'json']);
    expect(run.status).toBe(4);
    expect(run.stderr).toContain('cut.pcap');
    expect(run.stderr).toMatch(/byte \d+/);
    expect(summaryOf(run).packets).toBe(whole.packets - 1);
    expect(lines(readFileSync(at('cut.csv'), 'utf8'))).toHaveLength(summaryOf(run).sessions + 1);
  });
});

describe('output that cannot be written', () => {
  it.each([
    ['missing/out.csv', /does not exist/],
    ['folder.csv', /is a folder/],
  ])('%s: says so before reading', (target, reason) => {
    mkdirSync(at('folder.csv'), { recursive: true });
    const run = netloupe(['read', SAMPLE, '--sessions', target]);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(reason);
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk: says so, and leaves no half of the other outputs', () => {
    const run = netloupe(['read', SAMPLE, '--sessions', '/dev/full', '--dns', 'other.csv']);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/disk is full/);
    expect(existsSync(at('other.csv'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('capturing', () => {
  it('says which interface does not exist', () => {
    const run = netloupe(['capture', '-i', 'nosuchif0', '--sessions', 'live.csv']);
    expect([3, 5]).toContain(run.status); // 5 where this user may not capture at all
    expect(run.stderr.split('\n')[0]).toMatch(run.status === 3 ? /nosuchif0/ : /captur/i);
    expect(existsSync(at('live.csv'))).toBe(false);
  });
});

describe('interfaces and doctor', () => {
  it('lists interfaces as JSON with addresses, state and rates', () => {
    const run = netloupe(['interfaces', '--json']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const { interfaces } = JSON.parse(run.stdout) as { interfaces: Record<string, unknown>[] };
    const loopback = interfaces.find((one) => one['loopback'] === true);
    expect(loopback).toMatchObject({ state: 'up' });
    expect(loopback?.['rx_bytes_per_s']).toBeTypeOf('number');
  });

  it('examines what is there and says what to do about the rest', () => {
    const run = netloupe(['doctor', '--json']);
    const { checks } = JSON.parse(run.stdout) as { checks: { status: string; remedy: string | null }[] };
    expect(checks.length).toBeGreaterThan(5);
    for (const check of checks) if (check.status !== 'ok') expect(check.remedy).toBeTruthy();
    expect(run.status).toBe(checks.some(({ status }) => status === 'fail') ? 1 : 0);
  });
});

describe('serving', () => {
  interface Served {
    readonly child: ChildProcess;
    readonly url: URL;
    readonly cookie: string;
  }
  const serve = async (args: readonly string[], temporary?: string): Promise<Served> => {
    const child = started(['serve', '--listen', '127.0.0.1:0', ...args], temporary);
    const [, address] = await printed(child, 'stdout', /(http:\S+)/);
    const url = new URL(address ?? '');
    const answer = await fetch(url, { redirect: 'manual' });
    return { child, url, cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  };
  const end = async (child: ChildProcess): Promise<number | null> => {
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    return (await ended)[0];
  };

  it('prints an address that opens the view, and ends with 0 when asked to', async () => {
    const { child, url, cookie } = await serve(['--read', SAMPLE]);
    expect(url.hostname).toBe('127.0.0.1');
    expect(url.searchParams.get('token')?.length).toBeGreaterThan(40);
    expect((await fetch(url.origin)).status).toBe(401);
    expect((await fetch(`${url.origin}/?token=wrong`, { redirect: 'manual' })).status).toBe(403);
    const page = await fetch(url.origin, { headers: { cookie } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<script');
    expect(await end(child)).toBe(0);
  });

  it('says which port is in use', async () => {
    const { child, url } = await serve([]);
    const run = netloupe(['serve', '--listen', url.host]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(url.host);
    expect(run.stderr).toContain('--listen 127.0.0.1:0');
    await end(child);
  });

  it('removes what was handed over when it ends', async () => {
    mkdirSync(at('temporary'));
    const { child, url, cookie } = await serve([], at('temporary'));
    const answer = await fetch(`${url.origin}/captures?name=sample.pcap`, {
      method: 'PUT',
      headers: { cookie, origin: url.origin },
      body: new Uint8Array(sample()),
    });
    expect(answer.status).toBe(201);
    const { path: file } = (await answer.json()) as { path: string };
    expect(statSync(file).size).toBe(sample().length);
    await end(child);
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(at('temporary'))).toEqual([]);
  });

  it('refuses a capture that is not there', () => {
    const run = netloupe(['serve', '--listen', '127.0.0.1:0', '--read', 'missing.pcap']);
    expect(run).toMatchObject({ status: 3, stdout: '' });
  });
});
