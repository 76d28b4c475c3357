/** Processes of sessions, live: programs of one host that talk to another, and to themselves, as `capture` writes them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canMakeNamespaces, printed, TwoHosts } from './kit/namespaces.ts';

const NETLOUPE = path.resolve(import.meta.dirname, '../bin/netloupe.mjs');
const NODE = path.basename(process.execPath);
/** Listens for TCP and UDP on a port and answers whatever comes. */
const SERVER = `
const port = Number(process.argv[1]);
require('node:net').createServer((c) => { c.on('error', () => 0); c.pipe(c); }).listen(port, '::', () => {
  const socket = require('node:dgram').createSocket('udp6');
  socket.on('message', (text, from) => socket.send(text, from.port, from.address));
  socket.bind(port, '::', () => console.log('serving'));
});`;
/** Talks to each ADDRESS:PORT, over TCP or (udp:…) UDP, until it is told to end; says when all have answered. */
const CLIENT = `
const open = [];
const left = new Set(process.argv.slice(1));
const answered = (target) => { left.delete(target); if (left.size === 0) console.log('answered'); };
for (const target of process.argv.slice(1)) {
  const [, udp, host, port] = /^(udp:)?(.*):(\\d+)$/.exec(target);
  if (udp) {
    const socket = require('node:dgram').createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', () => answered(target));
    socket.send('hello', Number(port), host);
  } else {
    const socket = require('node:net').connect(Number(port), host, () => socket.write('hello'));
    socket.on('data', () => answered(target));
    open.push(socket);
  }
}
process.on('SIGTERM', () => { for (const socket of open) socket.end(); setTimeout(() => process.exit(), 50); });`;

interface Row {
  readonly src_ip: string;
  readonly dst_ip: string;
  readonly dst_port: number | null;
  readonly protocol_name: string;
  readonly process: string | null;
  readonly pid: number | null;
}

describe.skipIf(!canMakeNamespaces('ping'))('processes of sessions between two hosts', () => {
  let hosts: TwoHosts;
  let sessions: readonly Row[];
  const pids: Record<string, number> = {};

  const ended = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()));
  const start = async (name: string, namespace: string, code: string, ready: RegExp, args: readonly string[]) => {
    const child = hosts.spawn(namespace, [process.execPath, '-e', code, ...args]);
    pids[name] = child.pid!;
    await printed(child, ready);
    return child;
  };

  beforeAll(async () => {
    hosts = new TwoHosts('processes');
    const { near, far, nearAddress, nearAddress6, farAddress, farAddress6 } = hosts;
    await start('near server', near, SERVER, /serving/, ['7001']);
    await start('far server', far, SERVER, /serving/, ['7002']);
    const file = path.join(hosts.folder, 'sessions.jsonl');
    const words = [process.execPath, NETLOUPE, 'capture', '-i', 'near0', '-i', 'lo', '--sessions', file];
    const capture = hosts.spawn(near, words);
    await printed(capture, /capturing on/i);
    const all = (address: string, port: number): string[] => [`${address}:${port}`, `udp:${address}:${port}`];
    const clients = await Promise.all([
      start('near client', near, CLIENT, /answered/, [...all(farAddress, 7002), ...all(farAddress6, 7002)]),
      start('far client', far, CLIENT, /answered/, [...all(nearAddress, 7001), ...all(nearAddress6, 7001)]),
      start('local client', near, CLIENT, /answered/, [...all('127.0.0.1', 7001), ...all('::1', 7001)]),
    ]);
    // A second of it: sockets are looked at a few times in that.
    const ping = hosts.spawn(near, ['ping', '-c', '6', '-i', '0.2', farAddress]);
    pids['ping'] = ping.pid!;
    await printed(ping, /6 received/);
    const gone = clients.map(ended);
    for (const client of clients) client.kill('SIGTERM');
    await Promise.all(gone);
    const finished = ended(capture);
    capture.kill('SIGINT');
    await finished;
    sessions = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
  }, 60_000);

  afterAll(async () => {
    await hosts?.close();
  });

  const owners = (of: (row: Row) => boolean): (string | number | null)[][] =>
    sessions
      .filter(of)
      .map((row) => [row.protocol_name, row.process, row.pid])
      .sort(([one], [other]) => String(one).localeCompare(String(other)));
  /** Over both protocols, for both families. */
  const four = (name: string): (string | number | null)[][] => {
    const [tcp, udp] = ['TCP', 'UDP'].map((protocol) => [protocol, NODE, pids[name]!]);
    return [tcp!, tcp!, udp!, udp!];
  };
  it('are those of its clients, for both families, over TCP and UDP', () => {
    expect(owners((row) => row.dst_port === 7002)).toEqual(four('near client'));
  });

  it('are those of its servers where the client is on the other host', () => {
    const isLocal = (row: Row): boolean => row.src_ip === row.dst_ip;
    expect(owners((row) => row.dst_port === 7001 && !isLocal(row))).toEqual(four('near server'));
  });

  it("are the client's, not the server's, where both are here", () => {
    expect(owners((row) => row.dst_port === 7001 && row.src_ip === row.dst_ip)).toEqual(four('local client'));
  });

  it('are those of programs that use no ports', () => {
    expect(owners((row) => row.protocol_name === 'ICMP')).toEqual([['ICMP', 'ping', pids['ping']]]);
  });
});
