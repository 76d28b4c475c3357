/**
 * The history process as a child of plain Node, over Node's own channel. It ends when that closes, and with us in any case. Nothing of our environment reaches it:
 * it needs none, and loads a library that could be told something by it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ToHistory } from '#contract/history/process.ts';
import type { HistoryExit, HistoryProcess, HistorySpawner } from '#main/engine/history/ports.ts';
import { errorMessage } from '../capture/open-failures.ts';
import { isErrno } from '../files/write-errors.ts';
import { childEnvironment } from '../plugins/child-arguments.ts';
import { commandOf } from '../plugins/die-with-parent.ts';
import { KeptMessages } from '../plugins/kept-messages.ts';
import { ProcessEnd } from '../plugins/process-end.ts';
import { takeAlong } from '../plugins/take-along.ts';

/** Standard output, standard error and the channel. */
const CHANNELS = 3;

/** `processFile`: its built code. */
export function createChildHistory(processFile: string): HistorySpawner {
  return {
    spawn() {
      if (!existsSync(processFile))
        return notStarted(`${processFile} is missing: this copy of Netloupe is not complete`);
      try {
        return start(processFile);
      } catch (error) {
        if (!isErrno(error)) throw error;
        return notStarted(errorMessage(error));
      }
    },
  };
}

function start(file: string): HistoryProcess {
  const [execPath, ...before] = commandOf(process.execPath);
  const child = fork(file, [], {
    execPath,
    execArgv: before,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const end = new ProcessEnd(CHANNELS);
  if (child.pid === undefined) {
    // The system's reason comes as an event.
    child.once('error', (error) => sayNotStarted(end, error.message));
    return overEnd(end);
  }
  takeAlong(child);
  return overChild(child, end);
}

function overChild(child: ChildProcess, end: ProcessEnd): HistoryProcess {
  const kill = (): void => void child.kill('SIGKILL');
  const messages = new KeptMessages<unknown>(kill);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => end.wrote(chunk));
    // Broken where the process has ended, which is told by itself.
    stream?.on('error', () => undefined);
    stream?.once('close', () => end.channelClosed());
  }
  child.on('message', (message) => messages.push(message));
  child.once('disconnect', () => end.channelClosed());
  child.once('exit', (code, signal) => end.gone(code, signal));
  // A message that could not be sent; the exit follows.
  child.on('error', () => undefined);
  return {
    send: (message: ToHistory) => {
      // An error means that it is ending, which is told by itself.
      if (child.connected) child.send(message, undefined, undefined, () => undefined);
    },
    onMessage: (listener) => messages.listen(listener),
    onExit: (listener) => end.onExit(listener),
    kill,
  };
}

function notStarted(reason: string): HistoryProcess {
  const end = new ProcessEnd(0);
  sayNotStarted(end, reason);
  return overEnd(end);
}

function sayNotStarted(end: ProcessEnd, reason: string): void {
  end.wrote(`It could not be started: ${reason}`);
  end.gone(null, null);
}

/** Of a process that there is not. */
function overEnd(end: ProcessEnd): HistoryProcess {
  return {
    send: () => undefined,
    onMessage: () => undefined,
    onExit: (listener: (exit: HistoryExit) => void) => end.onExit(listener),
    kill: () => undefined,
  };
}
