/** Views under a filter and a range of time: mistakes, ranges that move on, rows that answer through their sessions. */
import { describe, expect, it } from 'vitest';
import { sessionId } from '#base/session-id.ts';
import type { DnsRecord } from '#contract/records.ts';
import { END_FIN, STATE_CLOSE } from '#main/engine/flows/session-columns.ts';
import { DnsRing } from './dns-ring.ts';
import { DnsTable } from './dns-table.ts';
import { PacketRing } from './packet-ring.ts';
import { PacketTable } from './packet-table.ts';
import { plainNames, SessionFixture } from './session-fixtures.ts';
import { Viewer } from './test-viewer.ts';

const SECOND = 1_000_000;

describe('a view whose filter has a mistake', () => {
  it('shows no rows and says where it is, and shows them again once it is mended', async () => {
    const fixture = new SessionFixture();
    fixture.start({ bytesOut: 5 });
    const viewer = new Viewer(fixture.table, { filter: 'state exists and byts > 3' });
    expect(await viewer.frame()).toMatchObject({
      matching: 0,
      held: 1,
      keys: [],
      totals: { bytes_out: 0, bytes_in: 0, packets: 0 },
      mistake: { at: 17, length: 4, message: 'there is no field `byts`; did you mean "bytes"?', remedy: null },
    });
    viewer.update({ filter: 'state exists and bytes > 3' });
    expect(await viewer.frame()).toMatchObject({ matching: 1, keys: ['session-1'], mistake: null });
    viewer.update({ filter: 'bytes >', sort: { column: 'bytes_out', descending: true } });
    expect(await viewer.frame()).toMatchObject({ matching: 0, mistake: { at: 7, length: 0 } });
    viewer.update({ paused: true });
    expect(await viewer.frame()).toMatchObject({ matching: 0, mistake: { at: 7, length: 0 } });
  });

  it('has it of another table, too', async () => {
    const fixture = new SessionFixture();
    fixture.start();
    const viewer = new Viewer(fixture.table);
    await viewer.frame();
    viewer.model = new DnsTable(new DnsRing(4));
    viewer.update({ table: 'dns', filter: '(' });
    expect(await viewer.frame()).toMatchObject({ table: 'dns', mistake: { at: 1 } });
  });
});

describe('a range of time', () => {
  it('has the sessions that overlap it, both ends included', async () => {
    const fixture = new SessionFixture();
    const spans = [
      [0, 9],
      [0, 10],
      [10, 20],
      [20, 30],
      [21, 30],
      [5, 50],
    ];
    for (const [start, end] of spans) fixture.start({ startTime: start! * SECOND, lastTime: end! * SECOND });
    const range = { kind: 'between', fromUs: 10 * SECOND, toUs: 20 * SECOND } as const;
    const viewer = new Viewer(fixture.table, { range });
    expect((await viewer.frame())?.keys).toEqual(['session-6', 'session-4', 'session-3', 'session-2']);
    viewer.update({ filter: 'end_time <= 1970-01-01T00:00:20Z' });
    expect((await viewer.frame())?.keys).toEqual(['session-3', 'session-2']);
    viewer.update({ filter: '', range: { kind: 'between', fromUs: 31 * SECOND, toUs: 32 * SECOND } });
    expect(await viewer.frame()).toMatchObject({ matching: 1, held: 6, totals: { bytes_out: 100 } });
    viewer.update({ range: null });
    expect((await viewer.frame())?.matching).toBe(6);
  });

  it('that is the last seconds moves on with time, though no row comes', async () => {
    const fixture = new SessionFixture();
    for (const time of [1, 5, 10]) fixture.start({ startTime: time * SECOND });
    const viewer = new Viewer(fixture.table, { range: { kind: 'last', seconds: 5 } });
    viewer.latestUs = 10 * SECOND;
    viewer.update({ range: { kind: 'last', seconds: 6 } });
    expect((await viewer.frame())?.keys).toEqual(['session-3', 'session-2']);
    viewer.latestUs = 11.5 * SECOND;
    expect((await viewer.refreshed())?.keys).toEqual(['session-3']);
    // Less than a second further, so nothing is looked at again.
    viewer.latestUs = 12 * SECOND;
    expect(await viewer.refreshed()).toBeNull();
    viewer.update({ paused: true });
    expect((await viewer.frame())?.keys).toEqual(['session-3']);
    viewer.latestUs = 60 * SECOND;
    expect(await viewer.refreshed()).toBeNull();
    viewer.update({ filter: 'session' });
    viewer.update({ filter: '' });
    expect((await viewer.frame())?.keys).toEqual(['session-3']);
    viewer.update({ paused: false });
    expect((await viewer.frame())?.matching).toBe(0);
  });

  it('has the packets and the transactions whose time is in it', async () => {
    const fixture = new SessionFixture();
    const slot = fixture.start();
    const ring = new PacketRing(10);
    for (const time of [9.5, 10, 20, 20.5]) ring.addStateChange(fixture.columns, slot, time * SECOND);
    const range = { kind: 'between', fromUs: 10 * SECOND, toUs: 20 * SECOND } as const;
    const packets = new Viewer(new PacketTable(ring, plainNames), { table: 'packets', range });
    expect((await packets.frame())?.keys).toEqual(['1', '2']);
    const dns = new DnsRing(10);
    for (const time of ['09.999999', '10.000000', '20.000000', '20.000001'])
      dns.add(dnsRow({ time: `1970-01-01T00:00:${time}Z` }));
    const transactions = new Viewer(new DnsTable(dns), { table: 'dns', range });
    expect((await transactions.frame())?.keys).toEqual(['1', '2']);
  });
});

