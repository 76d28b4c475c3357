/**
 * Tells the user of alerts outside of the window: the first at once, what comes soon after it together in one more, so
 * that a flood of alerts is a trickle of notices. What was there before the view was opened is not told again.
 */
import { visibleText } from '#base/visible-text.ts';
import type { AlertRow, AlertsFrame } from '#contract/pipelines/commands.ts';
import { words } from '../display/words.ts';
import { markOf, isSeen, type SeenMark } from './alert-facts.ts';

/** `unsupported`: this page may never ask, e.g. because it was not served securely. */
export type NoticePermission = 'granted' | 'denied' | 'undecided' | 'unsupported';

/** The system's notifications, as a port. */
export interface NoticePort {
  permission(): NoticePermission;
  /** Asks the user where that is possible. */
  request(): Promise<NoticePermission>;
  show(title: string, body: string, onClick: () => void): void;
}

export const NOTICE_PAUSE_MS = 5000;
const LONGEST_TITLE = 120;
const LONGEST_BODY = 240;

export interface AlertNotices {
  take(frame: AlertsFrame): void;
}

/** `after` calls later, once. */
export function createAlertNotices(
  show: (title: string, body: string) => void,
  /** Whether the user wants to be told of it. */
  isWanted: (alert: AlertRow) => boolean,
  after: (delayMs: number, call: () => void) => void,
): AlertNotices {
  let known: { readonly mark: SeenMark | null; readonly total: number } | null = null;
  let waiting: AlertRow[] = [];
  let quiet = true;
  const tell = (): void => {
    const [newest, ...more] = waiting.toSorted((a, b) => b.number - a.number);
    waiting = [];
    quiet = newest === undefined;
    if (newest === undefined) return;
    const rest = more.length === 0 ? '' : `${words().alerts.notice.more(more.length)} · `;
    show(
      cut(newest.title, LONGEST_TITLE),
      cut(`${rest}${newest.name}: ${newest.message}`.replace(/: $/, ''), LONGEST_BODY),
    );
    after(NOTICE_PAUSE_MS, tell);
  };
  return {
    take: ({ alerts, total }) => {
      const before = known;
      known = { mark: markOf(alerts, before?.mark ?? null), total };
      if (before === null) return;
      waiting.push(...alerts.filter((alert) => !isSeen(alert, before.mark) && isWanted(alert)));
      if (quiet && waiting.length > 0) tell();
    },
  };
}

function cut(text: string, longest: number): string {
  const visible = visibleText(text);
  return visible.length <= longest ? visible : `${visible.slice(0, longest - 1)}…`;
}
