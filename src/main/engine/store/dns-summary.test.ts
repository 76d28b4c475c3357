import { describe, expect, it } from 'vitest';
import { formatTime } from '#base/time-text.ts';
import type { DnsRecord, DnsStatus } from '#contract/records.ts';
import { bucketFor } from '#base/time-buckets.ts';
import { summarizeDns, nearestRank, type DnsSums } from './dns-summary.ts';
import { ManualClock } from './manual-clock.ts';
import { Slicer, Turns } from './slicer.ts';

const START = 1_700_000_000_000_000;

function lookup(second: number, status: DnsStatus, more: Partial<DnsRecord> = {}): DnsRecord {
  return {
    time: formatTime(START + second * 1_000_000),
    session_id: null,
    interface: 'eth0',
    client_ip: '192.0.2.10',
    client_port: 5353,
    server_ip: '192.0.2.53',
    server_port: 53,
    transport: 'udp',
    trans_id: 1,
    query: 'example.com',
    qtype: 'A',
    qclass: 'IN',
    rcode: 0,
    rcode_name: 'NOERROR',
    status,
    latency_ms: status === 'unanswered' ? null : 10,
    answers: [],
    ttls: [],
    flags: 'RD',
    ...more,
  };
}

async function summary(
  records: readonly DnsRecord[],
  more: { span?: DnsSums['span']; top?: number } = {},
): Promise<DnsSums> {
  const sums = await summarizeDns({
    rows: Uint32Array.from(records.keys()),
    record: (index) => records[index]!,
    test: null,
    span: more.span ?? null,
    points: 60,
    top: more.top ?? 10,
    slicer: new Slicer(new Turns(new ManualClock(START))),
    isCancelled: () => false,
  });
  return sums!;
}

describe('the summary of lookups', () => {
  it('has percentiles by nearest rank, of each resolver by itself', async () => {
    // The example of nearest rank that is in every textbook: 15 20 35 40 50.
    const slow = [35, 20, 15, 50, 40].map((latency_ms, i) => lookup(i, 'answered', { latency_ms }));
    const many = Array.from({ length: 200 }, (_, i) =>
      lookup(i, 'answered', { server_ip: '2001:db8::53', latency_ms: ((i * 37) % 200) + 1 }),
    );
    const { resolvers } = await summary([...slow, ...many, lookup(9, 'unanswered', { server_ip: '198.51.100.1' })]);
    expect(resolvers).toEqual([
      {
        server_ip: '2001:db8::53',
        transactions: 200,
        unanswered: 0,
        failed: 0,
        nxdomain: 0,
        p50: 100,
        p90: 180,
        p99: 198,
        max: 200,
      },
      {
        server_ip: '192.0.2.53',
        transactions: 5,
        unanswered: 0,
        failed: 0,
        nxdomain: 0,
        p50: 35,
        p90: 50,
        p99: 50,
        max: 50,
      },
      {
        server_ip: '198.51.100.1',
        transactions: 1,
        unanswered: 1,
        failed: 0,
        nxdomain: 0,
        p50: null,
        p90: null,
        p99: null,
        max: null,
      },
    ]);
    expect([5, 30, 40, 50, 100].map((percent) => nearestRank(percent, 5))).toEqual([1, 2, 2, 3, 5]);
  });

  it('counts what came of them, in all, by resolver and over time', async () => {
    const statuses: DnsStatus[] = [
      'answered',
      'nodata',
      'nxdomain',
      'servfail',
      'refused',
      'error',
      'unanswered',
      'unsolicited',
    ];
    const { transactions, byStatus, resolvers, over, bucketSeconds, firstBucketUs } = await summary(
      statuses.map((status, i) => lookup(i, status)),
    );
    expect(transactions).toBe(8);
    expect(Object.values(byStatus)).toEqual(statuses.map(() => 1));
    expect(resolvers[0]).toMatchObject({ transactions: 8, unanswered: 1, failed: 3, nxdomain: 1 });
    expect([bucketSeconds, firstBucketUs]).toEqual([1, START]);
    expect(over).toEqual({
      answered: [1, 1, 0, 0, 0, 0, 0, 1],
      failed: [0, 0, 1, 1, 1, 1, 0, 0],
      unanswered: [0, 0, 0, 0, 0, 0, 1, 0],
    });
  });

  it('counts names whatever their case, and lists those that fail by how often they do', async () => {
    const { names, failing } = await summary(
      [
        lookup(0, 'answered', { query: 'a.example' }),
        lookup(0, 'answered', { query: 'A.example' }),
        lookup(0, 'unanswered', { query: 'b.example' }),
        lookup(0, 'nxdomain', { query: 'c.example' }),
        lookup(0, 'nxdomain', { query: 'c.example' }),
        lookup(0, 'nxdomain', { query: null }),
      ],
      { top: 2 },
    );
    expect(names).toEqual([
      { name: 'a.example', transactions: 2, failed: 0 },
      { name: 'c.example', transactions: 2, failed: 2 },
    ]);
    expect(failing).toEqual([
      { name: 'c.example', transactions: 2, failed: 2 },
      { name: 'b.example', transactions: 1, failed: 1 },
    ]);
  });

  it('has as many buckets as reach over the time asked for, and nothing outside', async () => {
    const span = { fromUs: START - 100_000_000, toUs: START + 50_000_000 };
    const { over, bucketSeconds, firstBucketUs } = await summary([lookup(0, 'answered'), lookup(900, 'answered')], {
      span,
    });
    expect(bucketSeconds).toBe(5);
    expect(firstBucketUs).toBe(START - 100_000_000);
    expect(over.answered).toHaveLength(31);
    expect(over.answered[20]).toBe(1);
    expect(over.answered.reduce((sum, count) => sum + count)).toBe(1);
    expect([0, 60, 61, 3600, 90 * 86_400].map((seconds) => bucketFor(seconds, 60))).toEqual([1, 1, 2, 60, 172_800]);
  });

  it('is empty of nothing', async () => {
    expect(await summary([])).toMatchObject({ transactions: 0, resolvers: [], span: null, names: [] });
  });
});
