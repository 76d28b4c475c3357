import { describe, expect, it } from 'vitest';
import { END_FIN, STATE_CLOSE } from '#main/engine/flows/session-columns.ts';
import { DnsRing } from './dns-ring.ts';
import { DnsTable } from './dns-table.ts';
import { ManualClock, settle } from './manual-clock.ts';
import { SessionFixture } from './session-fixtures.ts';
import { Turns } from './slicer.ts';
import { plain, Viewer } from './test-viewer.ts';
import { ViewStream } from './view-stream.ts';

describe('session view', () => {
  it('shows the newest first, with totals over all', async () => {
    const fixture = new SessionFixture();
    for (let i = 1; i <= 25; i++) fixture.start({ bytesOut: i });
    const viewer = new Viewer(fixture.table, { offset: 5, limit: 3 });
    const frame = await viewer.frame();
    expect(frame).toMatchObject({ matching: 25, held: 25, offset: 5, paused: false });
    expect(frame?.keys).toEqual(['session-20', 'session-19', 'session-18']);
    expect(frame?.columns['bytes_out']).toEqual([20, 19, 18]);
    expect(frame?.totals).toEqual({ bytes_out: 325, bytes_in: 0, packets: 25 });
  });

  it('answers nothing until something is new', async () => {
    const fixture = new SessionFixture();
    fixture.start();
    const viewer = new Viewer(fixture.table);
    expect(await viewer.frame()).not.toBeNull();
    expect(await viewer.frame()).toBeNull();
    fixture.start();
    const before = viewer.notified;
    expect((await viewer.refreshed())?.keys).toEqual(['session-2', 'session-1']);
    expect(viewer.notified).toBeGreaterThan(before);
  });

  it('filters by text and counts what passes', async () => {
    const fixture = new SessionFixture();
    fixture.start({ hostname: 'mail.example.org' });
    fixture.start({ hostname: 'www.example.com' });
    fixture.start({ destinationPort: 22 });
    const viewer = new Viewer(fixture.table, { filter: 'example -mail' });
    expect(await viewer.frame()).toMatchObject({ matching: 1, held: 3, keys: ['session-2'] });
    viewer.update({ filter: 'ssh' });
    expect((await viewer.frame())?.keys).toEqual(['session-3']);
  });

  it('judges a row again when what is searched has changed', async () => {
    const fixture = new SessionFixture();
    const slot = fixture.start();
    const viewer = new Viewer(fixture.table, { filter: 'close' });
    expect((await viewer.frame())?.matching).toBe(0);
    fixture.end(slot, STATE_CLOSE, END_FIN);
    expect((await viewer.refreshed())?.matching).toBe(1);
  });

  it('does not take a new session for the forgotten one whose slot it has', async () => {
    const fixture = new SessionFixture();
    const slot = fixture.start({ hostname: 'old.example' });
    const viewer = new Viewer(fixture.table, { filter: 'old' });
    expect((await viewer.frame())?.matching).toBe(1);
    fixture.end(slot, STATE_CLOSE, END_FIN);
    fixture.forget(slot);
    expect(fixture.start({ hostname: 'new.example' })).toBe(slot);
    viewer.update({ offset: 0 });
    expect((await viewer.frame())?.keys).toEqual([]);
    expect((await viewer.refreshed())?.matching).toBe(0);
  });

  it('holds rows in their places while others come, and counts those', async () => {
    const fixture = new SessionFixture();
    const first = fixture.start();
    for (let i = 2; i <= 25; i++) fixture.start();
    const viewer = new Viewer(fixture.table, { offset: 5, limit: 3, hold: true });
    expect((await viewer.frame())?.keys).toEqual(['session-20', 'session-19', 'session-18']);
    for (let i = 26; i <= 30; i++) fixture.start({ bytesOut: 1000 });
    fixture.end(first, STATE_CLOSE, END_FIN);
    fixture.forget(first);
    const held = await viewer.refreshed();
    expect(held?.keys).toEqual(['session-20', 'session-19', 'session-18']);
    expect(held).toMatchObject({ matching: 24, held: 29, newer: 5, totals: { packets: 24 } });
    viewer.update({ hold: false });
    const free = await viewer.refreshed();
    expect(free?.keys).toEqual(['session-25', 'session-24', 'session-23']);
    expect(free).toMatchObject({ matching: 29, newer: 0 });
  });

  it('holds the rows of a filter and an order, too, and begins anew with another capture', async () => {
    const fixture = new SessionFixture();
    for (const bytesOut of [10, 30, 20]) fixture.start({ hostname: 'a.example', bytesOut });
    const sort = { column: 'bytes_out', descending: true };
    const viewer = new Viewer(fixture.table, { filter: 'a.example', sort, hold: true });
    expect((await viewer.frame())?.columns['bytes_out']).toEqual([30, 20, 10]);
    fixture.start({ hostname: 'a.example', bytesOut: 25 });
    const held = await viewer.refreshed();
    expect(held?.columns['bytes_out']).toEqual([30, 20, 10]);
    expect(held).toMatchObject({ matching: 3, held: 4, newer: 1 });
    const other = new SessionFixture();
    other.start({ hostname: 'a.example', bytesOut: 7 });
    viewer.model = other.table;
    expect((await viewer.refreshed())?.columns['bytes_out']).toEqual([7]);
  });

  it('sorts by any column, nothing last', async () => {
    const fixture = new SessionFixture();
    fixture.start({ bytesOut: 5, hostname: 'b' });
    fixture.start({ bytesOut: 500, hostname: 'a' });
    fixture.start({ bytesOut: 50 });
    const viewer = new Viewer(fixture.table, { sort: { column: 'bytes_out', descending: true } });
    expect((await viewer.frame())?.columns['bytes_out']).toEqual([500, 50, 5]);
    viewer.update({ sort: { column: 'hostname', descending: false } });
    expect((await viewer.frame())?.columns['hostname']).toEqual(['a', 'b', null]);
    viewer.update({ sort: { column: 'hostname', descending: true } });
    expect((await viewer.frame())?.columns['hostname']).toEqual(['b', 'a', null]);
  });

  it('answers any window of a sort, near the top and far below, and follows its end', async () => {
    const fixture = new SessionFixture(16_384);
    const bytes = Array.from({ length: 12_000 }, (_, i) => (i * 7919) % 12_007);
    for (const bytesOut of bytes) fixture.start({ bytesOut });
    const expected = bytes.toSorted((left, right) => left - right);
    const viewer = new Viewer(fixture.table, { sort: { column: 'bytes_out', descending: false }, limit: 3 });
    for (const offset of [0, 200, 300, 3000, 9000, 11_998, 5, 700]) {
      viewer.update({ offset });
      const frame = await viewer.frame();
      expect(frame).toMatchObject({ matching: 12_000, offset });
      expect(frame?.columns['bytes_out'], String(offset)).toEqual(expected.slice(offset, offset + 3));
    }
    viewer.update({ follow: true });
    expect(await viewer.frame()).toMatchObject({ offset: 11_997, columns: { bytes_out: expected.slice(-3) } });
    viewer.update({ follow: false, offset: 4000, filter: '10.0.0.1' });
    expect((await viewer.frame())?.columns['bytes_out']).toEqual(expected.slice(4000, 4003));
    fixture.start({ bytesOut: 0.5 });
    expect((await viewer.refreshed())?.matching).toBe(12_001);
  });

  it('keeps the order of a paused sort, also below what was shown', async () => {
    const fixture = new SessionFixture(2048);
    for (let i = 0; i < 1000; i++) fixture.start({ bytesOut: (i * 7) % 1000 });
    const viewer = new Viewer(fixture.table, {
      sort: { column: 'bytes_out', descending: true },
      limit: 2,
      paused: true,
    });
    expect((await viewer.frame())?.columns['bytes_out']).toEqual([999, 998]);
    for (let i = 0; i < 500; i++) fixture.start({ bytesOut: 5000 });
    viewer.update({ offset: 900 });
    expect(await viewer.frame()).toMatchObject({ matching: 1000, columns: { bytes_out: [99, 98] } });
  });

  it('takes turns with other views: one slice a turn', async () => {
    const fixture = new SessionFixture(4096);
    for (let i = 0; i < 4000; i++) fixture.start({ bytesOut: i });
    const clock = new ManualClock(0, 3);
    let waiting = 0;
    let most = 0;
    const turns = new Turns({
      nowUs: () => clock.nowUs(),
      after: (delay, callback) => clock.after(delay, callback),
      monotonicMs: () => clock.monotonicMs(),
      yieldTurn: async () => {
        most = Math.max(most, ++waiting);
        await settle();
        waiting--;
      },
    });
    const params = { ...plain, sort: { column: 'bytes_out', descending: true } };
    const views = [1, 2, 3].map(
      () => new ViewStream({ table: () => fixture.table, latestUs: () => null }, params, turns, () => undefined),
    );
    for (let i = 0; i < 200; i++) await settle();
    for (const view of views) expect(view.take()?.columns['bytes_out']?.[0]).toBe(3999);
    expect(most).toBe(1);
  });

  it('takes an unknown sort column for none', async () => {
    const fixture = new SessionFixture();
    fixture.start();
    const viewer = new Viewer(fixture.table, { sort: { column: 'no_such', descending: false } });
    expect((await viewer.frame())?.matching).toBe(1);
  });

  it('can sort by every column there is', async () => {
    const fixture = new SessionFixture();
    for (let i = 0; i < 3; i++) fixture.start({ hostname: `h${i}` });
    for (const column of fixture.table.columns) {
      expect(fixture.table.sortKey(column), column).not.toBeNull();
      const viewer = new Viewer(fixture.table, { sort: { column, descending: false } });
      expect((await viewer.frame())?.matching, column).toBe(3);
    }
  });

  it('freezes membership and order while paused, and answers scrolling', async () => {
    const fixture = new SessionFixture();
    for (let i = 0; i < 5; i++) fixture.start();
    const viewer = new Viewer(fixture.table, { limit: 2 });
    await viewer.frame();
    viewer.update({ paused: true });
    for (let i = 0; i < 5; i++) fixture.start();
    expect(await viewer.refreshed()).toMatchObject({ paused: true, matching: 5, keys: ['session-5', 'session-4'] });
    fixture.start();
    expect(await viewer.refreshed()).toBeNull();
    viewer.update({ offset: 3 });
    expect(await viewer.frame()).toMatchObject({ matching: 5, keys: ['session-2', 'session-1'] });
    viewer.update({ sort: { column: 'start_time', descending: false }, offset: 0 });
    expect(await viewer.frame()).toMatchObject({ matching: 5, keys: ['session-1', 'session-2'] });
    viewer.update({ paused: false, sort: null });
    expect(await viewer.frame()).toMatchObject({ matching: 11, keys: ['session-11', 'session-10'] });
  });

  it('shows the next capture when it begins', async () => {
    const first = new SessionFixture();
    first.start();
    const viewer = new Viewer(first.table, { filter: 'https' });
    expect((await viewer.frame())?.matching).toBe(1);
    const second = new SessionFixture();
    second.start();
    second.start();
    viewer.model = second.table;
    expect((await viewer.refreshed())?.matching).toBe(2);
  });

  it('says nothing after it was closed', async () => {
    const fixture = new SessionFixture();
    fixture.start();
    const viewer = new Viewer(fixture.table, { filter: 'https' });
    viewer.view.close();
    expect(await viewer.frame()).toBeNull();
  });
});

