import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '#contract/pipelines/fields.ts';
import type { DnsRecord } from '#contract/records.ts';
import type { FilterCheck, FilterPieceKind, FilterSuggestions } from '#contract/views/filter.ts';
import type { TableName } from '#contract/protocol.ts';
import { parseFilter } from './filter/filter-parser.ts';
import { filterCommands } from './filter-commands.ts';
import { DnsRing } from './store/dns-ring.ts';
import { DnsTable } from './store/dns-table.ts';
import { ManualClock } from './store/manual-clock.ts';
import { PacketRing } from './store/packet-ring.ts';
import { PacketTable } from './store/packet-table.ts';
import { plainNames, SessionFixture } from './store/session-fixtures.ts';
import { Turns } from './store/slicer.ts';
import type { TableModel } from './store/table-model.ts';

const { signal } = new AbortController();

function world(
  clock: ManualClock = new ManualClock(),
  capacity = 1024,
): {
  readonly fixture: SessionFixture;
  readonly packets: PacketRing;
  readonly dns: DnsRing;
  check(text: string, table?: TableName): Promise<FilterCheck>;
  /** `|` in the text is the cursor. */
  suggest(text: string, table?: TableName): Promise<FilterSuggestions>;
} {
  const fixture = new SessionFixture(capacity);
  const packets = new PacketRing(100);
  const dns = new DnsRing(100);
  const tables: Record<TableName, TableModel> = {
    sessions: fixture.table,
    packets: new PacketTable(packets, plainNames, fixture.table.link),
    dns: new DnsTable(dns, fixture.table.link),
  };
  const commands = filterCommands({ table: ({ table }) => tables[table], latestUs: () => null }, new Turns(clock));
  return {
    fixture,
    packets,
    dns,
    async check(text, table = 'sessions') {
      const answer = await commands['filter.check']({ text, table }, signal);
      if (!answer.ok) throw new Error(answer.failure.message);
      return answer.value;
    },
    async suggest(text, table = 'sessions') {
      const cursor = text.includes('|') ? text.indexOf('|') : text.length;
      const params = { text: text.replace('|', ''), cursor, table, redact: false };
      const answer = await commands['filter.suggest'](params, signal);
      if (!answer.ok) throw new Error(answer.failure.message);
      return answer.value;
    },
  };
}

describe('filter.check', () => {
  const letters: Record<string, FilterPieceKind> = {
    f: 'field',
    o: 'operator',
    v: 'value',
    w: 'word',
    j: 'joint',
    b: 'bracket',
  };
  it.each([
    ['dst_port = 443 and not github', 'ffffffff o vvv jjj jjj wwwwww'],
    ['(-"two words" or port 443)', 'bjwwwwwwwwwww jj ffff vvvb'],
    ['ip in {10.0.0.1, "::1"} && a', 'ff oo bvvvvvvvvb vvvvvb jj w'],
    ['vlan exists !host~git', 'ffff oooooo jffffovvv'],
    ['nothing = 3', 'fffffff o v'],
    // What is not finished, or wrong, has its pieces all the same.
    ['dst_port =', 'ffffffff o'],
    ['port', 'wwww'],
    ['(a and', 'bw jjj'],
    ['= ) "x', 'o b ww'],
    ['service = "a b', 'fffffff o vvvv'],
  ])('%s has its pieces', async (text, drawn) => {
    const { pieces } = await world().check(text);
    const shown = Array.from({ length: text.length }, () => ' ');
    for (const { at, length, kind } of pieces) {
      const letter = Object.keys(letters).find((each) => letters[each] === kind)!;
      shown.fill(letter, at, at + length);
    }
    expect(shown.join('').trimEnd()).toBe(drawn);
  });

  it('says what is wrong and where', async () => {
    const { check } = world();
    expect((await check('state = NEW and dst_prt = 443')).mistake).toEqual({
      at: 16,
      length: 7,
      message: 'there is no field `dst_prt`; did you mean "dst_port"?',
      remedy: null,
    });
    expect((await check('dst_port = "4 4"')).mistake).toMatchObject({ at: 11, length: 5 });
    expect((await check('(a')).mistake).toMatchObject({ at: 2, length: 0 });
    expect(await check('')).toEqual({ mistake: null, isEmpty: true, pieces: [], notHere: [] });
    expect(await check('a')).toMatchObject({ mistake: null, isEmpty: false });
  });

  it('says which fields no row of the table can have', async () => {
    const { check } = world();
    const text =
      'query = a or name ~ b or hostname ~ c or bytes_in > 3 or query_length > 3 or dns.qry.name = a or record.x = 1';
    expect((await check(text, 'sessions')).notHere).toEqual([
      'query',
      'name',
      'query_length',
      'dns.qry.name',
      'record.x',
    ]);
    expect((await check(text, 'packets')).notHere).toEqual(['query', 'query_length', 'dns.qry.name', 'record.x']);
    expect((await check(text, 'dns')).notHere).toEqual(['name', 'record.x']);
  });
});

