/** Sums over real captures: against the rows that they are sums of, and against the packets themselves. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { StreamFrames, StreamName, StreamParams, ViewFrame, ViewParams } from '#contract/protocol.ts';
import { DIMENSIONS, type Dimension, type GroupsFrame, type OverviewFrame, type SumRow } from '#contract/views/sums.ts';
import type { TimeRange } from '#contract/views/time-range.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import { createHostPorts } from '#main/host/host-ports.ts';

const corpus = path.resolve(import.meta.dirname, '../../shared/captures');
const samples = path.resolve(import.meta.dirname, '../samples');
/** Many kinds of traffic between them: names, IPv6, tunnels, ICMP errors, VLANs. */
const CHOSEN =
  /netloupe-sample|alexa|dns.icmp|many_interfaces|destunreach|vlan|wikipedia|tcp_scan|mdns|vxlan|6in4|quicv2|fuzz|timestamp_invalid/;

function capturesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(pcap|pcapng|cap|gz|ntar)$/.test(name) && CHOSEN.test(name))
    .map((name) => path.join(folder, name));
}

const plain = { filter: '', range: null, redact: false, paused: false } as const;
const { signal } = new AbortController();

/** The first frame that the stream gives. */
async function first<K extends StreamName>(
  engine: Engine,
  stream: K,
  params: StreamParams<K>,
  until: (frame: StreamFrames[K]) => boolean = () => true,
): Promise<StreamFrames[K]> {
  return new Promise((resolve) => {
    const look = (): void => {
      const frame = producer.take();
      if (frame === null || !until(frame)) return;
      producer.close();
      resolve(frame);
    };
    const producer = engine.service.streams[stream](params, () => setTimeout(look));
    look();
  });
}

const overview = (engine: Engine, more: object = {}): Promise<OverviewFrame> =>
  first(engine, 'overview', { ...plain, by: 'service', points: 300, top: 100, ...more });

const groups = (engine: Engine, by: Dimension, more: object = {}): Promise<GroupsFrame> =>
  first(engine, 'groups', {
    ...plain,
    by,
    sort: { column: 'bytes_out', descending: true },
    offset: 0,
    limit: 200,
    ...more,
  });

const view = (engine: Engine, more: Partial<ViewParams>): Promise<ViewFrame> => {
  const table = {
    table: 'sessions',
    sort: null,
    offset: 0,
    limit: 500,
    follow: false,
    hold: false,
    packetLogs: 'all',
  } as const;
  return first(
    engine,
    'view',
    { ...plain, ...table, sparklines: false, ...more },
    (frame) => frame.totals !== null || frame.table !== 'sessions',
  );
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);

async function openedEngine(file: string): Promise<Engine> {
  const about = { version: '0', host: 'headless', platform: 'test', samplePath: null } as const;
  const engine = createEngine(createHostPorts(), about);
  expect(await engine.service.commands['capture.open']({ path: file }, signal)).toEqual(success(null));
  await first(engine, 'status', {}, ({ capture }) => capture.state !== 'running' && capture.state !== 'opening');
  return engine;
}