describe('rows of other tables', () => {
  it('answer through their session for what they do not have, as long as it is held', async () => {
    const fixture = new SessionFixture();
    const web = fixture.start({ hostname: 'www.example.com', bytesOut: 5000 });
    const mail = fixture.start({ hostname: 'mail.example.org', destinationPort: 25 });
    const ring = new PacketRing(10);
    for (const slot of [web, mail, web]) ring.addStateChange(fixture.columns, slot, 5 * SECOND);
    const table = new PacketTable(ring, plainNames, fixture.table.link);
    const viewer = new Viewer(table, { table: 'packets' });
    const found = async (filter: string): Promise<readonly string[] | undefined> => {
      viewer.update({ filter });
      return (await viewer.frame())?.keys;
    };
    expect(await found('hostname = www.example.com')).toEqual(['0', '2']);
    expect(await found('host ~ example and service = smtp')).toEqual(['1']);
    expect(await found('bytes_out > 1kB and bytes = 0')).toEqual(['0', '2']);
    expect(await found('hostname exists')).toEqual(['0', '1', '2']);
    expect(await found('query exists')).toEqual([]);
    fixture.end(web, STATE_CLOSE, END_FIN);
    fixture.forget(web);
    expect(fixture.start({ hostname: 'new.example' })).toBe(web);
    expect(await found('hostname exists ')).toEqual(['1']);
    expect(await found('hostname = new.example')).toEqual([]);
  });

  it('of the DNS ledger, too', async () => {
    const fixture = new SessionFixture();
    fixture.start({ bytesOut: 300 });
    fixture.start({ bytesOut: 20 });
    const seed = new Uint8Array(4);
    const ring = new DnsRing(10);
    for (const id of [sessionId(0, 2, seed), null, sessionId(0, 1, seed)]) ring.add(dnsRow({ session_id: id }));
    const viewer = new Viewer(new DnsTable(ring, fixture.table.link), {
      table: 'dns',
      filter: 'bytes_out > 100 and service = dns',
    });
    expect((await viewer.frame())?.keys).toEqual(['2']);
  });
});

function dnsRow(more: Partial<DnsRecord>): DnsRecord {
  return {
    time: '1970-01-01T00:00:00.000000Z',
    session_id: null,
    interface: 'eth0',
    client_ip: '10.0.0.1',
    client_port: 5000,
    server_ip: '10.0.0.53',
    server_port: 53,
    transport: 'udp',
    trans_id: 1,
    query: 'example.com',
    qtype: 'A',
    qclass: 'IN',
    rcode: null,
    rcode_name: null,
    status: 'unanswered',
    latency_ms: null,
    answers: [],
    ttls: [],
    flags: 'RD',
    ...more,
  };
}
