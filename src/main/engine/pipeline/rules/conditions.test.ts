import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import { dns, packet, session } from '#main/engine/filter/test-records.ts';
import { holds, judged, mistakesIn, rulesOf } from './test-rules.ts';

const CASES: readonly (readonly [string, boolean])[] = [
  // Numbers compare as numbers, with units where the field has one.
  ['dst_port = 443', true],
  ['dst_port == 443', true],
  ['dst_port = "443"', true],
  ['dst_port = 0x1bb', true],
  ['dst_port != 443', false],
  ['dst_port > 5', true],
  ['dst_port < 1e3', true],
  ['dst_port >= 443 and dst_port <= 443', true],
  ['bytes_in >= 20kB', true],
  ['bytes_in > 20kB', false],
  ['bytes_in > 19KiB', true],
  ['rtt_ms > 12ms', true],
  ['rtt_ms > 0.1s', false],
  ['duration_s < 1m', true],
  // Texts compare as texts; names without regard to case.
  ['service = https', true],
  ['service = HTTPS', false],
  ['hostname = WWW.example.COM', true],
  ['hostname endswith .Example.com', true],
  ['service endswith ttps', true],
  ['service startswith http', true],
  ['service contains ttp', true],
  ['service contains TTP', false],
  ['service icontains TTP', true],
  ['hostname glob *.example.?om', true],
  ['hostname glob *.org', false],
  [String.raw`hostname matches "^www\.example\.[a-z]+$"`, true],
  ['hostname matches "^(ftp|www)\\."', true],
  ['hostname pmatch (nothing, xampl)', true],
  ['hostname pmatch (nothing, else)', false],
  // Addresses and networks.
  ['src_ip = 192.0.2.1', true],
  ['src_ip = 192.0.2.0/24', true],
  ['src_ip != 192.0.2.0/24', false],
  ['src_ip in (10.0.0.0/8, 192.0.2.1)', true],
  ['src_ip in (10.0.0.0/8, 192.0.2.128/25)', false],
  ['dst_ip cidr 198.51.0.0/16', true],
  ['dst_ip cidr (10.0.0.0/8, 0.0.0.0/0)', true],
  ['dst_ip cidr ::/0', false],
  ['src_ip startswith 192.', true],
  ['is_private_dst = false', true],
  ['not is_private_dst', true],
  // Either end: any pair may match; `!=` is the opposite of that.
  ['ip = 198.51.100.2', true],
  ['ip = 192.0.2.1', true],
  ['ip != 192.0.2.1', false],
  ['sf.net.ip = 203.0.113.1', false],
  ['fd.port in (80, 443)', true],
  ['port > 40000', true],
  // Lists.
  ['dst_port in (80, 443)', true],
  ['dst_port = [80, 443]', true],
  ['dst_port in (80, [8080, 443])', true],
  ['dst_port in ()', false],
  ['dst_port intersects (80, 443)', true],
  ['proto in (udp, tcp)', true],
  // Protocols by number or name.
  ['proto = tcp', true],
  ['proto = 6', true],
  ['fd.l4proto = TCP', true],
  ['sf.net.proto = 17', false],
  // What is there.
  ['hostname exists', true],
  ['exists hostname', true],
  ['vlan exists', false],
  ['exists vlan or not exists process', true],
  ['vlan = 5', false],
  ['vlan != 5', true],
  // Times.
  ['start_time >= 2026-05-01', true],
  ['time < 2026-05-01T12:00:00.000001Z', true],
  ['sf.ts = 1777636800000000000', true],
  ['time = "2026-05-01 12:00"', true],
  // or < and < not < term.
  ['true or false and false', true],
  ['(true or false) and false', false],
  ['not false and false', false],
  ['not (false and false)', true],
  ['not not true', true],
  ['NOT false AND TRUE or false', true],
  // Names of others.
  ['sf.type = NF and evt.type = session', true],
  ['fd.name = "192.0.2.1:50000->198.51.100.2:443"', true],
  ['fd.type = ipv4 and fd.typechar = 4', true],
  ['sf.flow.rbytes = 20000 and sf.flow.wops = 10', true],
  ['fd.sip = 192.0.2.1 and fd.cip = 192.0.2.1 and fd.dip = 198.51.100.2', true],
  // Keys of somebody else's.
  ['record.geo = DE and record.score > 3 and record.seen = true', true],
  ['record.score = 7 and record.geo startswith D', true],
  ['record.nothing = 1', false],
];