describe('view of a ring', () => {
  function dnsRow(query: string): Parameters<DnsRing['add']>[0] {
    return {
      time: '2024-01-01T00:00:00.000000Z',
      session_id: 'session-1',
      interface: '',
      client_ip: '10.0.0.1',
      client_port: 5000,
      server_ip: '10.0.0.53',
      server_port: 53,
      transport: 'udp',
      trans_id: 1,
      query,
      qtype: 'A',
      qclass: 'IN',
      rcode: null,
      rcode_name: null,
      status: 'unanswered',
      latency_ms: null,
      answers: [],
      ttls: [],
      flags: 'RD',
    };
  }

  it('follows the last rows as they come', async () => {
    const ring = new DnsRing(100);
    for (let i = 0; i < 30; i++) ring.add(dnsRow(`q${i}`));
    const viewer = new Viewer(new DnsTable(ring), { table: 'dns', follow: true, limit: 2 });
    expect(await viewer.frame()).toMatchObject({ offset: 28, columns: { query: ['q28', 'q29'] } });
    ring.add(dnsRow('q30'));
    expect(await viewer.refreshed()).toMatchObject({ offset: 29, columns: { query: ['q29', 'q30'] } });
  });

  it('forgets the oldest, and keeps a paused view whole all the same', async () => {
    const ring = new DnsRing(10);
    for (let i = 0; i < 12; i++) ring.add(dnsRow(`q${i}`));
    expect(ring.forgotten).toBe(2);
    const viewer = new Viewer(new DnsTable(ring), { table: 'dns', limit: 3 });
    expect((await viewer.frame())?.columns['query']).toEqual(['q2', 'q3', 'q4']);
    viewer.update({ paused: true });
    await viewer.frame();
    for (let i = 12; i < 40; i++) ring.add(dnsRow(`q${i}`));
    viewer.update({ offset: 7 });
    expect(await viewer.frame()).toMatchObject({ matching: 10, columns: { query: ['q9', 'q10', 'q11'] } });
    viewer.update({ filter: 'q5' });
    expect((await viewer.frame())?.matching).toBe(1);
    viewer.update({ filter: '', paused: false, follow: true });
    expect((await viewer.frame())?.columns['query']).toEqual(['q37', 'q38', 'q39']);
  });
});
