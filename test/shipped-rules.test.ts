/** The rules in rules/: each finds what it is for, and is quiet about ordinary traffic. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { compileRules, type RuleOptions } from '#main/engine/pipeline/rules/compile-rules.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import { mistakeLine } from '#main/engine/pipeline/rules/mistakes.ts';
import type { RuleSet } from '#main/engine/pipeline/rules/rule-set.ts';
import { dns, session } from '#main/engine/filter/test-records.ts';
import { SAMPLE } from './kit/command-line.ts';
import { flatRecordsOf } from './kit/flat-records.ts';

const folder = path.resolve(import.meta.dirname, '../rules');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .toSorted()
  .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
const corpus = path.resolve(import.meta.dirname, '../../shared/captures');

function shipped(options: RuleOptions = { resolvers: ['192.0.2.53'] }): RuleSet {
  const { set, report } = compileRules(files, options);
  expect(report.mistakes.map(mistakeLine)).toEqual([]);
  expect(report.notices.map(mistakeLine)).toEqual([]);
  return set!;
}

/** For each rule that applied: how often, and how often it would raise an alert. */
function found(
  records: readonly PipelineRecord[],
  options?: RuleOptions,
): Record<string, { hits: number; alerts: number }> {
  const set = shipped(options);
  const counts: Record<string, { hits: number; alerts: number }> = {};
  for (const record of records) {
    const flat = flattenRecord(record);
    for (const { policy, actions } of set.judge(flat) ?? []) {
      const count = (counts[policy.id] ??= { hits: 0, alerts: 0 });
      count.hits++;
      if (actions.some(({ does, test }) => does.kind === 'alert' && (test === null || test(flat)))) count.alerts++;
    }
  }
  return counts;
}

const inside = { src_ip: '192.168.1.10', dst_ip: '192.168.1.20' };
const outside = { src_ip: '192.168.1.10', dst_ip: '203.0.113.9' };
const nothing = { payload_bytes_out: 0, payload_bytes_in: 0 };

describe('cleartext logins', () => {
  it.each([21, 23, 110, 143])('are found on port %i, and raise one alert an hour', (dst_port) => {
    const plain = { ...inside, dst_port, hostname: null, hostname_source: null };
    const records = [0, 60, 120, 4000].map((seconds) => session(plain, seconds));
    expect(found(records)).toEqual({ 'Cleartext login': { hits: 4, alerts: 2 } });
  });

  it('are none where nothing was said, the connection changed to TLS, or the port is another', () => {
    const plain = { ...inside, dst_port: 143, hostname: null, hostname_source: null };
    expect(
      found([
        session({ ...plain, ...nothing }),
        session({ ...plain, hostname_source: 'tls' }),
        session({ ...plain, dst_port: 993 }),
      ]),
    ).toEqual({});
  });
});

describe('DNS to another resolver', () => {
  it('is found where the resolver is not in use, and raises an alert for each once a day', () => {
    const records = [0, 10, 20].map((seconds) => dns({ server_ip: '198.51.100.53' }, seconds));
    expect(found(records)).toEqual({ 'DNS to another resolver': { hits: 3, alerts: 1 } });
  });

  it('is not found for the system’s resolvers, local helpers, groups, and what resolvers ask themselves', () => {
    const servers = ['192.0.2.53', '127.0.0.53', '::1', '224.0.0.251', 'ff02::fb'];
    const records = servers.map((server_ip) => dns({ server_ip }));
    expect(found([...records, dns({ client_ip: '192.0.2.53', server_ip: '198.51.100.1' })])).toEqual({});
  });

  it('takes the resolvers of a capture from elsewhere from the configuration', async () => {
    const records = await flatRecordsOf(SAMPLE);
    const asked = records.filter(({ type, status }) => type === 'dns' && status !== 'unsolicited');
    const resolvers = new Set(asked.map(({ dst_ip }) => dst_ip as string));
    expect(found(records)['DNS to another resolver']!.alerts).toBeGreaterThan(0);
    const known = found(records, { lists: { allowed_resolvers: [...resolvers] } });
    expect(known['DNS to another resolver']).toBeUndefined();
  });
});

describe('tunnels in DNS', () => {
  const label = (seed: number, length: number): string =>
    createHash('sha256').update(String(seed)).digest('hex').slice(0, length);

  it('are found by many long names of chance under one domain', () => {
    const records = Array.from({ length: 40 }, (_, index) =>
      dns({ query: `${label(index, 44)}.t.example.com` }, index),
    );
    expect(found(records)).toEqual({ 'DNS names that look like data': { hits: 21, alerts: 1 } });
  });

  it('are found by very many names under one domain', () => {
    const records = Array.from({ length: 250 }, (_, index) => dns({ query: `n${index}.example.com` }, index));
    expect(found(records)).toEqual({ 'Many DNS names under one domain': { hits: 51, alerts: 1 } });
  });

  it('are found by many different TXT questions', () => {
    const records = ['TXT', 'NULL'].flatMap((qtype, half) =>
      Array.from({ length: 20 }, (_, index) => dns({ qtype, query: `${half}${index}.example.com` }, half * 20 + index)),
    );
    expect(found(records)).toEqual({ 'DNS carries text': { hits: 11, alerts: 1 } });
  });

  it('are none where names are under domains that many share, repeat, or come slowly', () => {
    const reverse = Array.from({ length: 300 }, (_, index) =>
      dns({ query: `${index % 256}.2.0.192.in-addr.arpa` }, index),
    );
    const repeated = Array.from({ length: 300 }, (_, index) =>
      dns({ query: `${label(index % 5, 44)}.example.com` }, index),
    );
    const slow = Array.from({ length: 40 }, (_, index) =>
      dns({ query: `${label(index, 44)}.example.com` }, index * 60),
    );
    for (const records of [reverse, repeated, slow]) expect(found(records)).toEqual({});
  });
});

