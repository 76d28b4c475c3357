/** How far a long read is, on stderr: nothing for what is done at once, nothing where nobody looks. */
import path from 'node:path';
import cliProgress from 'cli-progress';
import { formatBytes, formatCount } from '#base/units-format.ts';
import { visibleText } from '#base/visible-text.ts';
import type { CaptureInput, ReadProgress } from '#main/engine/read-request.ts';

/** Reads that are done sooner show nothing. */
const SHOW_AFTER_MS = 700;

export interface ProgressDisplay {
  readonly update: (progress: ReadProgress) => void;
  /** Clears the line. */
  stop(): void;
}

/** `wanted`: --progress (true), --no-progress (false), or by whether stderr is a terminal (undefined). */
export function createProgress(inputs: readonly CaptureInput[], wanted: boolean | undefined): ProgressDisplay {
  const terminal = process.stderr.isTTY === true;
  if (!(wanted ?? terminal)) return { update: () => undefined, stop: () => undefined };
  const startedAt = performance.now();
  let bar: cliProgress.SingleBar | null = null;
  return {
    update(progress: ReadProgress): void {
      if (wanted !== true && performance.now() - startedAt < SHOW_AFTER_MS) return;
      const payload = {
        name: visibleText(nameOf(inputs, progress.input)),
        count: `${formatCount(progress.packets)} packets, ${formatCount(progress.sessions)} sessions`,
        read: formatBytes(progress.bytesRead),
      };
      const total = progress.bytesTotal ?? 0;
      if (bar === null) {
        bar = new cliProgress.SingleBar({
          stream: process.stderr,
          format: (options, params, current) =>
            params.total > 0
              ? cliProgress.Format.Formatter(
                  { ...options, format: '{name} {bar} {percentage}% {count}, {eta_formatted} left' },
                  params,
                  current,
                )
              : `${payloadText(current, 'name')}: ${payloadText(current, 'read')}, ${payloadText(current, 'count')}`,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          barsize: 24,
          clearOnComplete: true,
          hideCursor: true,
          noTTYOutput: !terminal,
          notTTYSchedule: 1000,
        });
        bar.start(total, 0, payload);
      }
      bar.setTotal(total);
      bar.update(Math.min(progress.bytesRead, total), payload);
    },
    stop: () => bar?.stop(),
  };
}

function payloadText(payload: unknown, key: string): string {
  return String((payload as Readonly<Record<string, unknown>>)[key]);
}

function nameOf(inputs: readonly CaptureInput[], index: number): string {
  const input = inputs[index];
  const which = inputs.length > 1 ? ` (${index + 1} of ${inputs.length})` : '';
  if (input?.kind === 'file') return `${input.path === '-' ? 'standard input' : path.basename(input.path)}${which}`;
  if (input?.kind === 'live') return input.request.interfaces.join(', ');
  return 'capture';
}
