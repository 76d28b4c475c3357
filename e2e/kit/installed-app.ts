/** The app as packages install it (launcher, runtime with the app in its resources), out of links, and commands run in it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NETLOUPE } from './cli.ts';
import { electronExecutable, ROOT } from './executables.ts';

export interface Run {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Shells, and the programs of coreutils that tests join with pipes. */
const PATH = process.env['PATH'] ?? '/usr/bin:/bin';

export class InstalledApp {
  /** A folder for whatever a test writes; commands run in it. */
  readonly folder: string = mkdtempSync(join(tmpdir(), 'netloupe-app-'));
  readonly launcher: string = join(this.folder, 'usr', 'bin', 'netloupe');
  readonly #running: Set<ChildProcess> = new Set();

  constructor() {
    const library = join(this.folder, 'usr', 'lib', 'netloupe');
    mkdirSync(join(library, 'resources'), { recursive: true });
    mkdirSync(dirname(this.launcher));
    mkdirSync(join(this.folder, 'user'));
    const binary = runtimeBinary(this.folder);
    for (const entry of readdirSync(dirname(binary), { withFileTypes: true })) {
      const from = join(dirname(binary), entry.name);
      if (from === binary) link(from, join(library, 'netloupe-desktop'));
      else if (entry.name !== 'resources') symlinkSync(from, join(library, entry.name));
    }
    symlinkSync(ROOT, join(library, 'resources', 'app'));
    copyFileSync(join(ROOT, 'packaging', 'launcher', 'netloupe'), this.launcher);
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  /** With no display, as over ssh. */
  run(args: readonly string[], input: Buffer | string = ''): Run {
    return this.#run([this.launcher, ...args], input);
  }

  /** The same command on plain Node, which it is compared with. */
  runNode(args: readonly string[], input: Buffer | string = ''): Run {
    return this.#run([process.execPath, NETLOUPE, ...args], input);
  }

  /** A line for the shell, in which `netloupe` is the installed one. */
  shell(line: string): Run {
    return this.#run(['bash', '-c', line], '');
  }

  start(args: readonly string[]): StartedCommand {
    const child = spawn(this.launcher, args, { cwd: this.folder, env: this.environment() });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return new StartedCommand(child);
  }

  environment(): NodeJS.ProcessEnv {
    const user = join(this.folder, 'user');
    return {
      PATH: `${dirname(this.launcher)}:${PATH}`,
      HOME: user,
      NETLOUPE_HOME: join(user, 'netloupe'),
      LANG: 'C.UTF-8',
    };
  }

  dispose(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run([program = '', ...args]: readonly string[], input: Buffer | string): Run {
    const options = {
      cwd: this.folder,
      env: this.environment(),
      input,
      encoding: 'utf8' as const,
      maxBuffer: 256 << 20,
    };
    const { status, signal, stdout, stderr, error } = spawnSync(program, args, { ...options, timeout: 60_000 });
    if (error !== undefined) throw error;
    return { status, signal, stdout, stderr };
  }
}

export class StartedCommand {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString('utf8')));
  }

  /** Resolves once what was printed matches. */
  async printed(name: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[name]);
      if (match !== null) return match;
      if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}: ${this.stderr}`);
      const stream = this.child[name];
      if (stream === null) throw new Error(`there is no ${name}`);
      await Promise.race([once(stream, 'data'), once(this.child, 'close')]);
    }
  }

  /** How it ended. */
  async end(signal: NodeJS.Signals): Promise<Pick<Run, 'status' | 'signal'>> {
    const closed = once(this.child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    this.child.kill(signal);
    const [status, by] = await closed;
    return { status, signal: by };
  }
}

/** The executable itself, where `electron` is a script around it, too: it says so. */
function runtimeBinary(folder: string): string {
  const electron = electronExecutable();
  if (electron === null) throw new Error('There is no Electron here: set ELECTRON_OVERRIDE_DIST_PATH to its folder');
  const asked = join(folder, 'where.cjs');
  writeFileSync(asked, "process.stdout.write(process.execPath, () => require('electron').app.exit(0));\n");
  const { stdout, stderr } = spawnSync(electron, [asked], { encoding: 'utf8', timeout: 60_000 });
  if (stdout === '') throw new Error(`Electron does not say where it is: ${stderr}`);
  return stdout;
}

/** The executable finds its resources beside itself, so that it may be no symbolic link. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // on another disk
  }
}