describe('beaconing', () => {
  const calls = (count: number, more: object, when: (index: number) => number): PipelineRecord[] =>
    Array.from({ length: count }, (_, index) => session({ ...outside, ...more }, when(index)));

  it('is found where calls come like a clock, a little early or late, too', () => {
    expect(found(calls(12, {}, (index) => index * 300))).toEqual({ Beaconing: { hits: 3, alerts: 1 } });
    expect(found(calls(12, {}, (index) => index * 300 + ((index * 7) % 5) * 10))).toEqual({
      Beaconing: { hits: 3, alerts: 1 },
    });
  });

  it('is none where calls come as people make them, fast, inside, or for the time of day', () => {
    expect(found(calls(30, {}, (index) => index * 300 + ((index * 7919) % 290)))).toEqual({});
    expect(found(calls(30, {}, (index) => index))).toEqual({});
    expect(found(calls(12, inside, (index) => index * 300))).toEqual({});
    expect(found(calls(12, { dst_port: 123, protocol_num: 17 }, (index) => index * 300))).toEqual({});
  });
});

describe('scans', () => {
  const probe = (more: object, seconds: number): PipelineRecord =>
    session({ ...inside, ...nothing, tcp_flags_out: 'S', tcp_flags_in: 'RA', ...more }, seconds);

  it('of ports of a host are found from the twentieth port on', () => {
    const records = Array.from({ length: 100 }, (_, index) => probe({ dst_port: index + 1 }, index / 10));
    expect(found(records)).toEqual({ 'Port scan': { hits: 81, alerts: 1 } });
  });

  it('of hosts for a port are found from the thirtieth host on', () => {
    const records = Array.from({ length: 60 }, (_, index) =>
      probe({ dst_ip: `192.168.1.${index}`, dst_port: 445 }, index / 10),
    );
    expect(found(records)).toEqual({ 'Host scan': { hits: 31, alerts: 1 } });
  });

  it('are none where something was said, or it took long', () => {
    const slow = Array.from({ length: 100 }, (_, index) => probe({ dst_port: index + 1 }, index * 10));
    const busy = Array.from({ length: 100 }, (_, index) =>
      session({ ...outside, dst_port: 40_000 + index, hostname_source: 'tls' }, index * 0.37 * (index % 3)),
    );
    expect(found(slow)).toEqual({});
    expect(found(busy)).toEqual({});
  });
});

describe('a new listening service', () => {
  const accepted = { ...inside, tcp_flags_out: 'SAP', tcp_flags_in: 'SAP' };

  it('is found once, after an hour of learning', () => {
    const records = [
      session({ ...accepted, dst_port: 22 }, 0),
      session({ ...accepted, dst_port: 22 }, 4000),
      session({ ...accepted, dst_port: 8443 }, 4001),
      session({ ...accepted, dst_port: 8443 }, 4002),
      session({ ...accepted, dst_port: 8443, dst_ip: '192.168.1.21' }, 4003),
    ];
    expect(found(records)).toEqual({ 'New listening service': { hits: 2, alerts: 2 } });
  });

  it('is none where nobody answered, the port is one of the moment, or the host is somebody else’s', () => {
    const first = session({ ...accepted, dst_port: 22 }, 0);
    const refused = session({ ...accepted, dst_port: 23, ...nothing, tcp_flags_in: 'RA' }, 4000);
    const momentary = session({ ...accepted, dst_port: 50_000 }, 4000);
    const elsewhere = session({ ...accepted, dst_ip: '203.0.113.5', dst_port: 25 }, 4000);
    expect(found([first, refused, momentary, elsewhere])).toEqual({});
  });
});

describe.skipIf(!existsSync(corpus))('on captures', () => {
  // What each holds is said in the corpus' index: none has tunnels, scans of more than a few ports, or beacons.
  it.each(['pcpp-example2.pcap', 'ndpi-alexa-app.pcapng', 'zeek-wikipedia.pcap', 'ndpi-tcp_scan.pcapng'])(
    'are quiet about %s, but for pages in clear and its resolvers',
    async (name) => {
      const records = await flatRecordsOf(path.join(corpus, name));
      const ordinary = new Set(['Cleartext web', 'DNS to another resolver']);
      expect(Object.keys(found(records)).filter((rule) => !ordinary.has(rule))).toEqual([]);
    },
  );

  it('find pages in clear', async () => {
    const counts = found(await flatRecordsOf(path.join(corpus, 'zeek-wikipedia.pcap')));
    expect(counts['Cleartext web']).toEqual({ hits: 9, alerts: 0 });
  });
});
