/** Asks a running Netloupe about the history that it has open; see query-socket.ts. */
import { connect, type Socket } from 'node:net';
import { failure, type Result } from '#base/result.ts';
import type { HistoryQuestions } from '#contract/history/questions.ts';
import type { OutsideQuestion } from '#main/engine/history/ports.ts';
import { socketPath } from './query-socket.ts';

export interface RunningHistory {
  /** One at a time. */
  ask<K extends OutsideQuestion>(
    question: K,
    params: HistoryQuestions[K]['params'],
    signal: AbortSignal,
  ): Promise<Result<HistoryQuestions[K]['answer']>>;
  close(): void;
}

/** Null where nobody answers at this folder. */
export async function findRunningHistory(folder: string): Promise<RunningHistory | null> {
  const file = socketPath(folder);
  const socket = file === null ? null : await connected(file);
  if (socket === null) return null;
  socket.setEncoding('utf8');
  let text = '';
  let settle: (result: Result<never>) => void = () => undefined;
  const gone = (): void =>
    settle(failure('disconnected', 'The Netloupe that has the history ended', { remedy: 'Ask again' }));
  socket.on('error', gone);
  socket.on('close', gone);
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (!text.endsWith('\n')) return;
    const line = text;
    text = '';
    settle(JSON.parse(line) as Result<never>);
  });
  return {
    ask: (question, params, signal) =>
      new Promise((resolve) => {
        const abort = (): void => {
          settle(failure('cancelled', 'The query was cancelled'));
          socket.destroy();
        };
        settle = (result) => {
          signal.removeEventListener('abort', abort);
          settle = () => undefined;
          resolve(result);
        };
        signal.addEventListener('abort', abort, { once: true });
        if (signal.aborted) abort();
        else if (socket.destroyed) gone();
        else socket.write(`${JSON.stringify({ question, params })}\n`);
      }),
    close: () => socket.destroy(),
  };
}

function connected(file: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}
