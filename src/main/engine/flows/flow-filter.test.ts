import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFlowFilter, type FlowFilter, type FlowFilterSettings } from './flow-filter.ts';
import { compileGlobs } from './glob.ts';
import { PAYLOAD_FILTER_NAMES } from './payload-filters.ts';
import { flowsFromText } from './test-flows.ts';

const unset: FlowFilterSettings = {
  source: null,
  destination: null,
  strict: false,
  protocol: null,
  port: null,
  payload: {},
  only_matching: false,
};

function filter(settings: Partial<FlowFilterSettings>): FlowFilter {
  const compiled = compileFlowFilter({ ...unset, ...settings });
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return compiled.value;
}

function messageOf(settings: Partial<FlowFilterSettings>): string {
  const compiled = compileFlowFilter({ ...unset, ...settings });
  return compiled.ok ? 'accepted' : compiled.failure.message;
}

const names = (match: readonly string[], ports: readonly number[] = [53]): FlowFilterSettings['payload'] => ({
  dns: { enabled: true, ports, match },
});

const traffic = `
  0.0  a:4000 > b:80    S
  0.1  a:4000 < b:80    SA
  0.2  c:4000 > b:443   S
  0.3  c:4000 < b:443   SA
  0.4  b:5000 > a:80    udp
  0.5  b:5000 < a:80    udp
  0.6  a > c            icmp
  0.7  a < c            icmp
  0.8  A > B            icmpv6
  0.9  A:4000 > B:80    udp`;

function kept(settings: Partial<FlowFilterSettings>): string[] {
  return flowsFromText(traffic, { filter: filter(settings) }).sessions.map(({ from, to }) => `${from}>${to}`);
}

