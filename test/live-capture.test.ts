/** The command line on live traffic between two hosts: a real resolver, a real HTTP server, a real ping. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canMakeNamespaces, printed, TwoHosts } from './kit/namespaces.ts';

const NETLOUPE = path.resolve(import.meta.dirname, '../bin/netloupe.mjs');
const HTTP_SERVER = `require('node:http').createServer((q, r) => r.end('x'.repeat(20000))).listen(8080, '::', () => console.log('serving'))`;

type Row = Record<string, string>;

function jsonLines(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Splits RFC 4180 text whose cells hold no line breaks. */
function csvRows(file: string): Row[] {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  const split = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? '');
  const names = split(header ?? '');
  return lines.map((line) => Object.fromEntries(split(line).map((cell, i) => [names[i], cell])) as Row);
}

describe.skipIf(!canMakeNamespaces('dnsmasq', 'dig', 'curl', 'ping'))('capturing live traffic as root', () => {
  let hosts: TwoHosts;
  let summary: {
    packets: number;
    drops: Record<string, number>;
    coverage: number;
    undecoded: Record<string, number>;
  };
  let sessions: Row[];
  let dns: Row[];
  let packets: Record<string, unknown>[];
  let status: number | null;
  let deviceCount: number;

  beforeAll(async () => {
    hosts = new TwoHosts('live');
    const resolver = hosts.spawn(hosts.far, [
      'dnsmasq',
      '--no-daemon',
      '--conf-file=/dev/null',
      '--no-resolv',
      '--no-hosts',
      '--user=root',
      '--log-queries',
      `--listen-address=${hosts.farAddress},${hosts.farAddress6}`,
      '--bind-interfaces',
      '--local=/test/',
      `--host-record=web.example.test,${hosts.farAddress},${hosts.farAddress6}`,
      '--cname=www.example.test,web.example.test',
      '--txt-record=note.example.test,hello',
    ]);
    const server = hosts.spawn(hosts.far, [process.execPath, '-e', HTTP_SERVER]);
    await Promise.all([printed(resolver, /started/), printed(server, /serving/)]);

    const file = (name: string): string => path.join(hosts.folder, name);
    const before = counted(hosts);
    const capture = hosts.spawn(hosts.near, [
      process.execPath,
      NETLOUPE,
      'capture',
      '-i',
      hosts.nearInterface,
      '--sessions',
      file('sessions.csv'),
      '--dns',
      file('dns.csv'),
      '--packets',
      file('packets.jsonl'),
      '--summary',
      'json',
    ]);
    let output = '';
    capture.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    await printed(capture, /capturing on near0/i);

    const dig = (...words: string[]): string =>
      hosts.run(hosts.near, ['dig', '+tries=1', '+time=2', '+short', ...words]);
    expect(dig(`@${hosts.farAddress}`, 'www.example.test', 'A')).toContain(hosts.farAddress);
    expect(dig(`@${hosts.farAddress6}`, 'web.example.test', 'AAAA')).toContain(hosts.farAddress6);
    expect(dig(`@${hosts.farAddress}`, 'missing.example.test', 'A')).toBe('');
    expect(dig('+tcp', `@${hosts.farAddress}`, 'note.example.test', 'TXT')).toContain('hello');
    const curl = [
      'curl',
      '--silent',
      '--fail',
      '--max-time',
      '10',
      '--output',
      '/dev/null',
      '--write-out',
      '%{size_download}',
    ];
    expect(hosts.run(hosts.near, [...curl, `http://${hosts.farAddress}:8080/`])).toBe('20000');
    expect(hosts.run(hosts.near, ['ping', '-c', '3', '-i', '0.2', hosts.farAddress])).toContain('3 received');

    const ended = new Promise<number | null>((resolve) => capture.once('exit', resolve));
    capture.kill('SIGINT');
    status = await ended;
    deviceCount = counted(hosts) - before;
    summary = JSON.parse(output) as typeof summary;
    sessions = csvRows(file('sessions.csv'));
    dns = csvRows(file('dns.csv'));
    packets = jsonLines(file('packets.jsonl'));
  }, 60_000);

  afterAll(async () => {
    await hosts?.close();
  });

  it('ends with status 0 when it is interrupted', () => {
    expect(status).toBe(0);
  });

  it('loses nothing: no drops, nothing undecoded, coverage near 1', () => {
    expect(summary.drops).toMatchObject({ kernel: 0, interface: 0, queue: 0, evicted_sessions: 0, truncated: 0 });
    expect(summary.undecoded).toEqual({});
    expect(summary.coverage).toBeGreaterThan(0.95);
    expect(summary.coverage).toBeLessThan(1.05);
    expect(summary.packets).toBeLessThanOrEqual(deviceCount);
    expect(summary.packets).toBeGreaterThan(30);
  });

  it('writes one row for each look-up, with name, type, status and answers', () => {
    const brief = dns.map((row) => [row['query'], row['qtype'], row['transport'], row['status'], row['rcode_name']]);
    expect(brief).toEqual([
      ['www.example.test', 'A', 'udp', 'answered', 'NOERROR'],
      ['web.example.test', 'AAAA', 'udp', 'answered', 'NOERROR'],
      ['missing.example.test', 'A', 'udp', 'nxdomain', 'NXDOMAIN'],
      ['note.example.test', 'TXT', 'tcp', 'answered', 'NOERROR'],
    ]);
    const answers = JSON.parse(dns[0]?.['answers'] ?? '[]') as { type: string; data: string }[];
    expect(answers.map((answer) => [answer.type, answer.data])).toEqual([
      ['CNAME', 'web.example.test'],
      ['A', hosts.farAddress],
    ]);
    for (const row of dns) expect(Number(row['latency_ms'])).toBeGreaterThan(0);
  });

  it('sees the HTTP exchange as one closed session, named after the look-up', () => {
    const web = sessions.filter((row) => row['dst_port'] === '8080');
    expect(web).toHaveLength(1);
    expect(web[0]).toMatchObject({
      protocol_name: 'TCP',
      state: 'CLOSE',
      end_reason: 'fin',
      conn_state: 'SF',
      src_ip: hosts.nearAddress,
      dst_ip: hosts.farAddress,
      hostname: 'www.example.test',
      hostname_source: 'dns',
      midstream: 'false',
      interface: hosts.nearInterface,
    });
    expect(Number(web[0]?.['payload_bytes_in'])).toBeGreaterThan(20_000);
    expect(Number(web[0]?.['rtt_ms'])).toBeGreaterThan(0);
  });

  it('sees the ping: three requests out, three replies in', () => {
    const ping = sessions.filter((row) => row['protocol_name'] === 'ICMP');
    expect(ping).toHaveLength(1);
    expect(ping[0]).toMatchObject({
      state: 'ESTABLISHED',
      packets_out: '3',
      packets_in: '3',
      src_port: '',
      dst_port: '',
    });
    expect(packets.filter((log) => log['protocol_name'] === 'ICMP')).toHaveLength(6);
  });

  it('logs the names that were asked for and each state change with the session id', () => {
    const named = packets.map((log) => log['payload']).filter((payload) => payload !== null);
    const asked = ['www.example.test', 'web.example.test', 'missing.example.test', 'note.example.test'];
    expect(named).toEqual(expect.arrayContaining(asked.map((name) => ({ dns: name }))));
    expect(named.filter((payload) => !('dns' in (payload as object)))).toEqual([{ http: `${hosts.farAddress}:8080` }]);
    const web = sessions.find((row) => row['dst_port'] === '8080');
    const states = packets.filter((log) => log['session_id'] === web?.['session_id']).map((log) => log['state']);
    // The request's packet changes no state, but has the host's name.
    expect(states).toEqual(['NEW', 'ESTABLISHED', 'ESTABLISHED', 'CLOSE']);
  });
});

/** Packets that the kernel counted on the captured interface, both ways. */
function counted(hosts: TwoHosts): number {
  const statistics = `/sys/class/net/${hosts.nearInterface}/statistics`;
  const text = hosts.run(hosts.near, ['cat', `${statistics}/rx_packets`, `${statistics}/tx_packets`]);
  return text
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Number(line), 0);
}
