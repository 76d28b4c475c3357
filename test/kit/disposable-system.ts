/**
 * This system, to be installed on: the same files, but what is written is kept in memory and goes away, in mount and network
 * namespaces of its own. Linux and root.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { ROOT } from './command-line.ts';

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Where the checkout is in it, for its users too. */
const CHECKOUT = '/mnt/checkout';

/** $1: an empty folder, $2: the checkout, $3: Node. */
const MAKE = `
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=0755 disposable "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" disposable "$1/root"
mount --rbind /dev "$1/root/dev"
mount -t proc disposable "$1/root/proc"
mount -t sysfs disposable "$1/root/sys"
mount -t tmpfs -o mode=0755 disposable "$1/root/mnt"
mkdir "$1/root/mnt/checkout"
mount --bind "$2" "$1/root/mnt/checkout"
touch "$1/root/mnt/node"
mount --bind "$3" "$1/root/mnt/node"
ip link set lo up
echo made
exec sleep infinity
`;

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

export class DisposableSystem {
  readonly #holder: ChildProcess;
  readonly #folder: string;

  private constructor(holder: ChildProcess, folder: string) {
    this.#holder = holder;
    this.#folder = folder;
  }

  /** Null where one can be made, else why not. */
  static whyNot(...programs: readonly string[]): string | null {
    if (process.platform !== 'linux') return 'needs the namespaces of Linux';
    if (process.getuid?.() !== 0) return 'needs root, to make namespaces';
    const missing = ['unshare', 'nsenter', 'chroot', 'setpriv', 'ip', 'su', ...programs].filter(
      (program) => !SYSTEM_PATH.split(':').some((folder) => existsSync(path.join(folder, program))),
    );
    if (missing.length > 0) return `needs ${missing.join(', ')}`;
    const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-system-'));
    const script = MAKE.replace('exec sleep infinity', '');
    const made = spawnSync('unshare', ['-m', '-n', 'sh', '-c', script, 'sh', folder, ROOT, process.execPath], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    return made.status === 0 ? null : `this system cannot be laid over: ${made.stderr.trim()}`;
  }

  static async make(): Promise<DisposableSystem> {
    const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-system-'));
    const holder = spawn('unshare', ['-m', '-n', 'sh', '-c', MAKE, 'sh', folder, ROOT, process.execPath], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => resolve());
      holder.once('exit', () => reject(new Error('the system could not be laid over')));
    });
    return new DisposableSystem(holder, folder);
  }

  /** Puts a file of the test's into its folder /mnt. */
  bring(file: string): string {
    const target = path.join('/mnt', path.basename(file));
    execFileSync('nsenter', [
      '-t',
      String(this.#holder.pid),
      '-m',
      'cp',
      file,
      path.join(this.#folder, 'root', target),
    ]);
    return target;
  }

  /** As root, in a shell; answers what it printed on both outputs, and throws where it fails. */
  run(script: string): string {
    const { status, output } = this.try(script);
    if (status !== 0) throw new Error(`${script} ended with ${status}: ${output}`);
    return output;
  }

  try(script: string): Outcome {
    const words = ['sh', '-c', `exec 2>&1; ${script}`];
    const { status, stdout } = spawnSync('nsenter', [...this.#inside(), ...words], {
      encoding: 'utf8',
      env: { PATH: SYSTEM_PATH, HOME: '/root', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
    });
    return { status, output: stdout };
  }

  /** The command line of the checkout, as a user in a new session. Signals reach it. */
  netloupe(user: string, words: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    const identity = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--'];
    const command = ['/mnt/node', path.join(CHECKOUT, 'bin/netloupe.mjs'), ...words];
    return spawn('nsenter', [...this.#inside(), ...identity, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: SYSTEM_PATH, HOME: `/home/${user}`, LC_ALL: 'C.UTF-8' },
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      const ended = (): void => {
        rmSync(this.#folder, { recursive: true });
        resolve();
      };
      if (this.#holder.exitCode !== null) return ended();
      this.#holder.once('exit', ended);
      this.#holder.kill('SIGKILL');
    });
  }

  #inside(): string[] {
    return ['-t', String(this.#holder.pid), '-m', '-n', '--', 'chroot', path.join(this.#folder, 'root')];
  }
}
