/**
 * Two hosts on one machine: network namespaces joined by a veth pair, for tests that need real packets between real
 * programs. Addresses are from the documentation ranges (RFC 5737, RFC 3849); nothing leaves the pair. Linux and root.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Whether this machine can run such a test: Linux, root, and the programs named. */
export function canMakeNamespaces(...programs: readonly string[]): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folders = (process.env['PATH'] ?? '').split(':').concat('/usr/sbin', '/sbin');
  const missing = ['ip', ...programs].filter(
    (program) => !folders.some((folder) => existsSync(path.join(folder, program))),
  );
  if (missing.length > 0) return false;
  try {
    const probe = `netloupe-probe-${process.pid}`;
    ip('netns', 'add', probe);
    ip('netns', 'del', probe);
    return true;
  } catch {
    return false;
  }
}

export class TwoHosts {
  /** Namespace of the host that captures, and of the one it talks to. */
  readonly near: string;
  readonly far: string;
  readonly nearInterface = 'near0';
  readonly nearAddress = '192.0.2.1';
  readonly farAddress = '192.0.2.2';
  readonly nearAddress6 = '2001:db8::1';
  readonly farAddress6 = '2001:db8::2';
  readonly folder: string;
  readonly #children: ChildProcess[] = [];

  constructor(tag: string) {
    this.near = `nl-${tag}-${process.pid}-near`;
    this.far = `nl-${tag}-${process.pid}-far`;
    this.folder = mkdtempSync(path.join(tmpdir(), 'netloupe-hosts-'));
    ip('netns', 'add', this.near);
    ip('netns', 'add', this.far);
    ip('link', 'add', 'near0', 'netns', this.near, 'type', 'veth', 'peer', 'name', 'far0', 'netns', this.far);
    this.#configure(this.near, 'near0', this.nearAddress, this.nearAddress6);
    this.#configure(this.far, 'far0', this.farAddress, this.farAddress6);
  }

  #configure(namespace: string, device: string, address: string, address6: string): void {
    ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', device);
    ip('-n', namespace, 'address', 'add', `${address6}/64`, 'dev', device, 'nodad');
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    ip('-n', namespace, 'link', 'set', device, 'up');
  }

  /** Starts a program inside a namespace; it is ended by `close`. */
  spawn(namespace: string, command: readonly string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', namespace, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  /** Runs a program inside a namespace to its end; answers what it printed. */
  run(namespace: string, command: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', namespace, ...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#children.map(
        (child) =>
          new Promise<void>((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) return resolve();
            child.once('exit', () => resolve());
            child.kill('SIGKILL');
          }),
      ),
    );
    ip('netns', 'del', this.near);
    ip('netns', 'del', this.far);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Resolves once `child` has printed something that `pattern` matches on either output; fails when it ends before. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const look = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
      if (pattern.test(text)) resolve(text);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before printing ${pattern}: ${text}`)));
  });
}
