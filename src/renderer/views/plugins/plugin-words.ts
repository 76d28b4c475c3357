/** Words and numbers of plugins as the view shows them. The exact term is the tooltip. Pure. */
import {
  IconAlertTriangle,
  IconBellRinging,
  IconCircleCheck,
  IconCircleOff,
  IconFlame,
  IconHourglassEmpty,
  IconInfoCircle,
  IconLoader2,
  IconLock,
  IconPackage,
  IconAlertOctagon,
} from '@tabler/icons-react';
import { formatBytes, formatCount, formatDuration } from '../../display/units.ts';
import type { ApiStatus } from '#contract/plugins/commands.ts';
import type { PluginLanguage, PluginManifest, QueuePolicy } from '#contract/plugins/manifest.ts';
import type {
  AlertSeverity,
  Enforcement,
  PluginCounters,
  PluginInspection,
  PluginLogLevel,
  PluginLogLine,
  PluginOrigin,
  PluginState,
  PluginStatus,
} from '#contract/plugins/status.ts';
import { clockTextOf, dayText } from '../../display/times.ts';
import type { StateWord } from '../words.ts';

const STATES: Readonly<Record<PluginState, StateWord>> = {
  installed: { text: 'Installed', icon: IconPackage, tone: 'quiet', title: 'installed: never switched on' },
  disabled: { text: 'Off', icon: IconCircleOff, tone: 'quiet', title: 'disabled: switched off' },
  starting: {
    text: 'Starting',
    icon: IconLoader2,
    tone: 'neutral',
    title: 'starting: its process is being started and tested',
  },
  running: { text: 'Running', icon: IconCircleCheck, tone: 'good', title: 'running: it gets packet logs and answers' },
  degraded: {
    text: 'Degraded',
    icon: IconAlertTriangle,
    tone: 'warning',
    title: 'degraded: it runs, but something is wrong',
  },
  unresponsive: {
    text: 'Unresponsive',
    icon: IconHourglassEmpty,
    tone: 'trouble',
    title: 'unresponsive: it did not answer, was ended and will be started again',
  },
  crashed: {
    text: 'Crashed',
    icon: IconAlertOctagon,
    tone: 'trouble',
    title: 'crashed: it ended by itself or did not get through its start, and will be started again',
  },
  quarantined: {
    text: 'Quarantined',
    icon: IconLock,
    tone: 'trouble',
    title: 'quarantined: it failed too often and is not started again until you ask for it',
  },
};

export function pluginStateWord(state: PluginState): StateWord {
  return STATES[state];
}

export const LANGUAGES: Readonly<Record<PluginLanguage, { readonly badge: string; readonly name: string }>> = {
  js: { badge: 'JS', name: 'JavaScript' },
  lua: { badge: 'LUA', name: 'Lua 5.4' },
};

/** `since 10:02:11`, with the day where that is not today. */
export function sinceText(sinceMs: number, nowMs: number): string {
  const day = dayText(sinceMs) === dayText(nowMs) ? '' : `${dayText(sinceMs)}, `;
  return `since ${day}${clockTextOf(sinceMs)}`;
}

/** `starts again in 8 s`; null where it does not. */
export function restartText(restartAtMs: number | null, nowMs: number): string | null {
  if (restartAtMs === null) return null;
  const seconds = Math.ceil((restartAtMs - nowMs) / 1000);
  if (seconds <= 0) return 'starts again now';
  return `starts again in ${seconds < 60 ? `${seconds} s` : formatDuration(seconds)}`;
}

export interface KeyCounter {
  readonly name: string;
  readonly value: string;
  readonly title: string;
  readonly level: 'quiet' | 'warning';
}