describe('conditions', () => {
  it.each(CASES)('%s: %s', (condition, expected) => {
    const record = session({ geo: 'DE', score: 7, seen: true });
    // `TRUE` is a macro here, so that case of keywords is tried without changing what `true` is.
    expect(holds(condition, record, '- macro: TRUE\n  condition: true')).toBe(expected);
  });

  it('looks at every value of a field that has several', () => {
    expect(holds('answers = 203.0.113.8', dns())).toBe(true);
    expect(holds('answers in (203.0.113.9)', dns())).toBe(false);
    expect(holds('answers != 203.0.113.8', dns())).toBe(false);
    expect(holds('answers exists', dns({ answers: [] }))).toBe(false);
    expect(holds('ttls < 1m', dns({ ttls: [300, 30] }))).toBe(true);
  });

  it('reads quoted texts with escapes', () => {
    const tunnel = session({ tunnel: 'a "b" \\ c' });
    expect(holds(String.raw`tunnel = "a \"b\" \\ c"`, tunnel)).toBe(true);
    expect(holds(String.raw`tunnel = 'a "b" \\ c'`, tunnel)).toBe(true);
    expect(holds(String.raw`tunnel matches "a .b. \\\\ \w"`, tunnel)).toBe(true);
    expect(holds('tunnel contains "and or not ("', session({ tunnel: 'x and or not (' }))).toBe(true);
  });

  it('derives what tells tunnels in DNS', () => {
    const long = dns({ query: 'abcdefghijklmnopqrstuvwxyz012345.t.example.com' });
    expect(holds('query_length = 46 and query_label_length = 32', long)).toBe(true);
    // 32 different characters: log2(32) bits each.
    expect(holds('query_label_entropy = 5', long)).toBe(true);
    expect(holds('query_label_entropy = 0', dns({ query: 'aaaa.b' }))).toBe(true);
    expect(holds('query_domain = example.com', long)).toBe(true);
    expect(holds('query_domain = localhost', dns({ query: 'localhost' }))).toBe(true);
  });

  it('holds conditions against kinds of records that have the fields', () => {
    expect(holds('query exists', packet())).toBe(false);
    expect(holds('name = www.example.com and name_source = tls', packet())).toBe(true);
    expect(holds('type in (packet, dns)', dns())).toBe(true);
    expect(holds('not type in (packet, dns)', dns())).toBe(false);
    expect(holds('not type = packet', dns())).toBe(true);
    expect(holds('type != packet', dns())).toBe(true);
    expect(holds('type != dns', dns())).toBe(false);
    expect(holds('query != a or dst_port = 1', packet())).toBe(true);
    expect(holds('sf.type = NE', packet())).toBe(true);
  });

  it('or binds less than and, and less than not; parentheses bind most', () => {
    // Texts are made from the tightest part out, each with the value that it must have.
    interface Part {
      readonly text: string;
      readonly value: boolean;
    }
    const { all } = fc.letrec<{ term: Part; negation: Part; conjunction: Part; all: Part }>((tie) => ({
      term: fc.oneof(
        { depthSize: 'medium' },
        fc.boolean().map((value) => ({ text: String(value), value })),
        tie('all').map(({ text, value }) => ({ text: `(${text})`, value })),
      ),
      negation: fc.oneof(
        { depthSize: 'medium' },
        tie('term'),
        tie('negation').map(({ text, value }) => ({ text: `not ${text}`, value: !value })),
      ),
      conjunction: fc
        .array(tie('negation'), { minLength: 1, maxLength: 3 })
        .map((parts) => ({ text: textOf(parts, 'and'), value: parts.every(({ value }) => value) })),
      all: fc
        .array(tie('conjunction'), { minLength: 1, maxLength: 3 })
        .map((parts) => ({ text: textOf(parts, 'or'), value: parts.some(({ value }) => value) })),
    }));
    const textOf = (parts: readonly Part[], word: string): string => parts.map(({ text }) => text).join(` ${word} `);
    fc.assert(fc.property(all, ({ text, value }) => holds(text, session()) === value));
  });

  it('are spared only to records for which they cannot hold', () => {
    const terms =
      'type = session|type != dns|type in (dns, packet)|sf.type = NF|query exists|query != a|vlan exists|not type = dns|' +
      'direction = out|dst_port = 443|status = answered|hostname != b|midstream|true|dst_port in (80, 443)|src_port = 7|' +
      'dst_ip = 198.51.100.2|dst_ip in (192.0.2.53, 10.0.0.0/8)|src_ip != 192.0.2.1|ttls = 60|answers = 203.0.113.7|port = 53|' +
      'dst_port > 50|service = https|service in (dns, x)|bytes = 600';
    const term = fc.constantFrom(...terms.split('|'));
    const { condition } = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof(
        { depthSize: 'small' },
        term,
        fc
          .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
          .map((parts) => `(${parts.join(' ')})`),
        tie('condition').map((inner) => `not (${inner})`),
      ),
    }));
    const records = [session(), dns(), packet(), { record_type: 'record' }].map(flattenRecord);
    fc.assert(
      fc.property(condition, (text) => {
        const set = rulesOf(
          `- macro: m\n  condition: ${text}\n- rule: it\n  condition: m and true\n- rule: direct\n  condition: ${text}\n`,
        );
        const [, direct] = set.rules;
        for (const record of records) {
          const expected = direct!.test(record) ? ['it', 'direct'] : [];
          expect(
            set.judge(record)!.map(({ policy }) => policy.id),
            text,
          ).toEqual(expected);
        }
      }),
    );
  });

  it('are looked up by what they ask for, and apply in their order all the same', () => {
    const text = [
      'dst_port = 443',
      'true',
      'dst_ip = 198.51.100.2',
      'dst_port in (1, 443)',
      'dst_port = 80',
      'dst_port = 1 or dst_port = 443',
    ]
      .map((condition, index) => `- rule: r${index}\n  condition: ${condition}\n`)
      .join('');
    const set = rulesOf(
      `${text}- rule: window\n  condition: dst_port = 443 and count() within 60s >= 3 and src_port = 50000\n`,
    );
    expect(judged(set, session())).toEqual(['r0', 'r1', 'r2', 'r3', 'r5']);
    expect(judged(set, session({ dst_port: 80, src_port: 50_000 }))).toEqual(['r1', 'r2', 'r4']);
    // The port of the source stands behind the window: it must not keep a record from it.
    expect(judged(set, session({ src_port: 1 }))).toEqual(['r0', 'r1', 'r2', 'r3', 'r5']);
    expect(judged(set, session())).toContain('window');
    expect(judged(set, { record_type: 'plugin', dst_port: [80, 443] })).toEqual(['r0', 'r1', 'r3', 'r4', 'r5']);
  });

  it('never throws, whatever the text', () => {
    const words =
      'and or not ( ) [ ] , = != < in exists cidr matches " \' ! dst_port src_ip query count() by within learn 60s ' +
      '10.0.0.0/8 443 first_seen(query) count_distinct(query) ((( ^(a*)*$ {2,1} [^ \\ record.x record.';
    const word = fc.constantFrom(...words.split(' '));
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 20 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, fc.string(), (condition, rest) => {
        const mistakes = mistakesIn(`- rule: x\n  condition: ${JSON.stringify(condition)}\n${rest}`);
        for (const line of mistakes) expect(line).toMatch(/^rules\.yaml:\d+:\d+: \S/);
        mistakesIn(condition);
      }),
      { numRuns: 300 },
    );
  });

  it('bounds how deep it follows', () => {
    const deep = (open: string, close: string, count: number): string =>
      `- rule: x\n  condition: ${open.repeat(count)}true${close.repeat(count)}\n`;
    expect(mistakesIn(deep('(', ')', 90))).toEqual([]);
    expect(mistakesIn(deep('(', ')', 100_000))[0]).toContain('nested deeper than 100');
    expect(mistakesIn(deep('not ', '', 100_000))).toEqual([]);
    expect(holds(`${'false or '.repeat(20_000)}true`, session())).toBe(true);
    expect(holds(`${'true and '.repeat(20_000)}true`, session())).toBe(true);
    expect(mistakesIn('['.repeat(100_000))[0]).toMatch(/^rules\.yaml:\d+:\d+: not readable as YAML/);
  });
});

