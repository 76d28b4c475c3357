/** Words and numbers of plugins as the view shows them. The exact term is the tooltip. Pure. */
import { words } from '../../display/words.ts';
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
import type { PluginLanguage, PluginManifest } from '#contract/plugins/manifest.ts';
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
import { clockTextOf } from '../../display/times.ts';
import type { CardCounter } from '../../widgets/card-list.tsx';
import type { StateWord } from '../words.ts';

const STATE_LOOKS: Readonly<Record<PluginState, Pick<StateWord, 'icon' | 'tone'>>> = {
  installed: { icon: IconPackage, tone: 'quiet' },
  disabled: { icon: IconCircleOff, tone: 'quiet' },
  starting: { icon: IconLoader2, tone: 'neutral' },
  running: { icon: IconCircleCheck, tone: 'good' },
  degraded: { icon: IconAlertTriangle, tone: 'warning' },
  unresponsive: { icon: IconHourglassEmpty, tone: 'trouble' },
  crashed: { icon: IconAlertOctagon, tone: 'trouble' },
  quarantined: { icon: IconLock, tone: 'trouble' },
};

export function pluginStateWord(state: PluginState): StateWord {
  return { ...STATE_LOOKS[state], ...words().plugins.states[state] };
}

export const LANGUAGES: Readonly<Record<PluginLanguage, { readonly badge: string; readonly name: string }>> = {
  js: { badge: 'JS', name: 'JavaScript' },
  lua: { badge: 'LUA', name: 'Lua 5.4' },
};

/** `starts again in 8 s`; null where it does not. */
export function restartText(restartAtMs: number | null, nowMs: number): string | null {
  if (restartAtMs === null) return null;
  const seconds = Math.ceil((restartAtMs - nowMs) / 1000);
  if (seconds <= 0) return words().plugins.startsNow;
  return words().plugins.startsIn(seconds < 60 ? `${seconds} s` : formatDuration(seconds));
}

/** What the list shows of a plugin that is on. */
export function keyCounters({ counters, manifest }: Pick<PluginStatus, 'counters' | 'manifest'>): CardCounter[] {
  const { call_p99_ms: p99, memory_bytes: memory } = counters;
  const say = words().plugins.counters;
  return [
    quiet(say.logsIn, formatCount(counters.logs_in), say.logsInHint),
    quiet(say.handled, formatCount(counters.handled), say.handledHint),
    {
      name: say.dropped,
      value: formatCount(counters.dropped),
      title: say.droppedHint,
      level: counters.dropped > 0 ? 'warning' : 'quiet',
    },
    {
      name: say.errors,
      value: formatCount(counters.errors),
      title: say.errorsHint,
      level: counters.errors > 0 ? 'warning' : 'quiet',
    },
    quiet(say.callP99, callTime(p99), p99 === null ? say.notMeasured : say.callP99Hint),
    quiet(
      say.memory,
      memory === null ? '–' : formatBytes(memory),
      say.memoryHint(formatCount(manifest.limits.memory_mb)),
    ),
  ];
}

function quiet(name: string, value: string, title: string): CardCounter {
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

export function queueText({ queue }: PluginManifest): string {
  return words().plugins.queueOf(formatCount(queue.size), words().plugins.queueFull[queue.when_full]);
}

export function originText(origin: PluginOrigin): string {
  return words().plugins.origins[origin];
}

/** What a plugin is given, as it asked for it. */
export function receivesText({ receiver }: Pick<PluginManifest, 'receiver'>): string {
  const say = words().plugins.receives;
  const logs = receiver.logs ?? 'settings';
  const parts = [logs === 'none' ? null : say[logs], receiver.dns ? say.dns : null].filter((part) => part !== null);
  const text = parts.length === 0 ? say.nothing : parts.join('; ');
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}

/** The same for the question before it is installed: what that tells of the user. */
export function givenText({ receiver }: Pick<PluginManifest, 'receiver'>): string {
  const say = words().plugins.given;
  if (receiver.logs !== 'none') return say.logs;
  return receiver.dns ? say.dns : say.nothing;
}

const PARTS = ['files', 'processes', 'network'] as const satisfies readonly (keyof Enforcement)[];

/** What the runtime stops, and what is only asked for. */
export function enforcementParts(enforcement: Enforcement): {
  readonly enforced: readonly string[];
  readonly declared: readonly string[];
} {
  const parts = (kind: 'enforced' | 'declared'): string[] =>
    PARTS.filter((part) => enforcement[part] === kind).map((part) => words().plugins.enforcement[part]);
  return { enforced: parts('enforced'), declared: parts('declared') };
}

/** `Enforced: files, other programs · Declared only: network`. */
export function enforcementText(enforcement: Enforcement): string {
  const { enforced, declared } = enforcementParts(enforcement);
  const say = words().plugins.enforcement;
  const list = (parts: readonly string[]): string => (parts.length === 0 ? say.nothing : parts.join(', '));
  return say.text(list(enforced), list(declared));
}

/** Said before a plugin is installed. `known`: what holds for another one of the language on this machine, if any runs. */
export function trustText(language: PluginLanguage, known: Enforcement | null): string {
  const say = words().plugins.trust;
  if (language === 'lua') return say.lua;
  return known === null ? say.onlyIf : `${say.here(enforcementText(known))} ${say.onlyIf}`;
}

export function installTitle({ manifest, installed_version: installed }: PluginInspection): string {
  const say = words().plugins.install;
  if (installed === null) return say.first(manifest.name, manifest.version);
  return installed === manifest.version
    ? say.again(manifest.name, installed)
    : say.update(manifest.name, installed, manifest.version);
}

/** What is there already and what becomes of it; null where there is nothing. */
export function replacesText({ installed_origin: origin }: PluginInspection): string | null {
  return origin === null ? null : words().plugins.install[origin];
}

const SEVERITY_LOOKS: Readonly<Record<AlertSeverity, Pick<StateWord, 'icon' | 'tone'>>> = {
  info: { icon: IconInfoCircle, tone: 'quiet' },
  low: { icon: IconBellRinging, tone: 'neutral' },
  medium: { icon: IconAlertTriangle, tone: 'warning' },
  high: { icon: IconAlertOctagon, tone: 'trouble' },
  critical: { icon: IconFlame, tone: 'trouble' },
};

export function severityWord(severity: AlertSeverity): StateWord {
  return { ...SEVERITY_LOOKS[severity], ...words().plugins.severities[severity] };
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
export function dropPurpose(name: string): 'capture' | 'plugin' {
  return SUFFIX.test(name) ? 'plugin' : 'capture';
}

/** The port in the API's address; null while it has none. */
export function apiPort({ url }: Pick<ApiStatus, 'url'>): number | null {
  if (url === null || !URL.canParse(url)) return null;
  const { port } = new URL(url);
  return port === '' ? null : Number(port);
}
