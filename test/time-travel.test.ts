/** A viewer goes back in time: what memory had of a capture, history has after the program was started again, with the real process and its database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StreamParams, ViewFrame, ViewParams } from '#contract/protocol.ts';
import type { DnsDetails } from '#contract/views/dns.ts';
import type { SessionDetails } from '#contract/views/session-details.ts';
import type { OverviewFrame } from '#contract/views/sums.ts';
import type { TimeRange } from '#contract/views/time-range.ts';
import type { SyntheticFrame } from '#main/engine/capture/synthetic-source.ts';
import { START } from '#main/engine/test-world.ts';
import { createChildHistory } from '#main/host/history/child-history.ts';
import { buildHistoryProcess, type BuiltHistory } from './kit/history-process.ts';
import { framesOf } from './kit/opened-capture.ts';
import { Recording, Watched } from './kit/recording.ts';

const SAMPLE = path.join(import.meta.dirname, '../samples/netloupe-sample.pcap');
/** Longer than the sample. */
const LATER_MS = 600_000;
/** Sessions and lookups in the memory of a small one: fewer than the sample has. */
const HELD = 25;
const SIGNAL = new AbortController().signal;

const view: ViewParams = {
  table: 'sessions',
  filter: '',
  range: null,
  redact: false,
  sparklines: true,
  sort: null,
  offset: 0,
  limit: 100,
  follow: false,
  packetLogs: 'state',
  paused: false,
  hold: false,
};
const overview: StreamParams<'overview'> = {
  filter: '',
  range: null,
  redact: false,
  paused: false,
  by: 'service',
  points: 60,
  top: 20,
};
const groups: StreamParams<'groups'> = {
  filter: '',
  range: null,
  redact: false,
  paused: false,
  by: 'host',
  sort: { column: 'bytes_in', descending: true },
  offset: 0,
  limit: 100,
};
const dnsSummary: StreamParams<'dns_summary'> = {
  filter: '',
  range: null,
  redact: false,
  paused: false,
  top: 20,
  points: 60,
};

let program: BuiltHistory;
let home: string;
let sample: readonly SyntheticFrame[];
/** The sample, captured by one program; and the next one, which captured nothing. */
let before: Recording;
let after: Recording;
let range: TimeRange;
const memory = {
  sessions: null as ViewFrame | null,
  dns: null as ViewFrame | null,
  overview: null as OverviewFrame | null,
  details: [] as SessionDetails[],
  lookup: null as DnsDetails | null,
};

function record(folder: string, held?: number): Recording {
  return new Recording({
    folder,
    spawner: createChildHistory(program.file),
    // The clock of these tests stands in a year that is long over.
    settings: { days: 0 },
    ...(held === undefined ? {} : { held }),
  });
}

beforeAll(async () => {
  program = await buildHistoryProcess();
  home = mkdtempSync(path.join(tmpdir(), 'netloupe-travel-'));
  const frames = await framesOf(SAMPLE);
  const first = frames[0]!.time;
  sample = frames.map(({ time, wire, bytes }) => ({
    time: START + (time - first),
    wireLength: wire,
    bytes: Buffer.from(bytes, 'hex'),
  }));
  range = { kind: 'between', fromUs: START, toUs: sample.at(-1)!.time };
  before = record(path.join(home, 'history'));
  await before.start();
  await before.capture(sample);
  await before.call('capture.stop', {});
  memory.sessions = await once(before, 'view', view);
  memory.dns = await once(before, 'view', { ...view, table: 'dns' });
  memory.overview = await once(before, 'overview', overview);
  for (const sessionId of memory.sessions.keys) {
    memory.details.push(await before.call('sessions.details', { sessionId, packetLimit: 10, redact: false }));
  }
  memory.lookup = await before.call('dns.details', { key: memory.dns.keys[3]!, redact: false });
  await before.saved();
  await before.close();
  after = record(path.join(home, 'history'));
  await after.world.clock.advance(LATER_MS);
  await after.until(({ state }) => state === 'ready');
}, 60_000);
afterAll(async () => {
  await after.close();
  program.dispose();
  rmSync(home, { recursive: true, force: true });
});