/** What the list shows of a plugin that is on. */
export function keyCounters({ counters, manifest }: Pick<PluginStatus, 'counters' | 'manifest'>): KeyCounter[] {
  const { call_p99_ms: p99, memory_bytes: memory } = counters;
  return [
    quiet('Logs in', formatCount(counters.logs_in), 'Packet logs meant for it'),
    quiet('Handled', formatCount(counters.handled), 'Packet logs for which its receiver returned or threw'),
    {
      name: 'Dropped',
      value: formatCount(counters.dropped),
      title: 'Packet logs that it never got, or that were lost with its process',
      level: counters.dropped > 0 ? 'warning' : 'quiet',
    },
    {
      name: 'Errors',
      value: formatCount(counters.errors),
      title: 'Calls that threw, were rejected or took longer than allowed',
      level: counters.errors > 0 ? 'warning' : 'quiet',
    },
    quiet(
      'Call p99',
      callTime(p99),
      p99 === null ? 'No call was measured yet' : '99 of 100 recent calls were at most this long',
    ),
    quiet(
      'Memory',
      memory === null ? '–' : formatBytes(memory),
      `Of its process; its own limit is ${formatCount(manifest.limits.memory_mb)} MB`,
    ),
  ];
}

function quiet(name: string, value: string, title: string): KeyCounter {
  return { name, value, title, level: 'quiet' };
}

export function callTime(milliseconds: number | null): string {
  return milliseconds === null ? '–' : formatDuration(milliseconds / 1000);
}

/** Logs that are neither handled nor dropped are waiting: the four always add up. */
export function logShares(counters: PluginCounters): {
  readonly handled: number;
  readonly dropped: number;
  readonly waiting: number;
} {
  const all = counters.logs_in;
  if (all === 0) return { handled: 0, dropped: 0, waiting: 0 };
  return { handled: counters.handled / all, dropped: counters.dropped / all, waiting: counters.queue_depth / all };
}

const QUEUE_POLICIES: Readonly<Record<QueuePolicy, string>> = {
  drop_oldest: 'when it is full, the oldest are dropped',
  drop_newest: 'when it is full, the newest are dropped',
  sample: 'when it is full, some are dropped evenly',
};

export function queueText({ queue }: PluginManifest): string {
  return `${formatCount(queue.size)} packet logs; ${QUEUE_POLICIES[queue.when_full]}`;
}

const ORIGINS: Readonly<Record<PluginOrigin, string>> = {
  bundled: 'Ships with Netloupe',
  installed: 'Installed by you',
  linked: 'Runs where its author edits it',
};

export function originText(origin: PluginOrigin): string {
  return ORIGINS[origin];
}

const LOGS: Readonly<Record<NonNullable<PluginManifest['receiver']['logs']> | 'settings', string | null>> = {
  all: 'every packet',
  state: 'state changes, names and ICMP',
  settings: 'packet logs as the settings say',
  none: null,
};

/** What a plugin is given, as it asked for it. */
export function receivesText({ receiver }: Pick<PluginManifest, 'receiver'>): string {
  const parts = [LOGS[receiver.logs ?? 'settings'], receiver.dns ? 'DNS transactions' : null].filter(
    (part) => part !== null,
  );
  const text = parts.length === 0 ? 'nothing: it only answers requests' : parts.join('; ');
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}

/** The same for the question before it is installed: what that tells of the user. */
export function givenText({ receiver }: Pick<PluginManifest, 'receiver'>): string {
  if (receiver.logs !== 'none') {
    return 'It is given packet logs: who talked to whom, when, how much, and the names that were seen.';
  }
  return receiver.dns
    ? 'It is given DNS transactions: who asked for which name, and what was answered.'
    : 'It is given no packet logs.';
}

const PARTS: Readonly<Record<keyof Enforcement, string>> = {
  files: 'files',
  processes: 'other programs',
  network: 'network',
};

