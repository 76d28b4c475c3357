import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  datagramHandshake,
  datagramRecord,
  handshake,
  helloBody,
  record,
  records,
  serverName,
} from '#main/engine/decode/test-client-hello.ts';
import { compileFlowFilter } from './flow-filter.ts';
import { hostOf } from './host-name.ts';
import type { FlowOptions } from './flow-options.ts';
import { PAYLOAD_FILTER_NAMES, type PayloadFilterName, type PayloadSettings } from './payload-filters.ts';
import { hostname, hostnameSource, serviceName } from './session-view.ts';
import { type DrawnFlows, flowsFromText } from './test-flows.ts';

const PORTS: Readonly<Record<PayloadFilterName, readonly number[] | 'any'>> = {
  dns: [53],
  mdns: [5353],
  llmnr: [5355],
  nbns: [137],
  tls: 'any',
  quic: 'any',
  http: 'any',
  dhcp: [67, 68, 546, 547],
  ssdp: [1900],
};
const ALL: PayloadSettings = Object.fromEntries(
  PAYLOAD_FILTER_NAMES.map((name) => [name, { enabled: true, ports: PORTS[name], match: ['*'] }]),
);

function draw(text: string, payload: PayloadSettings = {}, more: Partial<FlowOptions> = {}, only = false): DrawnFlows {
  const filter = compileFlowFilter({
    source: null,
    destination: null,
    strict: false,
    protocol: null,
    port: null,
    payload: { ...ALL, ...payload },
    only_matching: only,
  });
  if (!filter.ok) throw new Error(filter.failure.message);
  return flowsFromText(text, { filter: filter.value, ...more });
}

/** `filter name` of every packet that gave one. */
function told(flows: DrawnFlows): string[] {
  return flows.events.flatMap((event) => {
    const found = /(?:^| )(dns|mdns|llmnr|nbns|tls|quic|http|dhcp|ssdp) (.*)$/.exec(event);
    return found === null ? [] : [`${found[1]} ${found[2]}`];
  });
}

/** Host name, its source and the service of the first session. */
function first({ table }: DrawnFlows): readonly (string | null)[] {
  return [hostname(table.columns, 0), hostnameSource(table.columns, 0), serviceName(table.columns, 0)];
}

function hex(bytes: Iterable<number> | string): string {
  const octets = typeof bytes === 'string' ? Array.from(bytes, (character) => character.charCodeAt(0)) : [...bytes];
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');
}

function hello(name: string): number[] {
  return handshake(helloBody({ extensions: [serverName(name)] }));
}

function request(host: string, start = 'GET / HTTP/1.1'): string {
  return `${start}\r\nUser-Agent: x\r\nHost: ${host}\r\nAccept: */*\r\n\r\n`;
}

const handshaken = `
  0.0  a:4000 > b:80  S
  0.1  a:4000 < b:80  SA`;

/** Lines of segments from the client of the session above, one after the other. */
function sent(...payloads: readonly (Iterable<number> | string)[]): string {
  return payloads.map((payload, index) => `${1 + index}  a:4000 > b:80  PA hex=${hex(payload)}`).join('\n');
}

describe('payload filters', () => {
  it('[F44] look where their ports or the bytes say so, and tell one name of a packet', () => {
    const tls = record(hello('a.test'));
    const traffic = `${handshaken}\n${sent(tls)}`;
    expect(told(draw(traffic))).toEqual(['tls a.test']);
    expect(told(draw(traffic, { tls: { enabled: true, ports: [443], match: ['*'] } }))).toEqual([]);
    expect(told(draw(traffic, { tls: { enabled: true, ports: [443, 80], match: ['*'] } }))).toEqual(['tls a.test']);
    expect(told(draw(traffic, { tls: { enabled: true, ports: [4000], match: ['*'] } }))).toEqual(['tls a.test']);
    expect(told(draw(traffic, { tls: { enabled: false, ports: 'any', match: ['*'] } }))).toEqual([]);
    const requests = `${handshaken}\n${sent(request('a.test') + request('b.test'), request('c.test'))}`;
    expect(told(draw(requests))).toEqual(['http a.test', 'http c.test']);
  });

  it('[F44] leave a packet as it is whose name does not match; the session is named all the same', () => {
    const traffic = `${handshaken}\n${sent(request('www.b.test'), request('a.test'))}`;
    const flows = draw(traffic, { http: { enabled: true, ports: 'any', match: ['A.*'] } });
    expect(told(flows)).toEqual(['http a.test']);
    expect(first(flows)).toEqual(['www.b.test', 'http', 'http']);
  });

  it('[F36] are all that is told with only_matching', () => {
    const flows = draw(`${handshaken}\n${sent(request('a.test'))}\n3 c:1 > d:2 S\n4 a:4000 < b:80 .`, {}, {}, true);
    expect(flows.events).toEqual(['1 started', '1 out http a.test']);
  });

  it('[F44] look at nothing but DNS where nobody will see what they find', () => {
    const query = '5  c:3000 > d:53  udp query=7/b.test';
    const unseen = draw(`${handshaken}\n${sent(request('a.test'))}\n${query}`, {}, { looksForNames: false });
    expect(told(unseen)).toEqual(['dns b.test']);
    expect(first(unseen)).toEqual([null, null, 'http']);
    expect(serviceName(unseen.table.columns, 1)).toBe('dns');
  });

  it('[F44] see nothing of a conversation that was declined', () => {
    const filter = compileFlowFilter({
      source: ['192.0.2.1'],
      destination: null,
      strict: false,
      protocol: null,
      port: null,
      payload: ALL,
      only_matching: false,
    });
    if (!filter.ok) throw new Error(filter.failure.message);
    expect(told(flowsFromText(`${handshaken}\n${sent(request('a.test'))}`, { filter: filter.value }))).toEqual([]);
  });
});

