/**
 * Plugins as children of plain Node. Control is Node's own channel, data the pipe on file descriptor 4. Children end with us:
 * their control channel closes; those that are too busy to notice are killed when we exit in order, and by the kernel where it
 * can be told to (die-with-parent.ts).
 */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import path from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { assert } from '#base/assert.ts';
import { encodeDeliveryHead } from '#contract/plugins/delivery-bytes.ts';
import type { PacketDelivery, ToPlugin } from '#contract/plugins/process.ts';
import type { PluginProcess, PluginSpawner, ProcessExit, SpawnRequest } from '#main/engine/pipeline/plugins/ports.ts';
import { errorMessage } from '../capture/open-failures.ts';
import { makeFolder } from '../files/make-folder.ts';
import { describeWriteError, isErrno } from '../files/write-errors.ts';
import { childEnvironment, runtimeArguments, ungrantable } from './child-arguments.ts';
import { AckReader } from './ack-reader.ts';
import { commandOf } from './die-with-parent.ts';
import { KeptMessages } from './kept-messages.ts';
import { ProcessEnd } from './process-end.ts';
import { residentBytes } from './resident-memory.ts';
import { takeAlong } from './take-along.ts';

export interface ChildSpawnerOptions {
  /** The built code of a plugin's process. */
  readonly processFile: string;
  /** Folders and files of the program that its code reads; readable by every plugin. */
  readonly programFolders: readonly string[];
}

/** Packages that the code of a plugin's process loads, wherever they were installed. */
const PACKAGES = ['wasmoon'];

const DATA_FD = 4;

export function createChildSpawner({ processFile, programFolders }: ChildSpawnerOptions): PluginSpawner {
  const readable = [...programFolders, ...PACKAGES.flatMap((name) => packageFolder(processFile, name))];
  return {
    spawn: (request) => {
      const problem = prepareFolders(request) ?? missingProgram(processFile);
      return problem === null ? start(request, processFile, readable) : notStarted(problem);
    },
  };
}

/** Found as the runtime finds it. Nothing: not installed, and the process says what it misses. */
function packageFolder(from: string, name: string): readonly string[] {
  const above = path.dirname(from);
  const packages = path.join(above, 'node_modules');
  const folder = path.join(packages, name);
  if (!existsSync(folder)) return above === from ? [] : packageFolder(above, name);
  // Links are followed one by one, and each has to be granted.
  return lstatSync(packages).isSymbolicLink() ? [packages, folder] : [folder];
}

/** Makes the folders that it may write to; answers why it cannot be started, or null. */
export function prepareFolders(request: SpawnRequest): string | null {
  const starred = ungrantable(request);
  if (starred !== null) return `${starred} has a * in its path: access to it alone cannot be granted`;
  for (const folder of request.writableFolders) {
    try {
      makeFolder(folder);
    } catch (error) {
      return describeWriteError(error, folder).failure.message;
    }
  }
  return null;
}

function missingProgram(file: string): string | null {
  return existsSync(file) ? null : `${file} is missing: this copy of Netloupe is not complete`;
}

function start(request: SpawnRequest, file: string, readable: readonly string[]): PluginProcess {
  try {
    const [execPath, ...before] = commandOf(process.execPath);
    const child = fork(file, [request.language], {
      execPath,
      execArgv: [...before, ...runtimeArguments(request, readable)],
      cwd: request.folder,
      env: childEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      serialization: 'advanced',
    });
    if (child.pid === undefined) return withoutProcess(endOfStart(child));
    takeAlong(child);
    return new ForkedProcess(child);
  } catch (error) {
    if (!isErrno(error)) throw error;
    return notStarted(errorMessage(error));
  }
}

/** A process that has ended before it began. */
export function notStarted(reason: string): PluginProcess {
  const end = new ProcessEnd(0);
  end.wrote(cannotStart(reason));
  end.gone(null, null);
  return withoutProcess(end);
}

function cannotStart(reason: string): string {
  return `Its process could not be started: ${reason}`;
}

/** The system's reason comes as an event. */
function endOfStart(child: ChildProcess): ProcessEnd {
  const end = new ProcessEnd(0);
  child.once('error', (error) => {
    end.wrote(cannotStart(error.message));
    end.gone(null, null);
  });
  return end;
}

function withoutProcess(end: ProcessEnd): PluginProcess {
  return {
    pid: null,
    sendControl: () => undefined,
    onControl: () => undefined,
    deliver: () => undefined,
    onAck: () => undefined,
    onExit: (listener) => end.onExit(listener),
    kill: () => undefined,
    residentBytes: () => Promise.resolve(null),
  };
}

class ForkedProcess implements PluginProcess {
  readonly #child: ChildProcess;
  readonly #data: Duplex;
  /** Standard output, standard error, data and control. */
  readonly #end: ProcessEnd = new ProcessEnd(4, () => this.#closeChannels());
  readonly #control: KeptMessages<unknown> = new KeptMessages(() => this.#talksTooMuch());
  readonly #acks: KeptMessages<unknown> = new KeptMessages(() => this.#talksTooMuch());

  constructor(child: ChildProcess) {
    this.#child = child;
    const { stdout, stderr } = child;
    assert(stdout !== null && stderr !== null, 'standard output and error are pipes');
    this.#data = child.stdio[DATA_FD] as Duplex;
    this.#collect(stdout);
    this.#collect(stderr);
    const reader = new AckReader((ack) => this.#hand(this.#acks, ack));
    this.#data.on('data', (chunk: Uint8Array) => reader.add(chunk));
    this.#closing(this.#data);
    child.on('message', (message) => this.#hand(this.#control, message));
    child.once('disconnect', () => this.#end.channelClosed());
    child.once('exit', (code, signal) => this.#end.gone(code, signal));
    // A message that could not be sent; the exit follows.
    child.on('error', () => undefined);
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  sendControl(message: ToPlugin): void {
    if (!this.#child.connected) return;
    // An error means that it is ending, which is told by itself.
    this.#child.send(message, undefined, undefined, () => undefined);
  }

  onControl(listener: (message: unknown) => void): void {
    this.#control.listen(listener);
  }

  /** Buffered until the pipe takes it: the engine's window of unacknowledged deliveries bounds how much that is. */
  deliver(delivery: PacketDelivery): void {
    if (!this.#data.writable) return;
    this.#data.cork();
    this.#data.write(encodeDeliveryHead(delivery));
    this.#data.write(delivery.frame);
    this.#data.uncork();
  }

  onAck(listener: (ack: unknown) => void): void {
    this.#acks.listen(listener);
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    this.#end.onExit(listener);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async residentBytes(): Promise<number | null> {
    const { pid, exitCode, signalCode } = this.#child;
    return pid === undefined || exitCode !== null || signalCode !== null ? null : await residentBytes(pid);
  }

  /** Something that it started may hold the other ends. */
  #closeChannels(): void {
    for (const stream of this.#child.stdio) stream?.destroy();
    if (this.#child.connected) this.#child.disconnect();
  }

  #hand(messages: KeptMessages<unknown>, message: unknown): void {
    if (!this.#end.isOver) messages.push(message);
  }

  #collect(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => this.#end.wrote(chunk));
    this.#closing(stream);
  }

  #closing(stream: Readable): void {
    // Broken where the process has ended, which is told by itself.
    stream.on('error', () => undefined);
    stream.once('close', () => this.#end.channelClosed());
  }

  #talksTooMuch(): void {
    this.#end.wrote('It was ended: it sent more than anybody would listen to.');
    this.kill();
  }
}
