/**
 * A way out of this machine that leads to a meter: in a network namespace that has loopback alone, a pair of interfaces with a default
 * route, and at its other end tcpdump, which sees whatever anybody here sends. Linux and root.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';

const NEAR = 'near0';
/** Documentation addresses (RFC 5737, RFC 3849). */
export const FAR_ADDRESS = '192.0.2.2';
const FAR_ADDRESS6 = '2001:db8::2';
/** Whoever asks a resolver on this machine, or announces itself to it, would ask or tell the world from there. */
const TALK = 'port 53 or port 853 or port 5353 or port 1900 or port 123';

/** Why there can be none here, or null. A default route is nothing to be put into a namespace that others use. */
export function noWire(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux';
  for (const program of ['ip', 'tcpdump', 'sysctl', 'nsenter']) {
    if (!['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(`${folder}/${program}`))) {
      return `needs ${program}`;
    }
  }
  const names = [...readFileSync('/proc/net/dev', 'utf8').matchAll(/^\s*([^\s:]+):/gm)].map((match) => match[1]);
  return names.every((name) => name === 'lo') ? null : 'needs a network namespace of its own (unshare --net)';
}

export class Wire {
  readonly #peer: ChildProcess;
  readonly #meters: ChildProcess[] = [];
  readonly #seen: string[] = [];
  #onPacket: () => void = () => undefined;

  private constructor(peer: ChildProcess) {
    this.#peer = peer;
  }

  static async open(): Promise<Wire> {
    // The far namespace lives as long as the process in it, which says when it is there.
    const peer = spawn('unshare', ['--net', 'sh', '-c', 'echo there && exec sleep infinity'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(peer.stdout, 'data');
    const wire = new Wire(peer);
    try {
      wire.#connect();
      await wire.#measure(wire.#farCommand('tcpdump', '-n', '-l', '-i', 'far0'));
      await wire.#measure(['tcpdump', '-n', '-l', '-i', 'lo', TALK]);
    } catch (error) {
      await wire.close();
      throw error;
    }
    return wire;
  }

  /** What was sent so far, one line each. */
  get seen(): readonly string[] {
    return this.#seen;
  }

  /** Resolves with the first packet that anybody sends, or at once where somebody has. */
  async packet(): Promise<string> {
    while (this.#seen[0] === undefined) await new Promise<void>((resolve) => (this.#onPacket = resolve));
    return this.#seen[0];
  }

  /** Listens for so long, and no longer than to the first packet. */
  async listen(seconds: number): Promise<void> {
    const abort = new AbortController();
    const over = after(seconds * 1000, undefined, { signal: abort.signal }).catch(() => undefined);
    await Promise.race([over, this.packet()]);
    abort.abort();
  }

  async close(): Promise<void> {
    for (const child of [...this.#meters, this.#peer]) {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended;
    }
    // The pair goes with the far namespace, which goes with its last process; or now.
    try {
      execFileSync('ip', ['link', 'del', NEAR], { stdio: 'ignore' });
    } catch {
      // It is gone already.
    }
  }

  #connect(): void {
    const near = (...words: string[]): void => void execFileSync('ip', words);
    const far = (...words: string[]): void => {
      const [program, ...rest] = this.#farCommand(...words);
      execFileSync(program!, rest);
    };
    near('link', 'add', NEAR, 'type', 'veth', 'peer', 'name', 'far0');
    near('link', 'set', 'far0', 'netns', String(this.#peer.pid));
    // The kernel, too, keeps silent: no address made up, no routers looked for, groups told of at once and not later.
    near('link', 'set', NEAR, 'addrgenmode', 'none');
    far('ip', 'link', 'set', 'far0', 'addrgenmode', 'none');
    for (const [command, device] of [
      [['sysctl'], NEAR],
      [this.#farCommand('sysctl'), 'far0'],
    ] as const) {
      const [program, ...rest] = command;
      const settings = ['accept_ra=0', 'router_solicitations=0', 'mldv2_unsolicited_report_interval=1'];
      execFileSync(program!, [...rest, '-qw', ...settings.map((one) => `net.ipv6.conf.${device}.${one}`)]);
    }
    far('ip', 'address', 'add', `${FAR_ADDRESS}/24`, 'dev', 'far0');
    far('ip', 'address', 'add', `${FAR_ADDRESS6}/64`, 'dev', 'far0', 'nodad');
    far('ip', 'link', 'set', 'far0', 'up');
    near('address', 'add', '192.0.2.1/24', 'dev', NEAR);
    near('address', 'add', '2001:db8::1/64', 'dev', NEAR, 'nodad');
    near('link', 'set', NEAR, 'up');
    near('route', 'add', 'default', 'via', FAR_ADDRESS);
    near('-6', 'route', 'add', 'default', 'via', FAR_ADDRESS6);
  }

  #farCommand(...words: string[]): string[] {
    return ['nsenter', `--net=/proc/${this.#peer.pid}/ns/net`, '--', ...words];
  }

  /** Over when it listens. What the kernel says of its groups when a link comes up is nobody's doing. */
  async #measure(command: readonly string[]): Promise<void> {
    const [program, ...args] = command;
    const meter = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#meters.push(meter);
    createInterface({ input: meter.stdout }).on('line', (line) => {
      if (/ICMP6, multicast listener report v2/.test(line)) return;
      this.#seen.push(line);
      this.#onPacket();
    });
    const said = createInterface({ input: meter.stderr });
    for await (const line of said) if (/listening on/.test(line)) return;
    throw new Error(`${command.join(' ')} does not listen`);
  }
}
