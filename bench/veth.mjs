/**
 * Two network namespaces joined by a veth pair: what one end sends arrives at the other, and nothing else does. No
 * addresses and no IPv6, so the kernel itself says nothing. Linux, root, iproute2.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const SENDER_DEVICE = 'sender';
export const RECEIVER_DEVICE = 'receiver';
/** Frames of generated captures with two VLAN tags fit. */
const MTU = 1600;
const REMOVE_TRIES = 20;
const REMOVE_PAUSE_MS = 100;

function ip(...words) {
  return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export class VethPair {
  #sender = `netloupe-bench-${process.pid}-tx`;
  #receiver = `netloupe-bench-${process.pid}-rx`;
  #children = new Set();
  #atExit = () => this.close();

  constructor() {
    process.once('exit', this.#atExit);
    ip('netns', 'add', this.#sender);
    ip('netns', 'add', this.#receiver);
    for (const name of [this.#sender, this.#receiver]) {
      execFileSync('ip', [
        'netns',
        'exec',
        name,
        'sysctl',
        '-qw',
        'net.ipv6.conf.all.disable_ipv6=1',
        'net.ipv6.conf.default.disable_ipv6=1',
      ]);
    }
    const peer = ['peer', 'name', RECEIVER_DEVICE, 'netns', this.#receiver];
    ip('link', 'add', SENDER_DEVICE, 'netns', this.#sender, 'type', 'veth', ...peer);
    for (const [name, device] of [
      [this.#sender, SENDER_DEVICE],
      [this.#receiver, RECEIVER_DEVICE],
    ]) {
      ip('-n', name, 'link', 'set', device, 'mtu', String(MTU), 'up');
    }
  }

  /** Packets that the receiving interface counted, and those that it or its driver dropped. */
  received() {
    const [link] = JSON.parse(ip('-n', this.#receiver, '-s', '-j', 'link', 'show', 'dev', RECEIVER_DEVICE));
    const { packets, dropped, errors } = link.stats64.rx;
    return { packets, dropped: dropped + errors };
  }

  /** Nanoseconds that the threads of all programs on the receiving side were on a processor. */
  receiverCpuNs() {
    const pids = ip('netns', 'pids', this.#receiver).split('\n').filter(Boolean);
    return pids.reduce((sum, pid) => sum + threadsNs(pid), 0);
  }

  /** Both answer the child, whose output is read as text; it is ended by `close` at the latest. */
  receive(command, args) {
    return this.#spawn(this.#receiver, command, args);
  }

  send(command, args, stdin = 'ignore') {
    return this.#spawn(this.#sender, command, args, stdin);
  }

  close() {
    process.off('exit', this.#atExit);
    for (const child of this.#children) child.kill('SIGKILL');
    for (const name of [this.#sender, this.#receiver]) removeNamespace(name);
  }

  #spawn(namespace, command, args, stdin = 'ignore') {
    const child = spawn('ip', ['netns', 'exec', namespace, command, ...args], { stdio: [stdin, 'pipe', 'pipe'] });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }
}

function threadsNs(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce(
      (sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
      0,
    );
  } catch {
    return 0; // it has just ended
  }
}

/** Busy for a moment after its programs were killed. Runs when the process exits, so it must not need the event loop. */
function removeNamespace(name) {
  for (let tries = 0; tries < REMOVE_TRIES && existsSync(path.join('/run/netns', name)); tries++) {
    try {
      ip('netns', 'del', name);
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, REMOVE_PAUSE_MS);
    }
  }
}