async function once<K extends 'view' | 'overview' | 'groups' | 'dns_summary'>(
  recording: Recording,
  name: K,
  params: StreamParams<K>,
): ReturnType<Watched<K>['frame']> {
  const watched = new Watched(recording, name, params);
  try {
    // Lines come after rows.
    return await watched.frame(
      (frame) =>
        !('sparklines' in frame) ||
        frame.sparklines === null ||
        frame.sparklines.length === 0 ||
        frame.sparklines.some((line) => line.length > 0),
    );
  } finally {
    watched.close();
  }
}

/** By key, so that what happened at the same moment may be in any order. */
function rowsOf({ keys, columns }: ViewFrame): unknown[] {
  const rows = keys.map((key, at) => ({
    key,
    ...Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[at]])),
  }));
  return rows.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

describe('after the program was started again', () => {
  it('nothing is on view without a range', async () => {
    expect(await once(after, 'view', { ...view, sparklines: false })).toMatchObject({ matching: 0, keys: [] });
  });

  it('sessions are those that memory had', async () => {
    const frame = await once(after, 'view', { ...view, range });
    expect(frame.matching).toBe(46);
    expect(rowsOf(frame)).toEqual(rowsOf(memory.sessions!));
    expect(frame.totals).toEqual(memory.sessions!.totals);
    expect(frame.sparklines).toHaveLength(46);
  });

  it('lookups are those that memory had', async () => {
    const frame = await once(after, 'view', { ...view, table: 'dns', range });
    expect(frame.matching).toBe(31);
    expect(frame.columns).toEqual(memory.dns!.columns);
  });

  it.each(['port 443', 'service = dns and bytes > 100', 'host example', 'not (state = CLOSE or hostname exists)'])(
    'the filter %s lets through the same',
    async (filter) => {
      const ofMemory = record(path.join(home, `filter-${filter.length}`));
      await ofMemory.start();
      await ofMemory.capture(sample);
      const expected = await once(ofMemory, 'view', { ...view, sparklines: false, filter });
      await ofMemory.close();
      const frame = await once(after, 'view', { ...view, sparklines: false, filter, range });
      const ends = ({ columns: { src_ip, src_port, dst_ip, dst_port, start_time } }: ViewFrame): string[] =>
        (src_ip ?? [])
          .map((_, at) => JSON.stringify([src_ip, src_port, dst_ip, dst_port, start_time].map((each) => each?.[at])))
          .toSorted();
      expect(ends(frame)).toEqual(ends(expected));
      expect(frame.matching).toBe(expected.matching);
    },
  );

  it('sums are those that memory had', async () => {
    const frame = await once(after, 'overview', { ...overview, range });
    const { totals, tops, names } = memory.overview!;
    expect(frame.totals).toEqual({ ...totals, open: frame.totals.open });
    expect(new Set(frame.tops.host)).toEqual(new Set(tops.host));
    expect(new Set(frame.tops.talker)).toEqual(new Set(tops.talker));
    expect(new Set(frame.names)).toEqual(new Set(names));
    const bytes = (of: OverviewFrame): number =>
      of.series.reduce((all, each) => all + [...each.in, ...each.out].reduce((sum, value) => sum + value, 0), 0);
    expect(bytes(frame)).toBe(bytes(memory.overview!));
    expect((await once(after, 'groups', { ...groups, range })).groups).toBe(totals.hosts);
    expect(await once(after, 'dns_summary', { ...dnsSummary, range })).toMatchObject({ transactions: 31 });
  });

  it('details of sessions open, without packets', async () => {
    for (const known of memory.details) {
      const found = await after.call('sessions.details', {
        sessionId: known.session.session_id,
        packetLimit: 10,
        redact: false,
      });
      expect(found.session).toEqual(known.session);
      // An answer that came after its end led to other sessions.
      const { session_id, end_time } = known.session;
      expect(found.dns).toEqual(known.dns.filter((each) => each.session_id === session_id || each.time <= end_time));
      expect(found.packets).toEqual([]);
      expect(found.packetsNotHeld).toBe(known.session.packets_in + known.session.packets_out);
    }
  });

  it('details of lookups open, and lead on to others of history', async () => {
    const { keys } = await once(after, 'view', { ...view, table: 'dns', range });
    const found = await after.call('dns.details', { key: keys[3]!, redact: false });
    const { record: wanted, chain, led, ledInAll } = memory.lookup!;
    expect(found).toMatchObject({ record: wanted, chain, ledInAll });
    expect(found.led.map((session) => session.session_id)).toEqual(led.map((session) => session.session_id));
    const all = await Promise.all(keys.map((key) => after.call('dns.details', { key, redact: false })));
    for (const key of all.flatMap((each) => each.againKeys)) {
      expect(await after.call('dns.details', { key, redact: false })).toMatchObject({
        record: { query: expect.any(String) as string },
      });
    }
  });

  it('what is not there says so', async () => {
    const { commands } = after.engine.service;
    const missing = await commands['sessions.details'](
      { sessionId: '018bcfe5-0000-7000-8000-000000000000', packetLimit: 1, redact: false },
      SIGNAL,
    );
    expect(missing).toMatchObject({ ok: false, failure: { code: 'not-found' } });
    expect(await commands['dns.details']({ key: 'history:999999', redact: false }, SIGNAL)).toMatchObject({
      ok: false,
      failure: { code: 'not-found' },
    });
  });
});

