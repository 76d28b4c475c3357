/** The history for one command, which only reads it: through the Netloupe that has it open, else with a process of our own. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { HistoryFound } from '#contract/history/process.ts';
import type { HistoryQuestions } from '#contract/history/questions.ts';
import { HistoryClient } from '#main/engine/history/client.ts';
import type { OutsideQuestion } from '#main/engine/history/ports.ts';
import { createClock } from '#main/host/clock.ts';
import { findRunningHistory } from '#main/host/history/query-client.ts';
import type { PackageRoot } from './package-root.ts';
import { programHost } from './program-host.ts';

export interface ReadHistory {
  ask<K extends OutsideQuestion>(
    question: K,
    params: HistoryQuestions[K]['params'],
    signal: AbortSignal,
  ): Promise<Result<HistoryQuestions[K]['answer']>>;
  close(): Promise<void>;
}

const MEMORY_BYTES = 1e9;
const THREADS = 2;
const PATIENCE_MS = 5000;

/** Failures: `in-use` where another program has it that does not answer, `unsupported` where a later version wrote it, what its process says. */
export async function openHistoryToRead(root: PackageRoot, folder: string): Promise<Result<ReadHistory>> {
  const running = await findRunningHistory(folder);
  if (running !== null) {
    return success({ ask: (...asked) => running.ask(...asked), close: async () => running.close() });
  }
  let settle: (found: Result<HistoryFound>) => void = () => undefined;
  const found = new Promise<Result<HistoryFound>>((resolve) => {
    settle = resolve;
  });
  const client: HistoryClient = new HistoryClient({
    spawner: programHost().history(root),
    clock: createClock(),
    chance: () => 0.5,
    open: {
      folder,
      writes: false,
      retention: { days: 0, bytes: 0 },
      memoryBytes: MEMORY_BYTES,
      threads: THREADS,
      version: root.version,
    },
    opened: (opened) => settle(success(opened)),
    changed: () => {
      if (client.state.kind === 'gone') settle({ ok: false, failure: client.state.failure });
    },
  });
  client.start();
  const opened = await found;
  const close = (): Promise<void> => client.close(PATIENCE_MS);
  const reason = opened.ok ? reasonOf(opened.value) : opened.failure;
  if (reason === null) return success({ ask: (...asked) => client.ask(...asked), close });
  await close();
  return { ok: false, failure: reason };
}

function reasonOf({ state }: HistoryFound): Failure | null {
  if (state.kind === 'locked') {
    return failure('in-use', state.failure.message, {
      remedy: 'It does not answer questions of others: ask in its own console, or end it first',
    }).failure;
  }
  if (state.kind === 'newer') return { ...state.failure, code: 'unsupported' };
  return null;
}
