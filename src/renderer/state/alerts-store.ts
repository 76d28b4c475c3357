/**
 * Alerts of plugins and pipelines: the newest ones, what of them is listed, what was seen, what the user does not want to hear of, and
 * whether the system tells of them. Asked for from the start, because the rail counts them; in full only while they are on screen.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AlertRow, AlertsFrame } from '#contract/pipelines/commands.ts';
import { ALERT_SEVERITIES, type AlertSeverity } from '#contract/plugins/status.ts';
import { markOf, NO_ALERT_FILTER, type AlertFilter, type SeenMark } from './alert-facts.ts';
import { createAlertNotices, type NoticePermission, type NoticePort } from './alert-notices.ts';
import { isSameMatter, isSilenced, isSilences, withSilence, type Silence } from './alert-silences.ts';
import type { EngineLink } from './engine-link.ts';
import { onRedaction, type PreferencesState } from './preferences-store.ts';
import { isBoolean, recall, remember } from './remembered.ts';

export interface AlertsState {
  /** Null until the engine has said anything. */
  readonly frame: AlertsFrame | null;
  readonly filter: AlertFilter;
  readonly seen: SeenMark | null;
  readonly silences: readonly Silence[];
  /** Silenced alerts are listed, too. */
  readonly showSilenced: boolean;
  /** The user wants to be told; that is so only where `permission` is granted, too. */
  readonly notify: boolean;
  /** The least severity that the user is told of. */
  readonly notifyFrom: AlertSeverity;
  readonly permission: NoticePermission;
  readonly asking: boolean;

  setFilter(part: Partial<AlertFilter>): void;
  clearFilter(): void;
  markSeen(): void;
  /** Nothing more is heard of it; what is about the same is replaced. */
  silence(silence: Silence): void;
  unsilence(silence: Silence): void;
  setSilences(silences: readonly Silence[]): void;
  setShowSilenced(shown: boolean): void;
  setNotify(on: boolean): Promise<void>;
  setNotifyFrom(severity: AlertSeverity): void;
  /** The view is on screen from now on. Call what is returned when it is not. */
  attach(): () => void;
}

/** What the store needs beside its connection. */
export interface AlertSurroundings {
  readonly port: NoticePort;
  readonly preferences: StoreApi<PreferencesState>;
  /** Milliseconds since the epoch. */
  nowMs(): number;
  openAlerts(): void;
}

/** Enough for a badge that says no more than 99+. */
const LIMIT_OUT_OF_SIGHT = 200;
const LIMIT_ON_SCREEN = 500;

export function createAlertsStore(
  link: EngineLink,
  { port, preferences, nowMs, openAlerts }: AlertSurroundings,
): StoreApi<AlertsState> {
  let attached = 0;
  return createStore<AlertsState>((set, get) => {
    const isWanted = (alert: AlertRow): boolean => {
      const { notify, notifyFrom, silences } = get();
      return (
        notify &&
        port.permission() === 'granted' &&
        ALERT_SEVERITIES.indexOf(alert.severity) >= ALERT_SEVERITIES.indexOf(notifyFrom) &&
        !isSilenced(alert, silences, nowMs())
      );
    };
    const notices = createAlertNotices(
      (title, body) => port.show(title, body, openAlerts),
      isWanted,
      (delayMs, call) => {
        setTimeout(call, delayMs);
      },
    );
    const params = (): { readonly limit: number; readonly redact: boolean } => ({
      limit: attached > 0 ? LIMIT_ON_SCREEN : LIMIT_OUT_OF_SIGHT,
      redact: preferences.getState().preferences.redact,
    });
    const subscription = link.subscribe('alerts', params(), (frame) => {
      set({ frame });
      notices.take(frame);
    });
    const settle = (): void => subscription.update(params());
    onRedaction(preferences, settle);
    const keep = (silences: readonly Silence[]): void => {
      set({ silences });
      remember('alerts-silences', silences);
    };
    return {
      frame: null,
      filter: NO_ALERT_FILTER,
      seen: recall('alerts-seen', isSeenMark),
      silences: recall('alerts-silences', isSilences) ?? [],
      showSilenced: false,
      notify: recall('alerts-notify', isBoolean) ?? false,
      notifyFrom: recall('alerts-notify-from', isSeverity) ?? 'high',
      permission: port.permission(),
      asking: false,

      setFilter: (part) => set({ filter: { ...get().filter, ...part } }),
      clearFilter: () => set({ filter: NO_ALERT_FILTER }),
      markSeen: () => {
        const seen = markOf(get().frame?.alerts ?? [], get().seen);
        set({ seen });
        remember('alerts-seen', seen);
      },
      silence: (silence) => keep(withSilence(get().silences, silence, nowMs())),
      unsilence: (silence) => keep(get().silences.filter((other) => !isSameMatter(other, silence))),
      setSilences: keep,
      setShowSilenced: (showSilenced) => set({ showSilenced }),
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
      setNotifyFrom: (notifyFrom) => {
        set({ notifyFrom });
        remember('alerts-notify-from', notifyFrom);
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
}

function isSeverity(value: unknown): value is AlertSeverity {
  return ALERT_SEVERITIES.some((severity) => severity === value);
}

function isSeenMark(value: unknown): value is SeenMark {
  if (typeof value !== 'object' || value === null) return false;
  const { time_ms: time, number } = value as Partial<SeenMark>;
  return Number.isFinite(time) && Number.isFinite(number);
}
