/** Real servers for tests: processes on loopback with data in a folder that goes when the test ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

export function findProgram(name: string, folders: readonly string[] = []): string | null {
  const all = [...folders, ...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  const files = all.map((folder) => path.join(folder, name)).filter((file) => existsSync(file));
  return files.find((file) => mayRun(file)) ?? null;
}

function mayRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // a folder or no program
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface ServerCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Says that it is ready; on either output. */
  readonly ready: RegExp;
  readonly uid?: number;
  readonly gid?: number;
}

/** Longest time that a server takes to be ready. */
const PATIENCE_MS = 20_000;

export class ServerProcess {
  readonly #command: ServerCommand;
  #child: ChildProcess | null = null;

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  /** Over when it is ready; tries again where what an earlier process left is in its way for a moment. */
  async start(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const said = await this.#tryStart();
      if (said === null) return;
      if (performance.now() > until) throw new Error(`${this.#command.program} does not start:\n${said}`);
    }
  }

  /** Without a warning, in the middle of whatever it does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Null: it runs; else what it said before it ended. */
  #tryStart(): Promise<string | null> {
    const { program, arguments: given, ready, uid, gid } = this.#command;
    const child = spawn(program, given, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      let said = '';
      const listen = (chunk: Buffer): void => {
        said += chunk.toString();
        if (ready.test(said)) resolve(null);
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('error', reject);
      child.once('exit', () => resolve(said));
    });
  }
}
