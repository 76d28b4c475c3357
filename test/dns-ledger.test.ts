/** Lookups of the sample capture beyond their rows: what each led to and what was asked again, and the summary under filters and redaction. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { StatusFrame, TableName, ViewFrame } from '#contract/protocol.ts';
import type { DnsRecord, SessionRecord } from '#contract/records.ts';
import type { DnsDetails, DnsStreamParams, DnsSummaryFrame } from '#contract/views/dns.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import { createHostPorts } from '#main/host/host-ports.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../samples/netloupe-sample.pcap');
const { signal } = new AbortController();

let engine: Engine;
beforeAll(async () => {
  engine = createEngine(createHostPorts(), { version: '0', host: 'headless', platform: 'test', samplePath: null });
  const { commands, streams } = engine.service;
  expect(await commands['capture.open']({ path: SAMPLE }, signal)).toEqual(success(null));
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const frame: StatusFrame | null = status.take();
      if (frame !== null && frame.capture.state !== 'running') resolve();
    };
    const status = streams.status({}, look);
    look();
  });
});
afterAll(() => engine.close());

function frameOf(table: TableName, redact = false): Promise<ViewFrame> {
  const scope = { filter: '', range: null, redact, sparklines: false, sort: null, paused: false };
  const window = { offset: 0, limit: 500, follow: false, hold: false, packetLogs: 'state' } as const;
  return new Promise((resolve) => {
    const look = (): void => {
      const frame = stream.take();
      if (frame !== null) resolve(frame);
    };
    const stream = engine.service.streams.view({ table, ...scope, ...window }, look);
    look();
  });
}

function recordsOf<R>({ keys, columns }: ViewFrame): R[] {
  return keys.map(
    (_, row) => Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[row]])) as R,
  );
}

async function detailsOf(key: string, redact = false): Promise<DnsDetails> {
  const result = await engine.service.commands['dns.details']({ key, redact }, signal);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('the details of a lookup', () => {
  it('have the sessions of the client to an address of the answer since, and what it asked again', async () => {
    const frame = await frameOf('dns');
    const lookups = recordsOf<DnsRecord>(frame);
    const sessions = recordsOf<SessionRecord>(await frameOf('sessions'));
    let [led, again] = [0, 0];
    for (const [at, lookup] of lookups.entries()) {
      const details = await detailsOf(frame.keys[at]!);
      expect(details.record).toEqual(lookup);
      const addresses = lookup.answers.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
      const expected = sessions
        .filter((session) => session.src_ip === lookup.client_ip && addresses.includes(session.dst_ip))
        .filter((session) => session.start_time >= lookup.time)
        .toSorted((a, b) => (a.start_time < b.start_time ? -1 : 1));
      expect(details.led.map(({ session_id }) => session_id)).toEqual(expected.map(({ session_id }) => session_id));
      expect(details.ledInAll).toBe(expected.length);
      const others = lookups
        .map((other, position) => ({ other, key: frame.keys[position]! }))
        .filter(({ other, key }) => key !== frame.keys[at] && other.client_ip === lookup.client_ip)
        .filter(
          ({ other }) => other.qtype === lookup.qtype && other.query?.toLowerCase() === lookup.query?.toLowerCase(),
        )
        .filter(({ other }) => Math.abs(Date.parse(other.time) - Date.parse(lookup.time)) <= 30_000);
      expect(details.againKeys).toEqual(lookup.query === null ? [] : others.map(({ key }) => key));
      led += expected.length;
      again += others.length;
    }
    expect(led).toBeGreaterThan(5);
    expect(again).toBeGreaterThan(5);
  });

  it('are redacted as rows are', async () => {
    const [real, redacted] = [await frameOf('dns'), recordsOf<DnsRecord>(await frameOf('dns', true))];
    for (const [at, record] of redacted.entries()) {
      const details = await detailsOf(real.keys[at]!, true);
      expect(details.record).toEqual(record);
      expect(details.chain.map(({ data }) => data).toSorted()).toEqual(
        record.answers.map(({ data }) => data).toSorted(),
      );
      for (const session of details.led) expect(session.src_ip).toBe(record.client_ip);
      for (const other of details.again) expect(other.query?.toLowerCase()).toBe(record.query?.toLowerCase());
    }
  });

  it.each(['99999999', '-1', 'nonsense'])('say of %s that it is not held', async (key) => {
    expect(await engine.service.commands['dns.details']({ key, redact: false }, signal)).toMatchObject({
      ok: false,
      failure: { code: 'not-found' },
    });
  });
});

describe('the summary', () => {
  const params: DnsStreamParams['dns_summary'] = {
    filter: '',
    range: null,
    redact: false,
    paused: false,
    top: 10,
    points: 60,
  };

  /** Frames of one stream: the first, and one after each change of what is asked. */
  async function frames(...changes: Partial<typeof params>[]): Promise<DnsSummaryFrame[]> {
    const taken: DnsSummaryFrame[] = [];
    let wake = (): void => undefined;
    const stream = engine.service.streams.dns_summary({ ...params, ...changes[0] }, () => wake());
    for (const change of changes) {
      if (change !== changes[0]) stream.update({ ...params, ...change });
      taken.push(
        await new Promise<DnsSummaryFrame>((resolve) => {
          wake = (): void => {
            const frame = stream.take();
            if (frame !== null) resolve(frame);
          };
          wake();
        }),
      );
    }
    stream.close();
    return taken;
  }

  it('is about what the filter and the range let through', async () => {
    const lookups = recordsOf<DnsRecord>(await frameOf('dns'));
    const failed = lookups.filter(({ status }) => status === 'nxdomain');
    // The whole of that millisecond, as Date knows no microseconds.
    const cutAt = Date.parse(lookups[10]!.time) * 1000 + 999;
    const [all, some, none, early] = await frames(
      {},
      { filter: 'status = nxdomain' },
      { filter: 'query = no.such.name.at.all' },
      { range: { kind: 'between', fromUs: 0, toUs: cutAt } },
    );
    expect(all).toMatchObject({ transactions: lookups.length, mistake: null });
    expect(some).toMatchObject({ transactions: failed.length });
    expect(some!.byStatus.nxdomain).toBe(failed.length);
    expect(none).toMatchObject({ transactions: 0, resolvers: [], names: [] });
    expect(early!.transactions).toBe(lookups.filter(({ time }) => Date.parse(time) * 1000 <= cutAt).length);
    expect(early!.transactions).toBeLessThan(lookups.length);
  });

  it('says what is wrong with a filter', async () => {
    const [wrong] = await frames({ filter: 'status = ' });
    expect(wrong!.mistake).not.toBeNull();
    expect(wrong!.transactions).toBe(0);
  });

  it('names nobody while redacted, and counts the same', async () => {
    const [real, redacted] = await frames({}, { redact: true });
    const shown = new Set(recordsOf<DnsRecord>(await frameOf('dns', true)).map(({ server_ip }) => server_ip));
    expect(redacted!.resolvers.map(({ server_ip }) => shown.has(server_ip))).toEqual(
      redacted!.resolvers.map(() => true),
    );
    expect(redacted!.resolvers.map(({ p50 }) => p50)).toEqual(real!.resolvers.map(({ p50 }) => p50));
    const names = new Set(real!.names.map(({ name }) => name));
    expect(redacted!.names.filter(({ name }) => names.has(name))).toEqual([]);
    expect(redacted!.names.map(({ transactions }) => transactions)).toEqual(
      real!.names.map(({ transactions }) => transactions),
    );
  });
});