describe('filter.suggest', () => {
  const labels = ({ items }: FilterSuggestions): string[] => items.map(({ label }) => label);

  it('knows fields, what begins so first, those of the table before those of its session, ours before those of others', async () => {
    const { suggest } = world();
    const start = await suggest('');
    expect(start).toMatchObject({ kind: 'field', from: 0, to: 0 });
    expect(labels(start).slice(0, 3)).toEqual(['host', 'ip', 'port']);
    expect(labels(start)).not.toContain('query');
    expect(labels(start)).not.toContain('ip.addr');
    const source = await suggest('a = b and src');
    expect(source).toMatchObject({ kind: 'field', from: 10, to: 13 });
    expect(labels(source).slice(0, 2)).toEqual(['src_ip', 'src_port']);
    expect(labels(source)).toContain('ip.src');
    expect(labels(await suggest('tcp.'))[0]).toBe('tcp.port');
    expect(labels(await suggest('bti'))).toContain('bytes_in');
    const ofPackets = labels(await suggest('', 'packets'));
    expect(ofPackets.indexOf('direction')).toBeLessThan(ofPackets.indexOf('rtt_ms'));
    expect((await suggest('dst_p')).items[0]).toEqual({
      insert: 'dst_port',
      label: 'dst_port',
      detail: 'its port',
      count: null,
    });
    expect(labels(await suggest('zzz'))).toEqual([]);
  });

  it('offers what the field can be compared with', async () => {
    const { suggest } = world();
    expect(labels(await suggest('dst_port '))).toEqual(['=', '!=', '<', '<=', '>', '>=', 'in', 'exists']);
    expect(labels(await suggest('hostname '))).toContain('~');
    expect(labels(await suggest('midstream '))).toEqual(['=', 'exists']);
    expect(await suggest('hostname mat|')).toMatchObject({
      kind: 'operator',
      from: 9,
      to: 12,
      items: [{ insert: 'matches' }],
    });
    expect(labels(await suggest('hostname con|'))).toEqual(['~']);
    // Every operator that is offered is one.
    for (const name of FIELD_NAMES) {
      for (const operator of labels(await suggest(`${name} `))) {
        const values = ['', '1', 'true', '10.0.0.1', '2026-01-01', 'udp'].map(
          (value) => `${name} ${operator} ${value}`,
        );
        expect(
          values.some((text) => parseFilter(text).ok),
          `${name} ${operator}`,
        ).toBe(true);
      }
    }
  });

  it('offers the values that rows have, most frequent first', async () => {
    const { fixture, suggest } = world();
    fixture.start({ destinationPort: 443, hostname: 'www.example.com' });
    fixture.start({ destinationPort: 80, hostname: 'two words' });
    fixture.start({ destinationPort: 443, hostname: 'www.example.com', source: 0x0a0000ff });
    fixture.start({ destinationPort: 8080 });
    expect(await suggest('dst_port = ')).toEqual({
      kind: 'value',
      from: 11,
      to: 11,
      items: [
        { insert: '443', label: '443', detail: null, count: 2 },
        { insert: '8080', label: '8080', detail: null, count: 1 },
        { insert: '80', label: '80', detail: null, count: 1 },
      ],
      counted: 4,
      held: 4,
    });
    expect(labels(await suggest('dst_port = 80'))).toEqual(expect.arrayContaining(['80', '8080']));
    expect(labels(await suggest('port in (443, 80|'))).toEqual(expect.arrayContaining(['80', '8080']));
    expect((await suggest('hostname ~ w')).items).toEqual([
      { insert: 'www.example.com', label: 'www.example.com', detail: null, count: 2 },
      { insert: '"two words"', label: 'two words', detail: null, count: 1 },
    ]);
    expect(labels(await suggest('ip = 10.0.0.2'))).toEqual(['10.0.0.2', '10.0.0.255']);
    expect((await suggest('ip = ')).items[0]).toMatchObject({ label: '10.0.0.2', count: 4 });
    expect(labels(await suggest('host '))).toContain('=');
    expect(labels(await suggest('host exam'))).toContain('www.example.com');
    expect(labels(await suggest('state = '))).toEqual(['ESTABLISHED', 'NEW', 'CLOSE', 'ABORT', 'EXPIRED']);
    expect((await suggest('proto = ')).items).toMatchObject([{ insert: 'tcp', count: 4 }]);
    expect((await suggest('is_private_src = ')).items).toMatchObject([
      { insert: 'true', count: 4 },
      { insert: 'false', count: 0 },
    ]);
    expect(labels(await suggest('bytes > '))).toEqual([]);
    expect(labels(await suggest('nothing = '))).toEqual([]);
  });

  it('offers those of packets and DNS, also through their sessions', async () => {
    const { fixture, packets, dns, suggest } = world();
    const slot = fixture.start({ hostname: 'www.example.com' });
    for (const time of [1, 2]) packets.addStateChange(fixture.columns, slot, time);
    dns.add({
      ...dnsRow,
      query: 'one.example',
      answers: ['a', 'b'].map((data) => ({ name: '', type: 'A', ttl: 1, data })),
    });
    expect((await suggest('hostname = ', 'packets')).items).toMatchObject([{ label: 'www.example.com', count: 2 }]);
    expect((await suggest('query = ', 'dns')).items).toMatchObject([{ label: 'one.example', count: 1 }]);
    expect(labels(await suggest('answers = ', 'dns'))).toEqual(['a', 'b']);
  });

  it('sees the cursor in the middle, and replaces the whole piece', async () => {
    const { fixture, suggest } = world();
    fixture.start({ hostname: 'www.example.com' });
    expect(await suggest('dst|_prt = 443 and a')).toMatchObject({ kind: 'field', from: 0, to: 7 });
    expect(await suggest('hostname = "www.e|xa" and a')).toMatchObject({
      kind: 'value',
      from: 11,
      to: 20,
      items: [{ insert: 'www.example.com' }],
    });
    expect(await suggest('hostname | = a')).toMatchObject({ kind: 'operator', from: 9, to: 9 });
    expect(await suggest('hostname = | and a')).toMatchObject({ kind: 'value', from: 11, to: 11 });
    expect(await suggest('| port = 3')).toMatchObject({ kind: 'field', from: 0, to: 0 });
  });

  it('joins after a whole term', async () => {
    const { suggest } = world();
    for (const text of ['dst_port = 443 ', 'github ', '(a) ', 'vlan exists ', 'ip in (10.0.0.1) ', '"a b" ']) {
      expect(await suggest(text), text).toMatchObject({ kind: 'joint', items: [{ insert: 'and' }, { insert: 'or' }] });
    }
    expect(await suggest('github an')).toMatchObject({ kind: 'joint', from: 7, to: 9, items: [{ insert: 'and' }] });
    expect(await suggest('github dst_')).toMatchObject({ kind: 'field', from: 7, to: 11 });
    for (const text of ['a and ', 'not ', '(', '-', 'a or (']) expect((await suggest(text)).kind, text).toBe('field');
  });

  it('looks at the newest rows for twenty milliseconds, and says how many it saw', async () => {
    // Each look at the clock takes a millisecond: a slice is over after four blocks.
    class SlowClock extends ManualClock {
      private looks = 0;

      override monotonicMs(): number {
        return this.looks++;
      }
    }
    const { fixture, suggest } = world(new SlowClock(), 40_000);
    for (let port = 1; port <= 40_000; port++) fixture.start({ destinationPort: port });
    const { items, counted, held } = await suggest('dst_port = ');
    expect(held).toBe(40_000);
    expect(counted).toBeGreaterThan(1000);
    expect(counted).toBeLessThan(20_000);
    expect(items.length).toBeGreaterThan(0);
    for (const { label } of items) expect(Number(label)).toBeGreaterThan(40_000 - counted);
  });

  it('never throws, and what it offers fits the place', async () => {
    const { fixture, check, suggest } = world();
    fixture.start({ hostname: 'a"b' });
    fixture.start({ hostname: '-x y' });
    fixture.start({ hostname: 'and' });
    const words =
      'and or not ! && || ( ) { } , = == != ~ < in exists contains " - -a port 443 host hostname dst_port ip.addr state';
    const piece = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words.split(' ')) }, fc.string({ maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 8 }),
        fc.constantFrom(' ', ''),
        fc.nat({ max: 60 }),
        async (pieces, space, at) => {
          const text = pieces.join(space).replaceAll('|', '/');
          const checked = await check(text);
          let end = 0;
          for (const { at: from, length } of checked.pieces) {
            expect(from).toBeGreaterThanOrEqual(end);
            end = from + length;
            expect(length).toBeGreaterThan(0);
          }
          expect(end).toBeLessThanOrEqual(text.length);
          const cursor = Math.min(at, text.length);
          const { from, to, items, kind } = await suggest(`${text.slice(0, cursor)}|${text.slice(cursor)}`);
          expect(from).toBeLessThanOrEqual(cursor);
          expect(to).toBeGreaterThanOrEqual(cursor);
          if (kind !== 'value') return;
          // Whatever is offered as a value can be read as one.
          for (const { insert } of items) expect(parseFilter(`hostname = ${insert}`).ok, insert).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const dnsRow: DnsRecord = {
  time: '1970-01-01T00:00:00.000000Z',
  session_id: null,
  interface: 'eth0',
  client_ip: '10.0.0.1',
  client_port: 5000,
  server_ip: '10.0.0.53',
  server_port: 53,
  transport: 'udp',
  trans_id: 1,
  query: null,
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
