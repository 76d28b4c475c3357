/** Built-in chains against what PATHspider's tests expect of the same captures, and `netloupe observe` as a program. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { CHAIN_NAMES, type ChainName } from '#contract/observers.ts';
import {
  HAS_OBSERVED_CAPTURES,
  MANY_FLOWS,
  OBSERVED_CAPTURES,
  observedCapture,
  WITHOUT_OBSERVED_CAPTURES,
} from './conformance/observed-flows.ts';
import { observeFile } from './kit/observe-file.ts';

const ENDLESS: readonly ChainName[] = ['basic', 'udp', 'ecn', 'dscp', 'mss', 'tcpopt', 'tfo', 'evil'];

describe.skipIf(!HAS_OBSERVED_CAPTURES)(`what chains note of public captures${WITHOUT_OBSERVED_CAPTURES}`, () => {
  it.each(OBSERVED_CAPTURES)('$chain of $file', async ({ file, chain, values }) => {
    const records = await observeFile(observedCapture(file), [chain]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject(values);
  });

  it(`${MANY_FLOWS.flows} flows in ${MANY_FLOWS.file}, whatever chains look at it`, async () => {
    const { file, flows } = MANY_FLOWS;
    expect(await observeFile(observedCapture(file), ['basic'])).toHaveLength(flows);
    expect(await observeFile(observedCapture(file), [])).toHaveLength(flows);
  });

  it.each(OBSERVED_CAPTURES)('$chain of $file, among all chains that end no flow', async ({ file, chain, values }) => {
    const records = await observeFile(observedCapture(file), [...ENDLESS, chain]);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject(values);
  });
});

describe('netloupe observe', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-observe-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const sample = path.resolve(import.meta.dirname, '../samples/netloupe-sample.pcap');
  const netloupe = path.resolve(import.meta.dirname, '../bin/netloupe.mjs');
  const observe = (args: readonly string[], input?: Buffer) =>
    spawnSync(process.execPath, [netloupe, 'observe', ...args], { encoding: 'utf8', ...(input && { input }) });
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('prints one record a flow, and what it left out', () => {
    const run = observe([sample]);
    expect(run.status).toBe(0);
    const records = lines(run.stdout);
    expect(Object.keys(records[0]!)).toEqual([
      'pkt_first',
      'pkt_last',
      'sip',
      'dip',
      'proto',
      'sp',
      'dp',
      'pkt_fwd',
      'pkt_rev',
      'oct_fwd',
      'oct_rev',
    ]);
    const count = (key: string) => records.reduce((sum, record) => sum + (record[key] as number), 0);
    const [, packets, short, nonIp, flows] = /^(\d+) packets \((\d+) short, (\d+) non-IP\), (\d+) flows/
      .exec(run.stderr.replaceAll(/(?<=\d)[  ](?=\d)/g, ''))!
      .map(Number) as [number, number, number, number, number];
    expect(flows).toBe(records.length);
    expect(count('pkt_fwd') + count('pkt_rev')).toBe(packets - short - nonIp);
  });

  it('reads standard input, and gzip', () => {
    const run = observe([sample, '--chain', 'tcp', '--chain', 'dns']);
    const piped = observe(['-', '--chain', 'tcp', '--chain', 'dns'], gzipSync(readFileSync(sample)));
    expect(piped.status).toBe(0);
    expect(piped.stdout).toBe(run.stdout);
    expect(Object.keys(lines(run.stdout)[0]!)).toEqual(
      expect.arrayContaining(['tcp_synflags_fwd', 'dns_response_valid']),
    );
  });

  it('writes to a file instead', () => {
    const out = path.join(folder, 'flows.jsonl');
    const run = observe([sample, '--output', out]);
    expect([run.status, run.stdout]).toEqual([0, '']);
    expect(readFileSync(out, 'utf8')).toBe(observe([sample]).stdout);
  });

  it('never writes over its own input', () => {
    const copy = path.join(folder, 'copy.pcap');
    copyFileSync(sample, copy);
    const run = observe([copy, '--output', copy]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('would overwrite its own input');
    expect(readFileSync(copy)).toEqual(readFileSync(sample));
  });

  it('keeps what it read before damage, and names the byte', () => {
    const damaged = path.join(folder, 'damaged.pcap');
    const whole = readFileSync(sample);
    writeFileSync(damaged, whole.subarray(0, Math.floor(whole.length / 2) + 1));
    const out = path.join(folder, 'half.jsonl');
    const run = observe([damaged, '--output', out]);
    expect(run.status).toBe(4);
    expect(run.stderr).toMatch(/byte \d+/);
    expect(lines(readFileSync(out, 'utf8')).length).toBeGreaterThan(0);
  });

  it.each([
    { args: [path.join(folder, 'none.pcap')], status: 3, says: 'There is no file' },
    { args: [netloupe], status: 3, says: 'netloupe.mjs' },
    { args: [], status: 2, says: 'Name a capture' },
    { args: [sample, '-i', 'lo'], status: 2, says: 'Name a capture' },
    { args: [sample, '--chain', 'tcpotp'], status: 2, says: 'Did you mean tcpopt?' },
  ])('refuses $args', ({ args, status, says }) => {
    const out = path.join(folder, 'refused.jsonl');
    const run = observe([...args, '--output', out]);
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(says);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(out)).toBe(false);
  });

  it('adds columns to the sessions that read writes, as CSV and as JSON lines', () => {
    const read = (...args: readonly string[]) =>
      spawnSync(process.execPath, [netloupe, 'read', sample, ...args], { encoding: 'utf8' });
    const plain = read('--sessions', '-').stdout.split('\r\n');
    const csv = read('--sessions', '-', '--chain', 'basic', '--chain', 'tcp').stdout.split('\r\n');
    expect(csv[0]).toBe(
      `${plain[0]},sip,dip,proto,sp,dp,pkt_fwd,pkt_rev,oct_fwd,oct_rev,` +
        'tcp_synflags_fwd,tcp_synflags_rev,tcp_connected,tcp_fin_fwd,tcp_fin_rev,tcp_rst_fwd,tcp_rst_rev',
    );
    expect(csv).toHaveLength(plain.length);
    const out = path.join(folder, 'sessions.jsonl');
    read('--sessions', out, '--chain', 'basic', '--chain', 'tcp');
    const rows = lines(readFileSync(out, 'utf8'));
    expect(rows).toHaveLength(plain.length - 2);
    for (const row of rows) {
      expect(row).toMatchObject({ sip: row['src_ip'], dip: row['dst_ip'], proto: row['protocol_num'] });
      expect(row['pkt_fwd']).toBeGreaterThanOrEqual(row['packets_out'] as number);
    }
    const connected = rows.filter((row) => row['tcp_connected'] === true);
    expect(connected.length).toBeGreaterThan(0);
    expect(connected.every((row) => row['protocol_name'] === 'TCP')).toBe(true);
  });

  it('wants sessions to add columns to', () => {
    const run = spawnSync(process.execPath, [netloupe, 'read', sample, '--chain', 'tcp'], { encoding: 'utf8' });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('--sessions');
  });

  it('lists chains with every key of theirs', () => {
    const run = observe(['--list-chains']);
    expect(run.status).toBe(0);
    for (const name of CHAIN_NAMES) expect(run.stdout).toMatch(new RegExp(`^${name}: `, 'm'));
    expect(run.stdout).toContain('tcp_synflags_rev');
  });
});
