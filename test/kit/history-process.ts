/** The real history process, built and forked, for tests: what the engine would say to it, and what it says. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import {
  fromHistorySchema,
  type FromHistory,
  type HistoryBatch,
  type HistoryOpen,
  type ToHistory,
} from '#contract/history/process.ts';
import type { HistoryQuestion, HistoryQuestions } from '#contract/history/questions.ts';
import type { Result } from '#base/result.ts';

const root: string = path.resolve(import.meta.dirname, '../..');
let built = 0;

export interface BuiltHistory {
  readonly file: string;
  dispose(): void;
}

export async function buildHistoryProcess(): Promise<BuiltHistory> {
  // In the project, from where its dependencies are found.
  const folder = path.join(root, '.cache', `test-history-${process.pid}-${++built}`);
  mkdirSync(folder, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: path.join(root, 'src/main/history/history-process.ts'),
      target: 'node20',
      outDir: folder,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'history.mjs' } },
    },
  });
  return { file: path.join(folder, 'history.mjs'), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

export const TEST_OPEN: Omit<HistoryOpen, 'folder'> = {
  writes: true,
  retention: { days: 0, bytes: 0 },
  memoryBytes: 256e6,
  threads: 2,
  version: 'test',
};

type Said<K extends FromHistory['kind']> = Extract<FromHistory, { readonly kind: K }>;

export class HistoryProcess {
  readonly child: ChildProcess;
  /** Resolves with the code, or the signal. */
  readonly exited: Promise<number | string>;
  readonly #heard: FromHistory[] = [];
  #listeners: (() => void)[] = [];
  #stderr: string = '';
  #asked: number = 0;

  /** `uid`: of another user, for rights. */
  constructor(file: string, uid?: number) {
    this.child = fork(file, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      ...(uid === undefined ? {} : { uid }),
    });
    this.child.stderr!.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.child.on('message', (message) => {
      this.#heard.push(fromHistorySchema.parse(message));
      for (const listener of this.#listeners) listener();
    });
    // The channel does not always close after it was disconnected, and `close` waits for it.
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        const tell = (): void => {
          resolve(code ?? signal!);
          for (const listener of this.#listeners) listener();
        };
        if (this.child.stderr!.closed) tell();
        else this.child.stderr!.once('close', tell);
      });
    });
  }

  get stderr(): string {
    return this.#stderr;
  }

  say(message: ToHistory): void {
    this.child.send(message);
  }

  /** The next message of that kind that nobody waited for yet and that `fits`. Rejects when the process ends first. */
  async next<K extends FromHistory['kind']>(
    kind: K,
    fits: (message: Said<K>) => boolean = () => true,
  ): Promise<Said<K>> {
    return await new Promise((resolve, reject) => {
      const look = (): void => {
        const index = this.#heard.findIndex((message) => message.kind === kind && fits(message as Said<K>));
        const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
        if (index === -1 && !isOver) return;
        this.#listeners = this.#listeners.filter((listener) => listener !== look);
        if (index === -1) reject(new Error(`The history process ended before it said “${kind}”: ${this.#stderr}`));
        else resolve(this.#heard.splice(index, 1)[0] as Said<K>);
      };
      this.#listeners.push(look);
      look();
    });
  }

  async open(folder: string | null, options: Partial<HistoryOpen> = {}): Promise<Said<'opened'>['found']> {
    this.say({ kind: 'open', open: { ...TEST_OPEN, folder, ...options } });
    return (await this.next('opened')).found;
  }

  async write(batchId: number, batch: HistoryBatch): Promise<Said<'written'>['failure']> {
    this.say({ kind: 'write', batchId, batch });
    return (await this.next('written', (message) => message.batchId === batchId)).failure;
  }

  async ask<K extends HistoryQuestion>(
    question: K,
    params: HistoryQuestions[K]['params'],
  ): Promise<Result<HistoryQuestions[K]['answer']>> {
    const id = ++this.#asked;
    this.say({ kind: 'ask', id, question, params });
    const { result } = await this.next('answer', (message) => message.id === id);
    return result as Result<HistoryQuestions[K]['answer']>;
  }

  /** As the engine ends it. */
  async close(): Promise<number | string> {
    if (this.child.connected) this.say({ kind: 'close' });
    return await this.exited;
  }
}