describe.each([...capturesIn(samples), ...capturesIn(corpus)])('%s', (file) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openedEngine(file);
  });
  afterAll(() => engine.close());

  it('sums up to what its sessions had', async () => {
    const { totals, matching } = await view(engine, {});
    for (const by of DIMENSIONS) {
      const frame = await overview(engine, { by });
      expect(frame.totals, by).toMatchObject({ sessions: matching, ...bytesOf(totals!) });
      expect(frame.bytesNotHeld).toBe(0);
      expect(sum(frame.series.flatMap((series) => series.in)), by).toBe(totals!.bytes_in);
      expect(sum(frame.series.flatMap((series) => series.out)), by).toBe(totals!.bytes_out);
      const { rows, groups: count } = await groups(engine, by);
      expect(rows).toHaveLength(Math.min(200, count));
      if (count > 200) continue;
      expect(sum(rows.map(({ sessions }) => sessions)), by).toBe(matching);
      expect(sum(rows.map(({ packets }) => packets)), by).toBe(totals!.packets);
      expect(sum(rows.flatMap(({ traffic }) => traffic)), by).toBe(totals!.bytes_in + totals!.bytes_out);
    }
  });

  it.each([false, true])(
    'has a filter for each row that lets through exactly its sessions (redacted: %s)',
    async (redact) => {
      for (const by of DIMENSIONS) {
        const { rows } = await groups(engine, by, { redact, limit: 12 });
        for (const row of rows) await expectSelected(engine, row, redact);
      }
      const { tops } = await overview(engine, { top: 3, redact });
      for (const row of Object.values(tops).flat()) await expectSelected(engine, row, redact);
    },
  );

  it('has in a range what packets had in its seconds', async () => {
    const { span } = await overview(engine);
    if (span === null) return;
    const packets = await packetsOf(engine);
    if (packets === null) return;
    const length = span.toUs - span.fromUs;
    const ranges: TimeRange[] = [
      { kind: 'between', fromUs: span.fromUs + length / 3, toUs: span.fromUs + length / 2 },
      { kind: 'last', seconds: Math.max(0.5, length / 4e6) },
      { kind: 'between', fromUs: span.toUs + 5e6, toUs: span.toUs + 9e6 },
    ];
    for (const range of ranges) {
      const frame = await overview(engine, { range });
      const [from, to] =
        range.kind === 'last' ? [span.toUs - range.seconds * 1e6, span.toUs] : [range.fromUs, range.toUs];
      const inside = packets.filter(({ second }) => second >= Math.floor(from / 1e6) && second <= Math.floor(to / 1e6));
      // Packets of sessions that do not reach into the range, but into its first or last second, belong to none of them.
      const sessions = await view(engine, { range });
      const keys = new Set(sessions.keys);
      if (sessions.matching > sessions.keys.length) return;
      const expected = sum(inside.filter(({ session }) => keys.has(session)).map(({ bytes }) => bytes));
      expect(frame.totals.bytes_in + frame.totals.bytes_out).toBe(expected);
      expect(frame.totals.sessions).toBe(sessions.matching);
    }
  });
});

function bytesOf({ bytes_in, bytes_out }: { readonly bytes_in: number; readonly bytes_out: number }): object {
  return { bytes_in, bytes_out };
}

async function expectSelected(engine: Engine, row: SumRow, redact: boolean): Promise<void> {
  expect(row.filter, row.label ?? 'nothing').not.toBeNull();
  const frame = await view(engine, { filter: row.filter!, redact });
  expect(frame.mistake, row.filter!).toBeNull();
  expect({ matching: frame.matching, ...frame.totals }, row.filter!).toMatchObject({
    matching: row.sessions,
    ...bytesOf(row),
  });
}

interface Packet {
  readonly session: string;
  readonly second: number;
  readonly bytes: number;
}

/** Null where they are not all there, or some are only attached to their sessions. */
async function packetsOf(engine: Engine): Promise<Packet[] | null> {
  const packets: Packet[] = [];
  const { totals } = await view(engine, {});
  for (let offset = 0; ; offset += 500) {
    const { columns, held } = await view(engine, { table: 'packets', offset, limit: 500 });
    const count = columns['length']?.length ?? 0;
    for (let i = 0; i < count; i++) {
      // State changes without a packet have no length.
      if (columns['length']![i] === null) continue;
      packets.push({
        session: columns['session_id']![i] as string,
        second: Math.floor(Date.parse(columns['timestamp']![i] as string) / 1000),
        bytes: Number(columns['length']![i]),
      });
    }
    if (offset + count >= held || count === 0) break;
  }
  return sum(packets.map(({ bytes }) => bytes)) === totals!.bytes_in + totals!.bytes_out ? packets : null;
}