describe('redacted', () => {
  const real = new Set<string>();
  beforeAll(() => {
    for (const name of ['src_ip', 'dst_ip', 'hostname']) {
      for (const cell of memory.sessions!.columns[name]!) if (typeof cell === 'string') real.add(cell);
    }
    for (const cell of memory.dns!.columns['query']!) if (typeof cell === 'string') real.add(cell);
    for (const plain of real) if (/^(127\.|ff|22[4-9]\.|23\d\.|255\.|::1$)|^localhost$/.test(plain)) real.delete(plain);
  });

  it('nothing that history answers is real', async () => {
    const redacted = { redact: true, range };
    const sessions = await once(after, 'view', { ...view, ...redacted });
    const details = await Promise.all(
      sessions.keys.map((sessionId) => after.call('sessions.details', { sessionId, packetLimit: 1, redact: true })),
    );
    const dns = await once(after, 'view', { ...view, ...redacted, table: 'dns' });
    const lookups = await Promise.all(dns.keys.map((key) => after.call('dns.details', { key, redact: true })));
    const sums = [];
    for (const by of ['host', 'talker', 'service'] as const) {
      sums.push(await once(after, 'overview', { ...overview, ...redacted, by }));
      sums.push(await once(after, 'groups', { ...groups, ...redacted, by }));
    }
    const said = JSON.stringify([
      sessions,
      details,
      dns,
      lookups,
      sums,
      await once(after, 'dns_summary', { ...dnsSummary, ...redacted }),
    ]);
    expect(real.size).toBeGreaterThan(20);
    expect([...real].filter((each) => said.includes(`"${each}"`) || said.includes(` ${each}`))).toEqual([]);
  });

  it('filters that stand beside what is shown find it, and only it', async () => {
    for (const by of ['host', 'talker'] as const) {
      const { rows } = await once(after, 'groups', { ...groups, redact: true, range, by });
      expect(rows.length).toBeGreaterThan(2);
      for (const row of rows) {
        const found = await once(after, 'view', {
          ...view,
          sparklines: false,
          redact: true,
          range,
          filter: row.filter!,
        });
        expect(found.mistake).toBeNull();
        expect([row.label, found.matching]).toEqual([row.label, row.sessions]);
      }
    }
  });

  it('a guess at a real name finds nothing, and is told why', async () => {
    const name = [...real].find((each) => each.endsWith('.com') || each.endsWith('.test') || each.endsWith('.org'))!;
    const frame = await once(after, 'view', {
      ...view,
      sparklines: false,
      redact: true,
      range,
      filter: `hostname = ${name}`,
    });
    expect(frame).toMatchObject({ matching: 0, keys: [], mistake: { at: 11, length: name.length } });
  });

  it('sorting by what is made up is refused, and rows are there', async () => {
    const frame = await once(after, 'view', {
      ...view,
      redact: true,
      range,
      sort: { column: 'dst_ip', descending: false },
    });
    expect(frame).toMatchObject({ matching: 46, notice: { code: 'unsupported' } });
  });
});