describe('names of TLS servers', () => {
  it('[F45] are in the ClientHello that a session begins with, in the SYN, too (RFC 7413)', () => {
    expect(first(draw(`${handshaken}\n${sent(record(hello('a.test')))}`))).toEqual(['a.test', 'tls', 'tls']);
    const fast = draw(`0 a:4000 > b:443 S hex=${hex(record(hello('fast.test')))}`);
    expect(told(fast)).toEqual(['tls fast.test']);
    expect(told(draw(`${handshaken}\n${sent(record(handshake(helloBody())))}`))).toEqual([]);
    expect(first(draw(`${handshaken}\n${sent(record(handshake(helloBody())))}`))).toEqual([null, null, 'tls']);
  });

  it('[F45][F48] are found in any number of records and segments, repeated and out of order', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cuts, cuts, fc.array(fc.nat(4), { maxLength: 12 }), (recordLengths, segmentLengths, swaps) => {
        const stream = records(hello('split.example'), recordLengths);
        const segments: string[] = [];
        for (let at = 0, index = 0; at < stream.length; index++) {
          const end = Math.min(stream.length, at + segmentLengths[index % segmentLengths.length]!);
          segments.push(`1 a:4000 > b:443 PA seq=${10_000_001 + at} hex=${hex(stream.slice(at, end))}`);
          at = end;
        }
        for (const [index, swap] of swaps.entries()) {
          const [one, other] = [segments[index], segments[index + 1]];
          if (one === undefined || other === undefined) break;
          if (swap === 0) segments.splice(index, 2, other, one);
          else if (swap === 1) segments.splice(index, 0, one);
        }
        const flows = draw(`0 a:4000 > b:443 S\n0.5 a:4000 < b:443 SA\n${segments.join('\n')}`);
        expect(told(flows)).toEqual(['tls split.example']);
        expect(flows.table.counters.namesGivenUp).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('[F45] are found in DTLS, behind a few other datagrams, too', () => {
    const dtls = datagramRecord(
      datagramHandshake(helloBody({ version: 0xfefd, cookie: [], extensions: [serverName('d.test')] })),
    );
    const stun = '000100002112a442000000000000000000000000';
    const flows = draw(`
      0 a:4000 > b:5684 udp hex=${stun}
      1 a:4000 < b:5684 udp hex=${stun}
      2 a:4000 > b:5684 udp hex=${hex(dtls)}
      3 a:4000 > b:5684 udp hex=${hex(dtls)}`);
    expect(told(flows)).toEqual(['tls d.test']);
    expect(first(flows)).toEqual(['d.test', 'tls', 'tls']);
    const late = draw(`${`0 a:4000 > b:5684 udp hex=${stun}\n`.repeat(6)}\n2 a:4000 > b:5684 udp hex=${hex(dtls)}`);
    expect(told(late)).toEqual([]);
  });
});

describe('hosts of HTTP requests', () => {
  it('[F47] are told of every request of a session', () => {
    const flows = draw(`${handshaken}
      ${sent(request('a.test'), 'a body: GET it\r\n', request('b.test:8080', 'POST /x HTTP/1.1'), '{"GET": 1}')}
      8 a:4000 < b:80 PA hex=${hex('HTTP/1.1 200 OK\r\n\r\n')}`);
    expect(told(flows)).toEqual(['http a.test', 'http b.test:8080']);
    expect(first(flows)).toEqual(['a.test', 'http', 'http']);
  });

  it('[F47][F48] are told once each, in order, however the requests are cut up and sent again', () => {
    const hosts = ['a.test', 'b.test', 'c.test', 'd.test'];
    const stream = hosts.map((host) => request(host)).join('');
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(4)),
        (widths, moves) => {
          const segments: string[] = [];
          for (let at = 0, index = 0; at < stream.length; index++) {
            const end = Math.min(stream.length, at + widths[index % widths.length]!);
            segments.push(`1 a:4000 > b:80 PA seq=${10_000_001 + at} hex=${hex(stream.slice(at, end))}`);
            at = end;
          }
          for (const [index, move] of moves.entries()) {
            const [one, other] = [segments[index], segments[index + 1]];
            if (one === undefined || other === undefined) break;
            if (move === 0) segments.splice(index, 2, other, one);
            else if (move === 1) segments.splice(index, 0, one);
          }
          const flows = draw(`${handshaken}\n${segments.join('\n')}`);
          const names = told(flows);
          // One packet may complete several requests, and gives one name.
          expect(hosts.map((host) => `http ${host}`).filter((name) => names.includes(name))).toEqual(names);
          expect(names.length).toBeGreaterThan(0);
          expect(flows.table.counters.namesGivenUp).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[F47] are found at the beginning of a segment where the session was joined late', () => {
    const flows = draw(`
      0 a:4000 > b:80 PA hex=${hex('the rest of a body')}
      1 a:4000 < b:80 PA len=5
      2 a:4000 > b:80 PA hex=${hex(request('late.test'))}`);
    expect(told(flows)).toEqual(['http late.test']);
    const turned = draw(`0 b:80 > a:4000 PA len=5\n1 a:4000 > b:80 PA hex=${hex(request('turned.test'))}`);
    expect(told(turned)).toEqual(['http turned.test']);
  });

  it('[F47] do not come out of a keep-alive’s byte of the past, nor out of a session that is something else', () => {
    const probed = draw(`${handshaken}
      1 a:4000 > b:80 A seq=10000000 hex=00 early
      2 a:4000 > b:80 PA seq=10000001 hex=${hex(request('a.test'))}`);
    expect(told(probed)).toEqual(['http a.test']);
    expect(told(draw(`${handshaken}\n${sent('\0\x01\x02', request('a.test'))}`))).toEqual([]);
  });

  it('[F47] of HTTP/2 are not read; the service is known', () => {
    expect(first(draw(`${handshaken}\n${sent('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')}`))).toEqual([null, null, 'http']);
  });
});

describe('a ClientHello that comes late', () => {
  it('[F49] is found behind a request for a tunnel', () => {
    const tunnel = 'CONNECT far.test:443 HTTP/1.1\r\nHost: far.test:443\r\n\r\n';
    const flows = draw(`${handshaken}\n${sent(tunnel, record(hello('far.test')))}`);
    expect(told(flows)).toEqual(['http far.test:443', 'tls far.test']);
    expect(first(flows)).toEqual(['far.test', 'http', 'http']);
  });

  it('[F49][F52] is found where services change to TLS, within twenty segments; they keep their own name', () => {
    const mail = (words: number): string =>
      `0 a:4000 > b:25 S\n1 a:4000 < b:25 SA\n${'2 a:4000 > b:25 PA hex=45484c4f20780d0a\n'.repeat(words)}` +
      `3 a:4000 > b:25 PA hex=${hex(record(hello('mx.test')))}`;
    expect(told(draw(mail(2)))).toEqual(['tls mx.test']);
    expect(first(draw(mail(2)))).toEqual(['mx.test', 'tls', 'smtp']);
    expect(told(draw(mail(20)))).toEqual(['tls mx.test']);
    expect(told(draw(mail(21)))).toEqual([]);
  });

  it('[F49] is found behind the handshake of SOCKS (RFC 1928), as requests are', () => {
    const socks = (then: Iterable<number> | string): string =>
      `0 a:4000 > b:1080 S\n1 a:4000 > b:1080 PA hex=050100\n2 a:4000 > b:1080 PA hex=050100030178\n` +
      `3 a:4000 > b:1080 PA hex=${hex(then)}`;
    expect(told(draw(socks(record(hello('far.test')))))).toEqual(['tls far.test']);
    expect(told(draw(socks(request('far.test'))))).toEqual(['http far.test']);
  });

  it('[F49] may be split there, too', () => {
    const stream = record(hello('mx.test'));
    const flows = draw(`0 a:4000 > b:25 S\n1 a:4000 < b:25 SA
      2 a:4000 > b:25 PA hex=45484c4f20780d0a
      3 a:4000 > b:25 PA hex=${hex(stream.slice(0, 30))}
      4 a:4000 > b:25 PA hex=${hex(stream.slice(30))}`);
    expect(told(flows)).toEqual(['tls mx.test']);
  });
});

describe('what cannot be followed', () => {
  it('[F48] gives what was captured of a cut segment, and is counted where that is not enough', () => {
    const text = request('a.test');
    const whole = `${handshaken}\n1 a:4000 > b:80 PA hex=${hex(text)} len=2000`;
    expect(told(draw(whole))).toEqual(['http a.test']);
    const cut = draw(
      `${handshaken}\n1 a:4000 > b:80 PA hex=${hex(text)} cut=20\n2 a:4000 > b:80 PA hex=${hex(request('b.test'))}`,
    );
    expect(told(cut)).toEqual(['http b.test']);
    expect(cut.table.counters.namesGivenUp).toBe(1);
    const stream = record(hello('c.test'));
    const helloCut = draw(`${handshaken}\n1 a:4000 > b:80 PA hex=${hex(stream)} cut=60`);
    expect([told(helloCut), helloCut.table.counters.namesGivenUp]).toEqual([[], 1]);
    expect([first(cut), first(helloCut)]).toEqual([
      ['b.test', 'http', 'http'],
      [null, null, 'tls'],
    ]);
  });

  it('[F48] is given up where the beginning is lost, and requests are found again', () => {
    const later = Array.from(
      { length: 18 },
      (_, index) => `2 a:4000 > b:80 PA seq=${10_000_101 + index * 9} hex=${hex('some text')}`,
    );
    const flows = draw(
      `${handshaken}\n${later.join('\n')}\n3 a:4000 > b:80 PA seq=10005000 hex=${hex(request('b.test'))}`,
    );
    expect(told(flows)).toEqual(['http b.test']);
    expect(flows.table.counters.namesGivenUp).toBe(1);
  });

  it('[F48] holds no more sessions at a time than there is room for', () => {
    const half = hex(record(hello('a.test')).slice(0, 40));
    const rest = hex(record(hello('a.test')).slice(40));
    const clients = Array.from({ length: 16_390 }, (_, index) => `a:${1024 + index}`);
    const opened = clients.map((client) => `0 ${client} > b:443 S\n0 ${client} > b:443 PA hex=${half}`).join('\n');
    const flows = draw(opened);
    expect(flows.table.counters.namesGivenUp).toBe(6);
    flows.more(`1 ${clients[0]} > b:443 PA hex=${rest}\n1 ${clients.at(-1)} > b:443 PA hex=${rest}`);
    expect(told(flows)).toEqual(['tls a.test']);
  });

  it('[F48] is forgotten when the session ends: the next one in its place begins anew', () => {
    const stream = record(hello('a.test'));
    const flows = draw(
      `0 a:4000 > b:443 S
       1 a:4000 > b:443 PA hex=${hex(stream.slice(0, 40))}
       2 a:4000 < b:443 R
       9 a:4000 > b:443 S
       9 a:4000 > b:443 PA hex=${hex(stream)}`,
    );
    expect(told(flows)).toEqual(['tls a.test']);
  });
});

describe('names in datagrams', () => {
  const name = (text: string): string =>
    `${text
      .split('.')
      .map((label) => hex([label.length]) + hex(label))
      .join('')}00`;
  const query = (text: string): string => `0000 0000 0001 0000 0000 0000 ${name(text)} 0001 0001`.replaceAll(' ', '');

  it('[F50] are taken from each, on the ports of their protocols', () => {
    const flows = draw(`
      0 a:5353 > b:5353 udp hex=${query('printer.local')}
      1 a:5353 > b:5353 udp hex=${query('other.local')}
      2 b:5353 > a:5353 udp hex=${query('third.local')}
      3 c:5000 > d:5355 udp hex=${query('wpad')}
      4 e:137 > f:137 udp hex=${query('EGFCEFEECACACACACACACACACACACACA')}
      5 g:5000 > h:1900 udp hex=${hex('M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n')}
      6 A:546 > B:547 udp hex=01123456002700060004${hex('host')}
      7 c:5000 > d:5356 udp hex=${query('nobody')}`);
    expect(told(flows)).toEqual([
      'mdns printer.local',
      'mdns other.local',
      'mdns third.local',
      'llmnr wpad',
      'nbns FRED<20>',
      'ssdp ssdp:all',
      'dhcp host',
    ]);
    const { columns } = flows.table;
    expect([0, 1, 2, 3, 4].map((slot) => serviceName(columns, slot))).toEqual([
      'mdns',
      'llmnr',
      'nbns',
      'ssdp',
      'dhcp',
    ]);
    expect([0, 1, 2, 3, 4].map((slot) => hostname(columns, slot))).toEqual([null, null, null, null, null]);
  });

  it('[F50] are not taken from what is something else on their ports', () => {
    const flows = draw(
      `0 a:5000 > b:1900 udp hex=${hex('hello')}\n1 a:5000 > b:1900 udp hex=${hex('NOTIFY * HTTP/1.1\r\nNT: x\r\n\r\n')}`,
    );
    expect(told(flows)).toEqual(['ssdp x']);
    const strange = (count: number): string =>
      `${`0 a:5000 > b:1900 udp hex=${hex('hello')}\n`.repeat(count)}1 a:5000 > b:1900 udp hex=${hex('NOTIFY * HTTP/1.1\r\nNT: x\r\n\r\n')}`;
    expect(told(draw(strange(16)))).toEqual(['ssdp x']);
    expect(told(draw(strange(17)))).toEqual([]);
  });
});

describe('the name of a session', () => {
  const answered = `
    0.0 a:5000 > c:53 udp query=7/cdn.test
    0.1 a:5000 < c:53 udp answer=7/cdn.test/10.0.0.2`;

  it('[F51] is the first that the client asked for, rather than what DNS said', () => {
    const flows = draw(`${answered}\n${handshaken}\n${sent(request('shop.test:8080'), request('other.test'))}`);
    const { columns } = flows.table;
    expect([hostname(columns, 1), hostnameSource(columns, 1)]).toEqual(['shop.test', 'http']);
  });

  it('[F51] is not an address', () => {
    const flows = draw(`${answered}\n${handshaken}\n${sent(request('10.0.0.2:80'), request('[2001:db8::1]'))}`);
    const { columns } = flows.table;
    expect([hostname(columns, 1), hostnameSource(columns, 1)]).toEqual(['cdn.test', 'dns']);
    expect(told(flows)).toEqual(['dns cdn.test', 'http 10.0.0.2:80', 'http [2001:db8::1]']);
    expect(['a.test:', 'a:b:1', '2001:db8::1', ':80', '1.2.3.4', '1.2.3.4.test'].map(hostOf)).toEqual([
      'a.test',
      null,
      null,
      null,
      null,
      '1.2.3.4.test',
    ]);
  });

  it('[F51] does not stay in a slot that is used again', () => {
    const flows = draw(`${handshaken}\n${sent(request('old.test'))}\n2 a:4000 < b:80 R\n900 c:1 > d:2 udp`);
    expect(flows.table.columns.hostnames.filter((held) => held !== undefined)).toEqual([]);
  });

  it('[F29] service is the first protocol that was decoded', () => {
    const flows = draw(`0 a:4000 > b:443 S\n1 a:4000 > b:443 PA hex=${hex(request('a.test'))}`);
    expect(first(flows)[2]).toBe('http');
    expect(first(draw('0 a:4000 > b:443 S'))[2]).toBe('https');
  });
});

it('[F44] any bytes in any session do no harm', () => {
  const port = fc.constantFrom(53, 67, 80, 137, 443, 546, 1900, 5353, 5355, 25, 9999);
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom(
      ...[record(hello('a.test')), [...request('a.test')].map((c) => c.charCodeAt(0))].map((bytes) =>
        Uint8Array.from(bytes),
      ),
    ),
  );
  const packet = fc.tuple(port, fc.boolean(), fc.constantFrom('udp', 'S', 'PA', 'SA', 'R', 'FA'), payload, fc.nat(70));
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 20 }), (list) => {
      const lines = list.map(([to, out, kind, bytes, cut], index) => {
        const captured = Math.min(cut, bytes.length);
        return `${index} a:4000 ${out ? '>' : '<'} b:${to} ${kind} hex=${hex(bytes)} cut=${captured}`;
      });
      expect(() => draw(`${lines.join('\n')}\nfinish`)).not.toThrow();
    }),
  );
});