describe('filters', () => {
  it('[F32] keep replies with what they answer (upstream judged each packet, and lost them)', () => {
    const flows = flowsFromText(traffic, { filter: filter({ source: ['10.0.0.1'], port: [80] }) });
    expect(flows.sessions).toMatchObject([{ from: 'a:4000', to: 'b:80', out: 1, in: 1, state: 'ESTABLISHED' }]);
    expect(flows.table.counters).toMatchObject({ sessions: 1, live: 1, declined: 5, declinedPackets: 8 });
  });

  it('[F32] remember what they declined: a reply is never judged as if it began the conversation', () => {
    const flows = flowsFromText(traffic, { filter: filter({ source: ['10.0.0.2'] }) });
    expect(flows.sessions.map(({ from }) => from)).toEqual(['b:5000']);
    expect(flows.events.every((event) => event.startsWith('1 '))).toBe(true);
  });

  it('[F32] tell nothing of a declined conversation, its end and its ICMP errors included', () => {
    const flows = flowsFromText(
      `0 a:1 > b:2 udp
       1 c > a icmp quotes=a:1>b:2/udp
       300 advance
       finish`,
      { filter: filter({ protocol: ['tcp'] }), retainEnded: 10 },
    );
    expect(flows.events).toEqual([]);
    expect(flows.table.counters).toMatchObject({ sessions: 0, live: 0, retained: 0, expired: 0, declinedPackets: 2 });
  });

  it('[F33] match either side unless strict, and all lists that are set if strict', () => {
    const lists = { source: ['10.0.0.1'], destination: ['10.0.0.3'] };
    expect(kept(lists)).toEqual(['a:4000>b:80', 'a>c']);
    expect(kept({ ...lists, strict: true })).toEqual(['a>c']);
    expect(kept({ source: ['10.0.0.3'], strict: true })).toEqual(['c:4000>b:443']);
    expect(kept({ destination: ['10.0.0.1'] })).toEqual(['b:5000>a:80']);
  });

  it('[F33] take prefixes of both families, host bits or not, and never one family for the other', () => {
    expect(kept({ source: ['10.0.0.3/31'] })).toEqual(['c:4000>b:443', 'b:5000>a:80']);
    expect(kept({ source: ['2001:db8::/32'] })).toEqual(['A>B', 'A:4000>B:80']);
    expect(kept({ source: ['::/0'] })).toEqual(['A>B', 'A:4000>B:80']);
    expect(kept({ source: ['0.0.0.0/0'] })).toHaveLength(4);
  });

  it('[F33] always ask for protocol and responder port where set', () => {
    expect(kept({ protocol: ['udp'] })).toEqual(['b:5000>a:80', 'A:4000>B:80']);
    expect(kept({ protocol: ['icmp'] })).toEqual(['a>c', 'A>B']);
    expect(kept({ protocol: ['ICMPv6', 6] })).toEqual(['a:4000>b:80', 'c:4000>b:443', 'A>B']);
    expect(kept({ port: [80, 443], protocol: ['6'] })).toEqual(['a:4000>b:80', 'c:4000>b:443']);
  });

  it('[F34] refuse an empty list instead of swallowing everything', () => {
    for (const key of ['source', 'destination', 'protocol', 'port'] as const) {
      expect(messageOf({ [key]: [] })).toBe(
        `filter.${key} is an empty list, which nothing could match; leave it out to accept everything`,
      );
    }
    expect(messageOf({ payload: names([]) })).toMatch(/^filter\.payload\.dns\.match is an empty list/);
    expect(messageOf({ payload: names(['*'], []) })).toMatch(/^filter\.payload\.dns\.ports is an empty list/);
    for (const name of PAYLOAD_FILTER_NAMES) {
      expect(messageOf({ payload: { [name]: { enabled: true, ports: [1], match: [] } } })).toContain(
        `filter.payload.${name}.match is an empty list`,
      );
      expect(messageOf({ payload: { [name]: { enabled: false, ports: [], match: [] } } })).toBe('accepted');
    }
  });

  it('[F34] name the key and the value that is wrong', () => {
    expect(messageOf({ source: ['10.0.0.1', '10.0.0.256'] })).toMatch(/^filter\.source: "10\.0\.0\.256" is not an IP/);
    expect(messageOf({ destination: ['10.1'] })).toMatch(/^filter\.destination: "10\.1"/);
    expect(messageOf({ source: ['10.0.0.0/33'] })).toMatch(/"10\.0\.0\.0\/33"/);
    expect(messageOf({ protocol: ['tpc'] })).toMatch(/^filter\.protocol: "tpc"/);
    expect(messageOf({ protocol: [256] })).toMatch(/"256"/);
    expect(messageOf({ port: [65_536] })).toMatch(/^filter\.port: 65536 is not a port/);
    expect(messageOf({ payload: names(['*'], [-1]) })).toMatch(/^filter\.payload\.dns\.ports: -1 is not a port/);
    expect(messageOf({ payload: { nbns: { enabled: true, ports: 'any', match: ['*'] } } })).toMatch(
      /^filter\.payload\.nbns\.ports cannot be "any"/,
    );
  });

  it('[F35] take the name of every query (upstream took only the first of a session)', () => {
    const flows = flowsFromText(
      `
      0.0  a:4000 > b:53  udp query=1/Example.COM
      0.1  a:4000 < b:53  udp answer=1/Example.COM/10.0.0.9
      0.2  a:4000 > b:53  udp query=2/www.example.com
      0.3  a:4000 > b:53  udp query=3/other.test
      0.4  a:4000 > b:99  udp query=4/www.example.com`,
      { filter: filter({ payload: names(['*.example.com', 'example.com']) }) },
    );
    expect(flows.events).toEqual([
      '1 started',
      '1 out NEW dns Example.COM',
      '1 in ESTABLISHED',
      '1 out dns www.example.com',
      '1 out',
      '2 started',
      '2 out NEW',
    ]);
  });

  it('[F36] tell only packets with a name, and sessions that have one', () => {
    const flows = flowsFromText(
      `
      0.0  a:4000 > b:53  udp query=1/other.test
      0.1  a:4000 < b:53  udp answer=1/other.test/10.0.0.9
      0.2  a:4000 > b:53  udp query=2/a.example.com
      0.3  c:4000 > b:53  udp query=2/other.test
      0.4  c:4000 > b:80  S
      100  advance`,
      { filter: filter({ payload: names(['*.example.com']), only_matching: true }) },
    );
    expect(flows.events).toEqual(['1 started', '1 out dns a.example.com', '1 ended EXPIRED timeout', '1 forgotten']);
  });

  it('[F36] leave a session without a name out of the open ones', () => {
    const flows = flowsFromText('0 a:1 > b:2 udp', { filter: filter({ only_matching: true }) });
    expect(flows.table.openSessions()).toEqual([]);
  });
});

describe('globs', () => {
  it('[F35] match whole names without case; a star crosses dots', () => {
    const matches = compileGlobs(['*.Example.com', 'ho?t', 'a*b*c']);
    expect(['x.y.EXAMPLE.com', 'host', 'abc', 'axxbxxc'].map(matches)).toEqual([true, true, true, true]);
    expect(['example.com', 'hot', 'hoost', 'abcd', ''].map(matches)).toEqual([false, false, false, false, false]);
  });

  it('[F35] agree with a regular expression', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '.', '*', '?'), { maxLength: 8 }).map((list) => list.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 8 }).map((list) => list.join(''));
    fc.assert(
      fc.property(letters, text, (pattern, name) => {
        const source = pattern
          .replaceAll('.', String.raw`\.`)
          .replaceAll('*', '.*')
          .replaceAll('?', '.');
        expect(compileGlobs([pattern])(name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
    );
  });
});