describe('while a capture runs', () => {
  it('memory answers for it, history for what was before, and for both together', async () => {
    const folder = path.join(home, 'both');
    const first = record(folder);
    await first.start();
    await first.capture(sample);
    await first.call('capture.stop', {});
    await first.saved();
    await first.close();

    const second = record(folder);
    await second.world.clock.advance(LATER_MS);
    await second.until(({ state }) => state === 'ready');
    await second.start();
    const later = sample.map((frame) => ({ ...frame, time: frame.time + LATER_MS * 1000 }));
    await second.capture(later.slice(0, 100));
    const own = await once(second, 'view', { ...view, sparklines: false });
    // Half an hour reaches over both.
    const both = new Watched(second, 'view', { ...view, sparklines: false, range: { kind: 'last', seconds: 1800 } });
    expect(await both.frame(({ matching }) => matching >= 46 + own.matching)).toMatchObject({
      matching: 46 + own.matching,
    });
    // What is captured now comes by itself.
    await second.capture(later.slice(100));
    const whole = await once(second, 'view', { ...view, sparklines: false });
    expect(whole.matching).toBeGreaterThan(own.matching);
    await both.frame(({ matching }) => matching === 46 + whole.matching);
    both.update({ ...view, sparklines: false, range: { kind: 'between', fromUs: START, toUs: sample.at(-1)!.time } });
    expect(await both.frame(({ matching }) => matching === 46)).toMatchObject({ matching: 46 });
    both.close();
    await second.close();
  }, 30_000);

  it('rows that memory forgot are those of history', async () => {
    const small = record(path.join(home, 'small'), HELD);
    await small.start();
    // Nothing is forgotten before it is written.
    for (let at = 0; at < sample.length; at += 20) {
      await small.capture(sample.slice(at, at + 20));
      await small.saved();
    }
    await small.call('capture.stop', {});
    await small.saved();
    const all: TimeRange = { kind: 'between', fromUs: START, toUs: small.world.clock.nowUs() };
    const { capture } = small.engine.service.streams.status({}, () => undefined).take()!;
    expect(capture.losses.forgotten_dns).toBeGreaterThan(0);
    const sessions = new Watched(small, 'view', { ...view, sparklines: false, range: all });
    const lookups = new Watched(small, 'view', { ...view, sparklines: false, table: 'dns', range: all });
    await sessions.frame(({ matching }) => matching === capture.total_sessions);
    await lookups.frame(({ matching }) => matching === HELD + capture.losses.forgotten_dns);
    sessions.close();
    lookups.close();
    await small.close();
  }, 30_000);

  it('where its process ends, the view says so, keeps its rows, and goes on by itself', async () => {
    const folder = path.join(home, 'gone');
    const first = record(folder);
    await first.start();
    await first.capture(sample);
    await first.saved();
    await first.close();

    const second = record(folder);
    await second.world.clock.advance(LATER_MS);
    await second.until(({ state }) => state === 'ready');
    const rows = new Watched(second, 'view', { ...view, sparklines: false, range });
    await rows.frame(({ matching }) => matching === 46);
    second.processes.at(-1)!.kill();
    await second.until(({ state }) => state === 'gone');
    rows.update({ ...view, sparklines: false, range, offset: 10, limit: 10 });
    expect(await rows.frame(({ notice }) => notice !== undefined)).toMatchObject({
      matching: 46,
      notice: { code: 'unavailable' },
    });
    const again = await rows.frame(({ notice }) => notice === undefined);
    expect(again).toMatchObject({ matching: 46, offset: 10 });
    expect(again.keys).toHaveLength(10);
    rows.close();
    await second.close();
  }, 30_000);
});
