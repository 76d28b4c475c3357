/**
 * Latencies per resolver in public captures, against what follows from tshark's list of DNS messages and the times in the files
 * themselves. Where the captures are not beside the project, there is nothing to compare.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { StatusFrame } from '#contract/protocol.ts';
import type { DnsSummaryFrame } from '#contract/views/dns.ts';
import { createEngine } from '#main/engine/engine.ts';
import { createHostPorts } from '#main/host/host-ports.ts';

const CORPUS = path.resolve(import.meta.dirname, '../../shared/captures');
/** Little-endian pcap files with lookups of which no two are alike while one is open. */
const CAPTURES = [
  'arkime-dns-wiresharkrepo.pcap',
  'arkime-dns-tcp.pcap',
  'zeek-wikipedia.pcap',
  'ndpi-KakaoTalk_chat.pcap',
  'dnscap-sll2.pcap',
];

interface Message {
  readonly frame: number;
  readonly kind: string;
  readonly src: string;
  readonly src_port: number;
  readonly dst: string;
  readonly dst_port: number;
  readonly id: number;
  readonly qr: 'query' | 'response';
  readonly quoted_in_icmp?: boolean;
}

interface Expected {
  transactions: number;
  latencies: number[];
}

/** Microseconds, by the number of the packet from 1. */
function packetTimes(file: string): number[] {
  const bytes = readFileSync(file);
  expect(bytes.readUInt32LE(0)).toBe(0xa1b2c3d4);
  const times = [Number.NaN];
  for (let at = 24; at + 16 <= bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) {
    times.push(bytes.readUInt32LE(at) * 1_000_000 + bytes.readUInt32LE(at + 4));
  }
  return times;
}

function expectedOf(name: string): Map<string, Expected> {
  const times = packetTimes(path.join(CORPUS, name));
  const { dns } = JSON.parse(readFileSync(path.join(CORPUS, 'expected', `${name}.json`), 'utf8')) as { dns: Message[] };
  const open = new Map<string, { readonly server: string; readonly at: number }>();
  const byServer = new Map<string, Expected>();
  for (const message of dns) {
    if (message.kind !== 'dns' || message.quoted_in_icmp === true) continue;
    const [client, server] =
      message.qr === 'query'
        ? [`${message.src} ${message.src_port}`, message.dst]
        : [`${message.dst} ${message.dst_port}`, message.src];
    const key = `${client} ${server} ${message.id}`;
    const at = times[message.frame]!;
    if (message.qr === 'query') {
      open.set(key, { server, at });
      const known = byServer.get(server) ?? { transactions: 0, latencies: [] };
      known.transactions++;
      byServer.set(server, known);
      continue;
    }
    const asked = open.get(key);
    open.delete(key);
    if (asked !== undefined) byServer.get(server)!.latencies.push((at - asked.at) / 1000);
  }
  return byServer;
}

async function summaryOf(name: string): Promise<DnsSummaryFrame> {
  const about = { version: '0', host: 'headless', platform: 'test', samplePath: null } as const;
  const engine = createEngine(createHostPorts(), about);
  const { commands, streams } = engine.service;
  const opened = await commands['capture.open']({ path: path.join(CORPUS, name) }, new AbortController().signal);
  expect(opened).toEqual(success(null));
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const frame: StatusFrame | null = status.take();
      if (frame !== null && frame.capture.state !== 'running') resolve();
    };
    const status = streams.status({}, look);
    look();
  });
  const frame = await new Promise<DnsSummaryFrame>((resolve) => {
    const look = (): void => {
      const taken = stream.take();
      if (taken !== null) resolve(taken);
    };
    const scope = { filter: '', range: null, redact: false, paused: false };
    const stream = streams.dns_summary({ ...scope, top: 10, points: 60 }, look);
    look();
  });
  await engine.close();
  return frame;
}

function nearestRank(values: readonly number[], percent: number): number | null {
  return values.toSorted((a, b) => a - b)[Math.ceil((percent * values.length) / 100) - 1] ?? null;
}

describe.skipIf(!existsSync(CORPUS))('resolvers in public captures', () => {
  it.each(CAPTURES)('%s', async (name) => {
    const expected = expectedOf(name);
    expect(expected.size).toBeGreaterThan(0);
    const { resolvers, transactions, byStatus, over } = await summaryOf(name);
    const rows = resolvers.map(({ server_ip, transactions: count, p50, p90, p99, max }) => [
      server_ip,
      { count, p50, p90, p99, max },
    ]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(
        [...expected].map(([server, { transactions: count, latencies }]) => {
          const [p50, p90, p99, max] = [50, 90, 99, 100].map((percent) => nearestRank(latencies, percent));
          return [server, { count, p50, p90, p99, max }];
        }),
      ),
    );
    const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
    expect(sum(Object.values(byStatus))).toBe(transactions);
    expect(sum([...over.answered, ...over.failed, ...over.unanswered])).toBe(transactions);
  });
});
