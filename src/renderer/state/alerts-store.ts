/**
 * Alerts of plugins and pipelines: the newest ones, what of them is listed, what was seen, and whether the system tells of
 * serious ones. Asked for from the start, because the rail counts them; in full only while they are on screen.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AlertsFrame } from '#contract/pipelines/commands.ts';
import { markOf, NO_ALERT_FILTER, type AlertFilter, type SeenMark } from './alert-facts.ts';
import { createAlertNotices, type NoticePermission, type NoticePort } from './alert-notices.ts';
import type { EngineLink } from './engine-link.ts';
import { isBoolean, recall, remember } from './remembered.ts';

export interface AlertsState {
  /** Null until the engine has said anything. */
  readonly frame: AlertsFrame | null;
  readonly filter: AlertFilter;
  readonly seen: SeenMark | null;
  /** The user wants to be told; that is so only where `permission` is granted, too. */
  readonly notify: boolean;
  readonly permission: NoticePermission;
  readonly asking: boolean;

  setFilter(part: Partial<AlertFilter>): void;
  clearFilter(): void;
  markSeen(): void;
  setNotify(on: boolean): Promise<void>;
  /** The view is on screen from now on. Call what is returned when it is not. */
  attach(): () => void;
}

/** Enough for a badge that says no more than 99+. */
const LIMIT_OUT_OF_SIGHT = 200;
const LIMIT_ON_SCREEN = 500;

export function createAlertsStore(link: EngineLink, port: NoticePort, openAlerts: () => void): StoreApi<AlertsState> {
  let attached = 0;
  const store = createStore<AlertsState>((set, get) => {
    const notices = createAlertNotices(
      (title, body) => port.show(title, body, openAlerts),
      () => get().notify && port.permission() === 'granted',
      (delayMs, call) => {
        setTimeout(call, delayMs);
      },
    );
    const subscription = link.subscribe('alerts', { limit: LIMIT_OUT_OF_SIGHT }, (frame) => {
      set({ frame });
      notices.take(frame);
    });
    const settle = (): void => subscription.update({ limit: attached > 0 ? LIMIT_ON_SCREEN : LIMIT_OUT_OF_SIGHT });
    return {
      frame: null,
      filter: NO_ALERT_FILTER,
      seen: recall('alerts-seen', isSeenMark),
      notify: recall('alerts-notify', isBoolean) ?? false,
      permission: port.permission(),
      asking: false,

      setFilter: (part) => set({ filter: { ...get().filter, ...part } }),
      clearFilter: () => set({ filter: NO_ALERT_FILTER }),
      markSeen: () => {
        const seen = markOf(get().frame?.alerts ?? [], get().seen);
        set({ seen });
        remember('alerts-seen', seen);
      },
      setNotify: async (on) => {
        if (on && port.permission() === 'undecided') {
          set({ asking: true });
          await port.request();
        }
        const permission = port.permission();
        const notify = on && permission === 'granted';
        set({ asking: false, permission, notify });
        remember('alerts-notify', notify);
      },
      attach: () => {
        attached += 1;
        settle();
        return () => {
          attached -= 1;
          settle();
        };
      },
    };
  });
  return store;
}

function isSeenMark(value: unknown): value is SeenMark {
  if (typeof value !== 'object' || value === null) return false;
  const { time_ms: time, number } = value as Partial<SeenMark>;
  return Number.isFinite(time) && Number.isFinite(number);
}
