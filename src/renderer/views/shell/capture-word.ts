/** What is going on, in a word and an icon. */
import {
  IconAlertOctagon,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleFilled,
  IconLoader2,
  type Icon,
} from '@tabler/icons-react';
import type { CaptureStatus } from '#contract/health.ts';
import { words } from '../../display/words.ts';

export interface StateWord {
  readonly icon: Icon;
  readonly text: string;
  readonly level: 'quiet' | 'live' | 'warning' | 'trouble';
}

/** Null: the engine has not said anything yet. */
export function captureWord(capture: CaptureStatus | null): StateWord {
  const say = words().shell.status;
  if (capture === null) return { icon: IconCircleDashed, text: say.connecting, level: 'quiet' };
  const isLive = capture.kind === 'live';
  switch (capture.state) {
    case 'idle':
      return { icon: IconCircleDashed, text: say.idle, level: 'quiet' };
    case 'opening':
      return { icon: IconLoader2, text: say.opening, level: 'quiet' };
    case 'running': {
      if (!isLive) {
        const percent = capture.progress === null ? '' : String(Math.floor(capture.progress * 100));
        return { icon: IconLoader2, text: say.reading(percent), level: 'live' };
      }
      const [first = '', ...others] = capture.interfaces;
      const text = others.length === 0 ? say.capturing(first) : say.capturingMany(capture.interfaces.length);
      return { icon: IconCircleFilled, text, level: 'live' };
    }
    case 'ended':
      return { icon: IconCircleCheck, text: isLive ? say.stopped : say.readToEnd, level: 'quiet' };
    case 'failed':
      return { icon: IconAlertOctagon, text: failedText(capture), level: 'trouble' };
  }
}

/** What was read before the failure is still there, and worth saying. */
function failedText({ packets, kind }: CaptureStatus): string {
  const say = words().shell.status;
  if (packets === 0) return say.failed;
  return kind === 'live' ? say.stoppedByFailure : say.readInPart;
}
