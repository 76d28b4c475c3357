import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DNS_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import { openMemoryDatabase } from '../../database/memory-database.ts';
import { importFiles } from './import-files.ts';
import { importWorld, type ImportWorld } from './test-import.ts';

const ID = '019b7c4e-0000-7000-8000-000000000001';
const SESSION: Readonly<Record<string, string>> = {
  session_id: ID,
  start_time: '2026-01-02T03:04:05.000001Z',
  end_time: '2026-01-02T03:04:06.500001Z',
  duration_s: '1.5',
  state: 'CLOSE',
  end_reason: 'fin',
  interface: 'eth0',
  protocol_num: '6',
  protocol_name: 'TCP',
  src_ip: '192.0.2.1',
  src_port: '1',
  dst_ip: '2001:db8::1',
  dst_port: '443',
  service: 'tls',
  hostname: "'=cmd.example",
  packets_out: '3',
  packets_in: '4',
  bytes_out: '300',
  bytes_in: '9007199254740991',
  midstream: 'false',
  process: '"a ""quoted"", name"',
  pid: '4294967295',
  as_org: '"two\r\nlines"',
};

function csv(header: readonly string[], ...rows: readonly Readonly<Record<string, string>>[]): string {
  return [header, ...rows.map((row) => header.map((name) => row[name] ?? ''))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');
}

let world: ImportWorld;
beforeEach(async () => {
  world = await importWorld();
});
afterEach(() => world.close());

describe('our own exports', () => {
  it('come back cell by cell', async () => {
    const paths = await world.files({ 'sessions.csv': csv(SESSION_COLUMNS, SESSION) });
    expect(await world.open(paths)).toMatchObject({
      ok: true,
      value: { files: [{ kind: 'sessions', rows: 1, ignored: [] }], refused: 0 },
    });
    const [row] = await world.rows('SELECT * FROM sessions');
    expect(row).toMatchObject({
      session_id: ID,
      start_time: '2026-01-02 03:04:05.000001',
      duration_s: 1.5,
      end_reason: 'fin',
      src_port: 1,
      dst_ip: '2001:db8::1',
      hostname: '=cmd.example',
      hostname_source: null,
      bytes_in: 9_007_199_254_740_991,
      midstream: false,
      process: 'a "quoted", name',
      pid: 4_294_967_295,
      as_org: 'two\r\nlines',
      rtt_ms: null,
      open: false,
    });
  });

  it('may be of another version: what is unknown is left out and said, what is missing is null', async () => {
    const header = ['start_time', 'src_ip', 'dst_ip', 'ja4', 'bytes_in', 'x,y'];
    const text = csv(['start_time', 'src_ip', 'dst_ip', 'ja4', 'bytes_in', '"x,y"'], { ...SESSION, ja4: 't13d' });
    const answer = await world.open(await world.files({ 'old.csv': text }));
    expect(answer).toMatchObject({ ok: true, value: { files: [{ ignored: [header[3], header[5]] }] } });
    expect((await world.rows('SELECT session_id, state, end_time, duration_s, packets_in FROM sessions'))[0]).toEqual({
      session_id: 'row-1',
      state: null,
      end_time: '2026-01-02 03:04:05.000001',
      duration_s: 0,
      packets_in: null,
    });
  });

  it('are read with other line ends, compressed, and with a byte order mark', async () => {
    const text = `\uFEFF${csv(SESSION_COLUMNS, { ...SESSION, as_org: 'one' }).replaceAll('\r\n', '\n')}`;
    expect(await world.open(await world.files({ 'a.csv.gz': gzipSync(text) }))).toMatchObject({
      ok: true,
      value: { sessions: 1, refused: 0 },
    });
  });

  it('refuse single rows', async () => {
    const text =
      csv(
        SESSION_COLUMNS,
        SESSION,
        { ...SESSION, bytes_out: '-1' },
        { ...SESSION, start_time: '2026-02-30T00:00:00Z' },
      ) + 'a,b\r\n';
    expect(await world.open(await world.files({ 'a.csv': text }))).toMatchObject({
      ok: true,
      value: { sessions: 1, refused: 3, reason: 'a.csv: bytes_out is -1, not a whole number up to 9007199254740991' },
    });
  });

  it('tell apart sessions of one id', async () => {
    const [path] = await world.files({ 'a.csv': csv(SESSION_COLUMNS, SESSION) });
    expect(await world.open([path!, path!])).toMatchObject({ ok: true, value: { sessions: 2 } });
    expect(await world.rows('SELECT session_id FROM sessions ORDER BY session_no')).toEqual([
      { session_id: ID },
      { session_id: `${ID}#2` },
    ]);
  });

  it('may be lookups', async () => {
    const row = {
      time: '2026-01-02T03:04:05.000001Z',
      interface: '',
      client_ip: '192.0.2.1',
      client_port: '1',
      server_ip: '192.0.2.2',
      server_port: '53',
      transport: 'udp',
      trans_id: '7',
      query: 'a.example',
      status: 'answered',
      answers: '"[{""name"":""a"",""type"":""A"",""ttl"":1,""data"":""192.0.2.3""}]"',
      ttls: '[1]',
      flags: '',
    };
    expect(await world.open(await world.files({ 'dns.csv': csv(DNS_COLUMNS, row) }))).toMatchObject({
      ok: true,
      value: { dns: 1, refused: 0 },
    });
    expect((await world.rows('SELECT interface, flags, query, rcode, ttls, answers FROM dns'))[0]).toEqual({
      interface: '',
      flags: '',
      query: 'a.example',
      rcode: null,
      ttls: [1],
      answers: '[{"name":"a","type":"A","ttl":1,"data":"192.0.2.3"}]',
    });
  });

  it.each([
    [
      'is a packet log',
      'src_ip,dst_ip,src_port,dst_port,protocol_num,protocol_name,state,timestamp,session_id,payload,interface,length,direction\r\n',
    ],
    ['has no column start_time, without which sessions cannot be shown', 'session_id,src_ip,dst_ip,bytes_in\r\n'],
    ['has none of the columns of sessions or DNS transactions', 'a,b,c\r\n1,2,3\r\n'],
    ['is nothing that is known here', 'hello\n'],
    ['is empty', ''],
    ['is JSON of another kind', '{"a":1}\n'],
  ])('say what a wrong file is: it %s', async (problem, text) => {
    expect(await world.open(await world.files({ x: text }))).toMatchObject({
      ok: false,
      failure: { code: 'unsupported', message: expect.stringContaining(problem) as string },
    });
  });

  it('end with a clear word where a file is cut off, is not there, or is too much', async () => {
    const zipped = gzipSync(
      csv(SESSION_COLUMNS, ...Array.from({ length: 2000 }, (_, i) => ({ ...SESSION, src_port: String(i) }))),
    );
    const [cut] = await world.files({ 'a.csv.gz': zipped.subarray(0, zipped.length - 20) });
    expect(await world.open([cut!])).toMatchObject({
      ok: false,
      failure: { code: 'damaged', message: expect.stringContaining('in the middle') as string },
    });
    expect(world.context.datasets.get('import')).toBeNull();
    expect(await world.open([`${cut}x`])).toMatchObject({ ok: false, failure: { code: 'not-found' } });
    const [open] = await world.files({ 'b.csv': `${SESSION_COLUMNS.join(',')}\r\n"never closed` });
    expect(await world.open([open!])).toMatchObject({ ok: false, failure: { code: 'damaged' } });
  });

  it('are refused where there is no memory for their rows, and nothing is left', async () => {
    const { context } = world;
    const datasets = {
      ...context.datasets,
      add: (id: string) => openMemoryDatabase(id, { memoryBytes: 24e6, threads: 1 }),
    };
    const rows = Array.from({ length: 40_000 }, (_, i) => ({
      ...SESSION,
      session_id: `${ID}-${i}`,
      hostname: `host-${i}.${'x'.repeat(200)}`,
    }));
    const paths = await world.files({ 'a.csv': csv(SESSION_COLUMNS, ...rows) });
    expect(await importFiles({ dataset: 'import', paths, kind: 'auto' }, { ...context, datasets })).toMatchObject({
      ok: false,
      failure: { code: 'no-space', message: expect.stringContaining('more rows than there is memory for') as string },
    });
  });

  it('can be cancelled, and nothing is left', async () => {
    const controller = new AbortController();
    const cancelled = await importWorld(controller.signal);
    controller.abort();
    const paths = await cancelled.files({ 'a.csv': csv(SESSION_COLUMNS, SESSION) });
    expect(await cancelled.open(paths)).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(cancelled.context.datasets.get('import')).toBeNull();
    await cancelled.close();
  });
});
