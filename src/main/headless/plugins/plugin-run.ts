/** Plugins that a command was told to run: started before anything is read, listened to, and summed up at the end. */
import { failure, success, type Result } from '#base/result.ts';
import { formatCount } from '#base/units-format.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import { note, noteText, outputWanted, printExact } from '../terminal.ts';
import { createPluginPrinter } from './plugin-printer.ts';

export interface PluginRunOptions {
  /** Those whose output is shown; others run without being shown here. */
  readonly shown: readonly string[];
  /** Rows go to stdout, so that what plugins print does not. */
  readonly stdoutTaken: boolean;
  /** Whoever read stdout has gone. */
  readonly onReaderGone: () => void;
}

export interface PluginRun {
  /** Fails where one that is shown does not start. */
  start(): Promise<Result<null>>;
  /** Waits until all have handled what they were given; says what went wrong. False: one of them does not run any more. */
  finish(): Promise<boolean>;
  /** Writes what they said to the end; after the engine was closed. */
  flush(): Promise<void>;
}

export function createPluginRun(platform: PluginPlatform, options: PluginRunOptions): PluginRun {
  const { shown, stdoutTaken, onReaderGone } = options;
  let written: Promise<void> = Promise.resolve();
  let told = false;
  const toStderr = (text: string): void => {
    noteText(text);
  };
  const toStdout = (text: string): void => {
    if (outputWanted()) {
      written = printExact(text);
    } else if (!told) {
      told = true;
      onReaderGone();
    }
  };
  const printer = createPluginPrinter({
    named: stdoutTaken || shown.length > 1,
    out: stdoutTaken ? toStderr : toStdout,
    error: toStderr,
    later: (callback) => setImmediate(callback),
  });
  platform.onOutput((output) => {
    if (output.kind !== 'flows' && shown.includes(output.plugin)) printer.take(output);
  });
  const statuses = (): readonly PluginStatus[] => platform.status().filter(({ id }) => shown.includes(id));
  return {
    async start(): Promise<Result<null>> {
      await platform.start();
      printer.flush();
      const wrong = statuses().find((status) => !isUp(status));
      if (wrong !== undefined) {
        return failure('unavailable', `The plugin ${wrong.id} does not start: ${wrong.cause ?? wrong.state}`, {
          remedy: 'Correct it; netloupe plugin test tries it by itself',
        });
      }
      for (const { id, cause } of statuses()) if (cause !== null) note(`[${id}] ${cause}`);
      return success(null);
    },
    async finish(): Promise<boolean> {
      await platform.drain();
      printer.flush();
      const ended = statuses();
      for (const status of ended) {
        const text = troubleText(status);
        if (text !== null) note(`[${status.id}] ${text}`);
      }
      return ended.every(isUp);
    },
    flush(): Promise<void> {
      printer.flush();
      return written;
    },
  };
}

function isUp({ state }: PluginStatus): boolean {
  return state === 'running' || state === 'degraded';
}

/** What a reader of its output must know; null where all went well. */
export function troubleText(status: Pick<PluginStatus, 'state' | 'cause' | 'counters'>): string | null {
  const { state, cause, counters } = status;
  const parts = [
    ...(state === 'running' ? [] : [`${state}${cause === null ? '' : `: ${cause}`}`]),
    ...(counters.dropped === 0
      ? []
      : [`${formatCount(counters.dropped)} of ${formatCount(counters.logs_in)} packet logs lost`]),
    ...(counters.errors === 0
      ? []
      : [`${formatCount(counters.errors)} ${counters.errors === 1 ? 'call' : 'calls'} failed`]),
    ...(counters.restarts === 0 ? [] : [`started again ${formatCount(counters.restarts)} times`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}
