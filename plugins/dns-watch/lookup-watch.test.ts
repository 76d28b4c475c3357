import { describe, expect, it } from 'vitest';
import type { Alert, DnsRecord } from '../api/netloupe.d.ts';
import { BENIGN_NAMES } from './benign-names.ts';
import { LookupWatch } from './lookup-watch.mjs';
import manifest from './plugin.json' with { type: 'json' };

const DEFAULTS = Object.fromEntries(
  Object.entries(manifest.config.properties).map(([key, { default: value }]) => [key, value]),
) as unknown as ConstructorParameters<typeof LookupWatch>[0];

/** What a watch with this configuration says of lookups: `second name` or `second name status`, of one client. */
function alertsOf(config: Partial<typeof DEFAULTS>, lookups: readonly string[]): Alert[] {
  const alerts: Alert[] = [];
  const watch = new LookupWatch({ ...DEFAULTS, ...config }, (alert) => alerts.push(alert));
  for (const lookup of lookups) watch.take(recordOf(lookup));
  return alerts;
}
const titles = (...given: Parameters<typeof alertsOf>): string[] => alertsOf(...given).map(({ title }) => title);

function recordOf(line: string): DnsRecord {
  const [second, query, status = 'answered'] = line.split(' ');
  return {
    time: new Date(Date.UTC(2026, 10, 21) + Number(second) * 1000).toISOString().replace('Z', '000Z'),
    session_id: '01a1fc98-8c23-7000-8000-0400c287e2b9',
    interface: 'eth0',
    client_ip: '192.0.2.10',
    client_port: 40_000,
    server_ip: '203.0.113.53',
    server_port: 53,
    transport: 'udp',
    trans_id: 1,
    query: query!,
    qtype: 'A',
    qclass: 'IN',
    rcode: null,
    rcode_name: null,
    status: status as DnsRecord['status'],
    latency_ms: null,
    answers: [],
    ttls: [],
    flags: 'RD',
  };
}
const many = (count: number, line: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => line(i));

describe('the watch list', () => {
  it('raises one alert a name until the quiet time is over, in packet time', () => {
    const lookups = ['0 Bad.example', '1 bad.example', '2 good.example', '3599 bad.example', '3600 bad.example'];
    expect(alertsOf({ watch: ['bad.*'] }, lookups)).toEqual([
      {
        title: 'Watched name looked up: bad.example',
        message: '192.0.2.10 asked 203.0.113.53 for it.',
        severity: 'high',
        session_id: '01a1fc98-8c23-7000-8000-0400c287e2b9',
        timestamp: '2026-11-21T00:00:00.000000Z',
      },
      expect.objectContaining({ timestamp: '2026-11-21T01:00:00.000000Z' }),
    ]);
  });

  it('takes names of the house, too, and leaves out those to be ignored', () => {
    expect(titles({ watch: ['*'], ignore: ['*.example.com'] }, ['0 printer.lan', '1 a.example.com'])).toEqual([
      'Watched name looked up: printer.lan',
    ]);
  });

  it('begins anew where a capture of an earlier day follows', () => {
    expect(titles({ watch: ['bad.*'] }, ['864000 bad.example', '0 bad.example'])).toHaveLength(2);
  });

  it('cuts the longest of names, so that no alert is refused', () => {
    const [alert] = alertsOf({ watch: ['*'] }, [`0 ${'a.'.repeat(126)}b`]);
    expect(alert!.title.length).toBeLessThanOrEqual(200);
  });
});

describe('random-looking names', () => {
  it('raise one alert a registered domain', () => {
    expect(titles({}, ['0 xkqjwzvbnmtrgh.com', '1 www.xkqjwzvbnmtrgh.com', '2 qwxzkvjbtpmgfd.com'])).toEqual([
      'Random-looking name: xkqjwzvbnmtrgh.com',
      'Random-looking name: qwxzkvjbtpmgfd.com',
    ]);
  });

  it('raise none where they are switched off', () => {
    expect(titles({ random_names: false }, ['0 xkqjwzvbnmtrgh.com'])).toEqual([]);
  });
});

describe('bursts of names', () => {
  it('under one domain are told once they are enough within the window', () => {
    const names = many(100, (i) => `${i / 2} n${i}.tunnel.example.com`);
    expect(titles({}, names)).toEqual(['Many names under example.com']);
    expect(titles({}, names.slice(1))).toEqual([]);
  });

  it('do not count what is older than the window, nor a name twice', () => {
    expect(
      titles(
        {},
        many(300, (i) => `${i} n${i}.example.com`),
      ),
    ).toEqual([]);
    expect(
      titles(
        {},
        many(300, () => '0 www.example.com'),
      ),
    ).toEqual([]);
  });

  it('are none under domains whose names machines make, in reverse lookups and within the house', () => {
    expect(
      titles(
        {},
        many(300, (i) => `0 d${i}.cloudfront.net`),
      ),
    ).toEqual([]);
    expect(
      titles(
        {},
        many(300, (i) => `0 ${i % 256}.2.0.192.in-addr.arpa`),
      ),
    ).toEqual([]);
    expect(
      titles(
        {},
        many(300, (i) => `0 h${i}.lan`),
      ),
    ).toEqual([]);
  });

  it('never raise an alert where their number is 0', () => {
    expect(
      titles(
        { names_per_domain: 0 },
        many(500, (i) => `0 n${i}.example.com`),
      ),
    ).toEqual([]);
  });
});

describe('bursts of lookups that come to nothing', () => {
  it.each([
    ['nxdomain', '192.0.2.10 asks for names that do not exist'],
    ['unanswered', 'Lookups of 192.0.2.10 fail'],
    ['servfail', 'Lookups of 192.0.2.10 fail'],
    ['refused', 'Lookups of 192.0.2.10 fail'],
  ])('are told by client once they are enough: %s', (status, title) => {
    const lookups = many(20, (i) => `${i * 3} name-${i}.com ${status}`);
    expect(titles({}, lookups)).toEqual([title]);
    expect(titles({}, lookups.slice(1))).toEqual([]);
    expect(titles({ nxdomain_names: 0, failed_names: 0 }, lookups)).toEqual([]);
  });

  it('are none where few names are asked for again and again, or over a long time', () => {
    expect(
      titles(
        {},
        many(500, (i) => `${i / 10} name-${i % 5}.com nxdomain`),
      ),
    ).toEqual([]);
    expect(
      titles(
        {},
        many(500, (i) => `${i * 4} name-${i}.com nxdomain`),
      ),
    ).toEqual([]);
  });

  it('are none where names of the house, addresses or lists of senders do not exist', () => {
    expect(
      titles(
        {},
        many(50, (i) => `0 name-${i}.fritz.box.lan nxdomain`),
      ),
    ).toEqual([]);
    expect(
      titles(
        {},
        many(50, (i) => `0 ${i}.2.0.192.in-addr.arpa nxdomain`),
      ),
    ).toEqual([]);
    expect(
      titles(
        {},
        many(50, (i) => `0 ${i}.2.0.192.zen.spamhaus.org nxdomain`),
      ),
    ).toEqual([]);
  });

  it('do not count answers that nobody asked for', () => {
    expect(titles({ watch: ['*'] }, ['0 name.com unsolicited'])).toEqual([]);
  });
});

describe('a day of ordinary lookups', () => {
  it('raises nothing', () => {
    const day = BENIGN_NAMES.flatMap((name, i) => [`${i * 40} ${name}`, `${i * 40 + 1} ${name}`]);
    expect(titles({}, day)).toEqual([]);
  });
});
