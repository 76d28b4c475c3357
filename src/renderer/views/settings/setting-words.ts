/** What settings and their values are called, in the language that was chosen. */
import type { SettingsProblem } from '#contract/settings.ts';
import { words } from '../../display/words.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { SETTING_FIELDS, type SettingField } from '../../state/settings-form.ts';

type PayloadName = keyof ReturnType<typeof words>['settings']['payload']['protocols'];
/** From here on nobody counts in bytes. */
const EXACT_BYTES = 1_000_000;
const PAYLOAD_PATH = /^filter\.payload\.(\w+)\.(enabled|ports|match)$/;

export interface SettingText {
  readonly label: string;
  readonly help: string;
}

export function settingText(path: string): SettingText {
  const { fields, payload, preferences } = words().settings;
  const payloadPath = PAYLOAD_PATH.exec(path);
  if (payloadPath !== null) {
    const protocol = payload.protocols[payloadPath[1] as PayloadName];
    return { label: payload[payloadPath[2] as 'enabled' | 'ports' | 'match'](protocol), help: payload.help };
  }
  if (Object.hasOwn(fields, path)) return fields[path as keyof typeof fields];
  return Object.hasOwn(preferences, path) ? preferences[path as keyof typeof preferences] : { label: path, help: '' };
}

/** A value as one would say it: `120 seconds`, `on`, `everything`. */
export function valueText(field: SettingField, value: unknown): string {
  const said = words().settings;
  if (typeof value === 'boolean') return value ? said.on : said.off;
  if (field.path === 'logs.emit') return value === 'all' ? said.logsEmit.all : said.logsEmit.state;
  if (value === null) return emptyText(field);
  if (value === 'any') return said.anyPort;
  if (Array.isArray(value)) return value.length === 0 ? emptyText(field) : value.join(' ');
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return JSON.stringify(value);
  if (field.unit === 'bytes' && value >= EXACT_BYTES) return formatBytes(value);
  return field.unit === null ? formatCount(value) : `${numberText(value)} ${said.units[field.unit]}`;
}

/** What an empty field stands for. */
export function emptyText({ kind, path, empty }: SettingField): string {
  const said = words().settings;
  if (kind === 'chains') return said.noneChosen;
  if (empty?.value === 'any') return said.anyPort;
  return path.startsWith('filter.') ? said.everything : said.nothingSet;
}

/** A large number of bytes as people know them; null where it would say nothing more. */
export function readableText(field: SettingField, draft: string): string | null {
  const bytes = Number(draft);
  if (field.unit !== 'bytes' || draft.trim() === '' || !Number.isFinite(bytes) || bytes < EXACT_BYTES) return null;
  return formatBytes(bytes);
}

export function problemText(field: SettingField, problem: SettingsProblem): string {
  const said = words().settings.problems;
  const isList = ['texts', 'mixed', 'numbers', 'chains'].includes(field.kind);
  switch (problem.kind) {
    case 'unknown':
      return said.unknown;
    case 'too_small':
      return field.kind === 'text' ? said.needed : said.tooSmall(boundText(field, problem.bound));
    case 'too_big':
      return field.kind === 'numbers' ? said.ports : said.tooBig(boundText(field, problem.bound));
    case 'type':
      if (field.kind === 'numbers') return said.ports;
      return problem.message.includes('expected int') ? said.whole : said.number;
    case 'other':
      if (isList && problem.path === field.path && problem.message.includes('empty list')) return said.emptyList;
      if (isList && field.kind === 'numbers') return said.ports;
      if (problem.message.startsWith('is not an IP address')) return said.address;
      return said.other(problem.message);
  }
}

function boundText({ unit }: SettingField, bound: number | null): string {
  const text = numberText(bound ?? 0);
  return unit === null ? text : `${text} ${words().settings.units[unit]}`;
}

function numberText(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value);
}

/** Whether a setting is what somebody looks for: every word of it is in what is said of it, or in its key. */
export function isFound(path: string, text: SettingText, search: string): boolean {
  const heap = `${text.label} ${text.help} ${path}`.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => heap.includes(word));
}

export function fieldAt(path: string): SettingField | undefined {
  return SETTING_FIELDS.find((field) => field.path === path);
}