/** What the runtime stops, and what is only asked for. */
export function enforcementParts(enforcement: Enforcement): {
  readonly enforced: readonly string[];
  readonly declared: readonly string[];
} {
  const parts = (kind: 'enforced' | 'declared'): string[] =>
    (Object.keys(PARTS) as (keyof Enforcement)[])
      .filter((part) => enforcement[part] === kind)
      .map((part) => PARTS[part]);
  return { enforced: parts('enforced'), declared: parts('declared') };
}

/** `Enforced: files, other programs · Declared only: network`. */
export function enforcementText(enforcement: Enforcement): string {
  const { enforced, declared } = enforcementParts(enforcement);
  const list = (parts: readonly string[]): string => (parts.length === 0 ? 'nothing' : parts.join(', '));
  return `Enforced: ${list(enforced)} · Declared only: ${list(declared)}`;
}

/** Said before a plugin is installed. `known`: what holds for another one of the language on this machine, if any runs. */
export function trustText(language: PluginLanguage, known: Enforcement | null): string {
  if (language === 'lua') {
    return 'A Lua plugin reaches nothing but what Netloupe hands it; that is enforced.';
  }
  const here = known === null ? '' : `On this machine: ${enforcementText(known)}. `;
  return `${here}Install it only if you trust who made it.`;
}

export function installTitle({ manifest, installed_version: installed }: PluginInspection): string {
  if (installed === null) return `Install ${manifest.name} ${manifest.version}?`;
  return installed === manifest.version
    ? `Install ${manifest.name} ${installed} again?`
    : `Update ${manifest.name} from ${installed} to ${manifest.version}?`;
}

/** What is there already and what becomes of it; null where there is nothing. */
export function replacesText({ installed_origin: origin }: PluginInspection): string | null {
  switch (origin) {
    case 'bundled':
      return 'It takes the place of the version that ships with Netloupe. That one goes on until this one is ready.';
    case 'linked':
      return 'It takes the place of the one that runs from its author’s folder; the folder stays as it is.';
    case 'installed':
      return 'The version that is there goes on until this one is ready, and stays if it is not.';
    case null:
      return null;
  }
}

const SEVERITIES: Readonly<Record<AlertSeverity, StateWord>> = {
  info: { text: 'Info', icon: IconInfoCircle, tone: 'quiet', title: 'Severity: info' },
  low: { text: 'Low', icon: IconBellRinging, tone: 'neutral', title: 'Severity: low' },
  medium: { text: 'Medium', icon: IconAlertTriangle, tone: 'warning', title: 'Severity: medium' },
  high: { text: 'High', icon: IconAlertOctagon, tone: 'trouble', title: 'Severity: high' },
  critical: { text: 'Critical', icon: IconFlame, tone: 'trouble', title: 'Severity: critical' },
};

export function severityWord(severity: AlertSeverity): StateWord {
  return SEVERITIES[severity];
}

const LEVELS: Readonly<Record<PluginLogLevel, string>> = {
  print: 'PRINT',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
};

export function levelText(level: PluginLogLevel): string {
  return LEVELS[level];
}

/** Lines as they are copied: time, level, text. */
export function logText(lines: readonly PluginLogLine[]): string {
  return lines.map((line) => `${lineTime(line.time_ms)} ${levelText(line.level).padEnd(5)} ${line.text}\n`).join('');
}

export function lineTime(timeMs: number): string {
  return `${clockTextOf(timeMs)}.${String(Math.floor(timeMs) % 1000).padStart(3, '0')}`;
}

const SUFFIX = /\.(zip|lua|js|mjs)$/i;

/** What dropping it asks for: plugins are told by their suffix, and no folder is a capture. */
export function dropPurpose(name: string, isFolder: boolean): 'capture' | 'plugin' {
  return isFolder || SUFFIX.test(name) ? 'plugin' : 'capture';
}

/** The port in the API's address; null while it has none. */
export function apiPort({ url }: Pick<ApiStatus, 'url'>): number | null {
  if (url === null || !URL.canParse(url)) return null;
  const { port } = new URL(url);
  return port === '' ? null : Number(port);
}
