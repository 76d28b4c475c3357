/** `netloupe compare` over real captures: one with itself, and with what is left of it when its second half is cut off. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Comparison } from '#contract/history/compare.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const NETLOUPE = path.join(ROOT, 'bin/netloupe.mjs');
const SAMPLE = path.join(ROOT, 'samples/netloupe-sample.pcap');
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-compare-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compared(...args: readonly string[]): Comparison {
  const text = execFileSync(process.execPath, [NETLOUPE, 'compare', ...args, '--format', 'json', '--limit', '500'], {
    encoding: 'utf8',
  });
  return JSON.parse(text) as Comparison;
}

/** Hosts that sessions of a capture have, by another way. */
function hostsOf(capture: string): Set<string> {
  const text = execFileSync(process.execPath, [NETLOUPE, 'read', capture, '--sessions', path.join(folder, 's.jsonl')]);
  expect(text.toString()).toBe('');
  const lines = readFileSync(path.join(folder, 's.jsonl'), 'utf8').trimEnd().split('\n');
  return new Set(
    lines.map((line) => {
      const { hostname, dst_ip: address } = JSON.parse(line) as { hostname: string | null; dst_ip: string };
      return hostname ?? address;
    }),
  );
}

/** The first `share` of the records of a pcap of little-endian microseconds. */
function firstPart(share: number): string {
  const bytes = readFileSync(SAMPLE);
  const ends: number[] = [];
  for (let at = FILE_HEADER; at < bytes.length;) {
    at += RECORD_HEADER + bytes.readUInt32LE(at + 8);
    ends.push(at);
  }
  const file = path.join(folder, 'part.pcap');
  writeFileSync(file, bytes.subarray(0, ends[Math.floor(ends.length * share)]));
  return file;
}

test('a capture is like itself', () => {
  const { rows, counts, before, after } = compared(SAMPLE, SAMPLE);
  const hosts = hostsOf(SAMPLE);
  expect(counts).toEqual({ new: 0, gone: 0, changed: 0, same: hosts.size });
  expect(new Set(rows.map(({ label }) => label))).toEqual(hosts);
  expect(before).toEqual(after);
});

test('what its second half brought is new', () => {
  const part = firstPart(0.5);
  const [then, now] = [hostsOf(part), hostsOf(SAMPLE)];
  const { rows } = compared(part, SAMPLE);
  const labelled = (change: string): string[] =>
    rows
      .filter((row) => row.change === change)
      .map(({ label }) => String(label))
      .toSorted();
  expect(labelled('new')).toEqual([...now].filter((host) => !then.has(host)).toSorted());
  expect(labelled('gone')).toEqual([...then].filter((host) => !now.has(host)).toSorted());
  expect(labelled('new').length).toBeGreaterThan(0);
});

test('what is no capture, or no filter, is said', () => {
  const run = (...args: readonly string[]): { readonly status: number | null; readonly stderr: string } =>
    spawnSync(process.execPath, [NETLOUPE, 'compare', ...args], { encoding: 'utf8' });
  expect(run(SAMPLE, path.join(folder, 'none.pcap'))).toMatchObject({
    status: 3,
    stderr: expect.stringContaining('There is no file'),
  });
  expect(run(SAMPLE, path.join(ROOT, 'package.json'))).toMatchObject({ status: 3 });
  expect(run(SAMPLE, SAMPLE, '--filter', 'dst_port = x')).toMatchObject({ status: 2 });
  expect(run(SAMPLE, SAMPLE, '--by', 'colour')).toMatchObject({ status: 2 });
});
