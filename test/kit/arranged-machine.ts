/**
 * A machine of one's own to be arranged: a network namespace without anything but loopback, and a mount namespace in which /etc is a copy,
 * and /mnt (homes), /run, /sys and /usr/libexec are new. Everything that is done in it ends with it. Linux and root.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './command-line.ts';

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What is laid over the machine, in memory. */
const ARRANGE = `
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=0755 arranged /mnt
mkdir /mnt/etc /mnt/homes
cp -a /etc/. /mnt/etc
mount --bind /mnt/etc /etc
mount -t sysfs arranged /sys
mount -t tmpfs -o mode=0755 arranged /usr/libexec
mkdir /usr/libexec/netloupe
mount -t tmpfs -o mode=0755 arranged /run
ip link set lo up
echo arranged
exec sleep infinity
`;

export interface Check {
  readonly id: string;
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly remedy: string | null;
  readonly commands: readonly string[];
}

export class Examined {
  readonly exit: number | null;
  readonly checks: readonly Check[];

  constructor(exit: number | null, stdout: string) {
    this.exit = exit;
    this.checks = (JSON.parse(stdout) as { checks: Check[] }).checks;
  }

  of(id: string): Check {
    const check = this.checks.find((one) => one.id === id);
    if (check === undefined) throw new Error(`there is no check ${id}`);
    return check;
  }

  /** Ids of those with that status, but for what says more of the test's machine than of the arranged one. */
  with(status: Check['status']): string[] {
    return this.checks
      .filter(
        (check) => check.status === status && !['electron', 'display', 'clock', 'plugin-rights'].includes(check.id),
      )
      .map(({ id }) => id);
  }
}

export interface As {
  /** Root without. */
  readonly user?: string;
  /** With the groups that a new session gets; else with none but its own. */
  readonly session?: 'new' | 'old';
  readonly env?: Readonly<Record<string, string>>;
}

/** Null where such a machine can be made; else why not. */
export function whyNotArranged(...programs: readonly string[]): string | null {
  if (process.platform !== 'linux') return 'needs the namespaces of Linux';
  if (process.getuid?.() !== 0) return 'needs root, to make namespaces';
  const missing = ['unshare', 'nsenter', 'setpriv', 'ip', 'mount', ...programs].filter(
    (program) => !SYSTEM_PATH.split(':').some((folder) => existsSync(path.join(folder, program))),
  );
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  const made = spawnSync('unshare', ['-m', '-n', 'sh', '-c', 'mount -t tmpfs probe /mnt && mount -t sysfs probe /sys']);
  if (made.status !== 0) return 'this system makes no mount and network namespaces';
  const readable = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'test', '-r', NETLOUPE]);
  return readable.status === 0 ? null : `other users cannot read ${NETLOUPE}`;
}

const NETLOUPE = path.join(ROOT, 'bin/netloupe.mjs');

export class ArrangedMachine {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  static async make(): Promise<ArrangedMachine> {
    const holder = spawn('unshare', ['-m', '-n', 'sh', '-c', ARRANGE], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    holder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => resolve());
      holder.once('exit', () => reject(new Error(`the machine could not be arranged: ${said}`)));
    });
    return new ArrangedMachine(holder);
  }

  /** As root, in a shell; answers what it printed. */
  run(script: string): string {
    return execFileSync('nsenter', [...this.#inside(), 'sh', '-ec', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: SYSTEM_PATH, HOME: '/root', DEBIAN_FRONTEND: 'noninteractive' },
    });
  }

  /** What a remedy says, as whoever runs it as root. */
  follow(commands: readonly string[]): void {
    for (const command of commands) this.run(command.replaceAll(/\bsudo /g, ''));
  }

  /** `netloupe doctor --json`, as this user meets it. */
  doctor(as: As = {}, ...options: readonly string[]): Examined {
    const home = as.user === undefined ? '/mnt/homes/root' : `/mnt/homes/${as.user}`;
    const environment = Object.entries({ PATH: SYSTEM_PATH, HOME: home, ...as.env }).map(
      ([key, value]) => `${key}=${value}`,
    );
    const { status, stdout, stderr } = spawnSync(
      'nsenter',
      [
        ...this.#inside(),
        ...this.#identity(as),
        'env',
        '-i',
        ...environment,
        process.execPath,
        NETLOUPE,
        'doctor',
        '--json',
        ...options,
      ],
      { encoding: 'utf8', maxBuffer: 16 << 20 },
    );
    if (stdout === '') throw new Error(`doctor printed nothing: ${stderr}`);
    return new Examined(status, stdout);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#holder.exitCode !== null) return resolve();
      this.#holder.once('exit', () => resolve());
      this.#holder.kill('SIGKILL');
    });
  }

  #inside(): string[] {
    return ['-t', String(this.#holder.pid), '-m', '-n', '--'];
  }

  #identity({ user, session = 'new' }: As): string[] {
    if (user === undefined) return [];
    const groups = session === 'new' ? '--init-groups' : '--clear-groups';
    return ['setpriv', `--reuid=${user}`, `--regid=${user}`, groups];
  }
}
