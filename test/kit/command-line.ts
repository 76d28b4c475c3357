/** The command line in a folder and with a data folder of its own, as its users meet it. Needs a build. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const ROOT: string = path.resolve(import.meta.dirname, '../..');
export const SAMPLE: string = path.join(ROOT, 'samples/netloupe-sample.pcap');
const NETLOUPE = path.join(ROOT, 'bin/netloupe.mjs');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class CommandLine {
  readonly folder: string = realpathSync(mkdtempSync(path.join(tmpdir(), 'netloupe-test-')));
  readonly home: string = path.join(this.folder, 'home');
  readonly #running: Set<ChildProcess> = new Set();

  at(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.at(name), text);
    return name;
  }

  run(args: readonly string[], input: Buffer | string = ''): Run {
    const { status, stdout, stderr, signal } = spawnSync(process.execPath, [NETLOUPE, ...args], {
      encoding: 'utf8',
      input,
      cwd: this.folder,
      env: this.#environment(),
      maxBuffer: 64 << 20,
    });
    if (signal !== null) throw new Error(`netloupe ${args.join(' ')} was ended by ${signal}: ${stderr}`);
    // A plugin may show its own.
    if (/^\s+at .*(?:out\/main|node:)/m.test(stderr)) throw new Error(`A stack trace on stderr: ${stderr}`);
    return { status, stdout, stderr };
  }

  /** In a process group of its own, as a shell would start it: `process.kill(-pid)` is Ctrl+C. */
  start(args: readonly string[]): Started {
    const child = spawn(process.execPath, [NETLOUPE, ...args], {
      cwd: this.folder,
      env: this.#environment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return new Started(child);
  }

  /** Ends what still runs, and removes everything. */
  dispose(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, NETLOUPE_HOME: this.home, TMPDIR: this.folder };
  }
}

export class Started {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString('utf8')));
  }

  /** Resolves once what was printed so far matches; the end of the process is no answer. */
  async printed(name: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[name]);
      if (match !== null) return match;
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}: ${this.stderr}`);
      const stream = this.child[name];
      if (stream === null) throw new Error(`there is no ${name}`);
      await Promise.race([once(stream, 'data'), once(this.child, 'close')]);
    }
  }

  /** Ctrl+C: everybody in the process group hears it. */
  async interrupt(): Promise<number | null> {
    const { pid } = this.child;
    if (pid === undefined) throw new Error('it was never started');
    const closed = once(this.child, 'close') as Promise<[number | null]>;
    process.kill(-pid, 'SIGINT');
    return (await closed)[0];
  }

  async ended(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }
}
