/** Bytes of recent packets, from a capture into the viewer and out again: one by one, in a session's details, and as a capture file. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { framesOf, hex, OpenedCapture as Opened, valueOf } from './kit/opened-capture.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../samples/netloupe-sample.pcap');
const CORPUS = path.resolve(import.meta.dirname, '../../shared/captures');
const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('gives back the bytes of every packet that it lists', async () => {
  const opened = new Opened(1 << 24);
  await opened.open(SAMPLE);
  const { keys, columns } = await opened.packets();
  const wanted = (await framesOf(SAMPLE)).filter(({ bytes }) => bytes.slice(24, 28) !== '0806');
  const given: string[] = [];
  for (const [at, key] of keys.entries()) {
    if (columns['length']![at] === 0) continue;
    const packet = valueOf(await opened.call('packets.bytes', { key, packetLogs: 'all', redact: false }));
    const bytes = Buffer.from(packet.bytes, 'base64');
    expect(packet).toMatchObject({ linkType: 'ETHERNET', captured: bytes.length, length: columns['length']![at] });
    expect(packet.layers[0]).toMatchObject({ name: 'Ethernet', at: 0, length: 14 });
    given.push(hex(bytes));
  }
  expect(given).toEqual(wanted.slice(0, given.length).map(({ bytes }) => bytes));
  const refused = await opened.call('packets.bytes', { key: keys[0]!, packetLogs: 'all', redact: true });
  expect(refused).toMatchObject({ ok: false, failure: { code: 'not-permitted' } });
  for (const key of ['999999999', '-1', 'x']) {
    const missing = await opened.call('packets.bytes', { key, packetLogs: 'all', redact: false });
    expect(missing).toMatchObject({ ok: false, failure: { code: 'not-found' } });
  }
  await opened.engine.close();
});

it('writes a capture file of what passes the filter, which is read as what was captured', async () => {
  const opened = new Opened(1 << 24);
  await opened.open(SAMPLE);
  const target = path.join(folder, 'udp.pcapng');
  const progress = await opened.exported({ filter: 'udp', path: target });
  expect(progress).toMatchObject({ state: 'done', skipped: 0 });
  const datagrams = (await framesOf(SAMPLE)).filter(
    ({ bytes }) => bytes.slice(46, 48) === '11' || bytes.slice(40, 42) === '11',
  );
  const written = await framesOf(target);
  expect(written).toHaveLength(progress.rows);
  expect(written).toEqual(datagrams);
  expect(readFileSync(target).includes('session ')).toBe(true);
  await opened.engine.close();
});

it('counts packets whose bytes are gone, and says why nothing is written at all', async () => {
  const small = new Opened(1 << 16);
  await small.open(SAMPLE);
  const all = await small.exported({ path: path.join(folder, 'all.pcapng') });
  const held = await framesOf(path.join(folder, 'all.pcapng'));
  expect(all.state).toBe('done');
  expect(all.skipped).toBeGreaterThan(0);
  expect(held).toHaveLength(all.rows);
  expect(all.rows + all.skipped).toBe(
    (await framesOf(SAMPLE)).filter(({ bytes }) => bytes.slice(24, 28) !== '0806').length,
  );
  await small.engine.close();

  const none = new Opened(0);
  await none.open(SAMPLE);
  const { keys } = await none.packets();
  expect(await none.call('packets.bytes', { key: keys[0]!, packetLogs: 'all', redact: false })).toMatchObject({
    ok: false,
    failure: { code: 'unavailable' },
  });
  const common = { format: 'pcapng', filter: '', range: null, packetLogs: 'all', path: null } as const;
  for (const [more, code] of [
    [{ table: 'packets', redact: false }, 'unavailable'],
    [{ table: 'sessions', redact: false }, 'unavailable'],
    [{ table: 'sessions', redact: true }, 'not-permitted'],
    [{ table: 'packets', redact: true }, 'not-permitted'],
    [{ table: 'dns', redact: false }, 'invalid'],
  ] as const) {
    const refused = await none.call('export.start', { ...common, ...more });
    expect(refused).toMatchObject({ ok: false, failure: { code } });
  }
  await none.engine.close();
});

it('writes JSON lines that say what the view says', async () => {
  const opened = new Opened(0);
  await opened.open(SAMPLE);
  const target = path.join(folder, 'packets.jsonl');
  const progress = await opened.exported({ format: 'jsonl', filter: 'port 53', path: target });
  const lines = readFileSync(target, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(progress.rows);
  const view = await opened.packets('port 53');
  const first = JSON.parse(lines[0]!) as Record<string, unknown>;
  for (const [column, cells] of Object.entries(view.columns)) expect(first[column]).toEqual(cells[0]);
  await opened.engine.close();
});

const RETRANSMITTED = path.join(CORPUS, 'zeek-retransmit-fast009.pcap');

it.skipIf(!existsSync(RETRANSMITTED))(
  'tells which packets were sent again, as many as the session counted',
  async () => {
    const opened = new Opened(1 << 22);
    await opened.open(RETRANSMITTED);
    const { keys, columns } = await opened.view('sessions', '');
    let marked = 0;
    let counted = 0;
    for (const [at, sessionId] of keys.entries()) {
      const details = valueOf(await opened.call('sessions.details', { sessionId, packetLimit: 5000, redact: false }));
      marked += details.packetFacts.filter(({ retransmission }) => retransmission).length;
      counted += Number(columns['retransmissions_in']![at]) + Number(columns['retransmissions_out']![at]);
      expect(details.packetFacts).toHaveLength(details.packets.length);
      expect(details.packetsWithBytes).toBe(details.packets.filter(({ length }) => length > 0).length);
    }
    expect(counted).toBeGreaterThan(0);
    expect(marked).toBe(counted);
    await opened.engine.close();
  },
);

it('says where names come from, and which lookups led to the session', async () => {
  const opened = new Opened(1 << 22);
  await opened.open(SAMPLE);
  const { keys, columns } = await opened.view('sessions', 'tls');
  const at = columns['hostname_source']!.indexOf('tls');
  const params = { sessionId: keys[at]!, packetLimit: 100 };
  const details = valueOf(await opened.call('sessions.details', { ...params, redact: false }));
  const { hostname, dst_ip: responder } = details.session;
  expect(details.names[0]).toMatchObject({ name: hostname, source: 'tls', agrees: true, ttl: null });
  const answered = details.names.find(({ source }) => source === 'dns');
  expect(answered).toMatchObject({ name: hostname, agrees: true });
  expect(answered!.ttl).toBeGreaterThan(0);
  const led = details.dns.findIndex(({ answers }) => answers.some(({ data }) => data === responder));
  expect(details.dnsKeys[led]).toMatch(/^\d+$/);

  const hidden = valueOf(await opened.call('sessions.details', { ...params, redact: true }));
  expect(JSON.stringify(hidden)).not.toContain(hostname);
  expect(JSON.stringify(hidden)).not.toContain(responder);
  expect(hidden.packetFacts.every(({ bytesKey }) => bytesKey === null)).toBe(true);
  await opened.engine.close();
});