describe('rules together', () => {
  it('all apply that match, in the order of their definition', () => {
    const set = rulesOf(`
- rule: second
  condition: dst_port = 443
- rule: no
  condition: dst_port = 80
- rule: first
  condition: proto = tcp
`);
    expect(judged(set, session())).toEqual(['second', 'first']);
  });

  it('judge only what a drop rule lets through', () => {
    const set = rulesOf(`
- rule: all
  condition: true
- drop: quiet
  condition: dst_port in (quiet_ports)
- filter: too
  condition: src_ip = 10.0.0.0/8
- drop: off
  condition: true
  enabled: false
- list: quiet_ports
  items: [53, 123]
`);
    expect(judged(set, session({ dst_port: 123 }))).toBeNull();
    expect(judged(set, session({ src_ip: '10.1.2.3' }))).toBeNull();
    expect(judged(set, session())).toEqual(['all']);
  });

  it('take records of the kinds in prefilter only, by our names and by those of SysFlow', () => {
    const set = rulesOf(`
- rule: dns only
  condition: true
  prefilter: [dns]
- rule: network flows
  condition: true
  prefilter: [NF]
- rule: events
  condition: true
  prefilter: NE
`);
    expect(judged(set, session())).toEqual(['network flows']);
    expect(judged(set, dns())).toEqual(['dns only', 'events']);
    expect(judged(set, packet())).toEqual(['events']);
  });
});
