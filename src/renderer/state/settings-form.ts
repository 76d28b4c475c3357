/**
 * The engine's settings as fields: which there are, how each is typed, and what was typed back into a value. Pure. The schema
 * decides what is right; a test holds this list against the defaults, so that no setting is without a field.
 */
import { checkSettings, settingAt, type Settings, type SettingsProblem } from '#contract/settings.ts';
import { PAYLOAD_FILTERS } from '#contract/payload-filters.ts';
import { withSetting } from './settings-store.ts';

export type SettingKind =
  | 'switch'
  | 'number'
  | 'text'
  | 'choice'
  /** Entries of text. */
  | 'texts'
  /** Entries that are numbers where they look like it: protocols. */
  | 'mixed'
  /** Entries that are numbers. */
  | 'numbers'
  | 'chains';

export type SettingUnit = 'seconds' | 'bytes' | 'sessions' | 'days' | null;

/** What an empty field stands for; null: it must not be empty. */
export type EmptyValue = { readonly value: unknown } | null;

export interface SettingField {
  readonly path: string;
  readonly section: EngineSection;
  readonly kind: SettingKind;
  readonly unit: SettingUnit;
  readonly empty: EmptyValue;
  /** Of `choice`. */
  readonly options: readonly string[];
}

export type EngineSection = 'capture' | 'sessions' | 'payload' | 'observers' | 'geo' | 'history';

/** What is changed in them holds at once, and not from the next capture on. */
const AT_ONCE: ReadonlySet<EngineSection> = new Set(['history']);

/** What stands in a field. */
export type SettingDraft = string | boolean | readonly string[];

const NOTHING: EmptyValue = { value: null };

function field(
  section: EngineSection,
  path: string,
  kind: SettingKind,
  more: Partial<Pick<SettingField, 'unit' | 'empty' | 'options'>> = {},
): SettingField {
  return { section, path, kind, unit: null, empty: null, options: [], ...more };
}

const TIMEOUTS = ['tcp_attempt', 'tcp_idle', 'close_linger', 'udp', 'dns', 'icmp', 'other'] as const;
/** Those whose bytes are known wherever they are; others are looked for at their ports only. */
const ANY_PORT: ReadonlySet<string> = new Set(['tls', 'quic', 'http']);

export const SETTING_FIELDS: readonly SettingField[] = [
  field('capture', 'capture.promiscuous', 'switch'),
  field('capture', 'capture.snaplen', 'number', { unit: 'bytes' }),
  field('capture', 'capture.buffer_bytes', 'number', { unit: 'bytes' }),
  field('capture', 'viewer.packet_bytes', 'number', { unit: 'bytes' }),
  field('capture', 'logs.emit', 'choice', { options: ['state', 'all'] }),
  field('capture', 'filter.bpf', 'text', { empty: NOTHING }),
  field('capture', 'filter.source', 'texts', { empty: NOTHING }),
  field('capture', 'filter.destination', 'texts', { empty: NOTHING }),
  field('capture', 'filter.protocol', 'mixed', { empty: NOTHING }),
  field('capture', 'filter.port', 'numbers', { empty: NOTHING }),
  field('capture', 'filter.strict', 'switch'),
  ...TIMEOUTS.map((name) => field('sessions', `timeouts.${name}`, 'number', { unit: 'seconds' })),
  field('sessions', 'max_sessions', 'number', { unit: 'sessions' }),
  ...PAYLOAD_FILTERS.flatMap((name) => [
    field('payload', `filter.payload.${name}.enabled`, 'switch'),
    field('payload', `filter.payload.${name}.ports`, 'numbers', {
      empty: ANY_PORT.has(name) ? { value: 'any' } : null,
    }),
    field('payload', `filter.payload.${name}.match`, 'texts'),
  ]),
  field('payload', 'filter.only_matching', 'switch'),
  field('observers', 'observers.chains', 'chains', { empty: { value: [] } }),
  field('geo', 'geo.country', 'text', { empty: NOTHING }),
  field('geo', 'geo.asn', 'text', { empty: NOTHING }),
  field('history', 'history.enabled', 'switch'),
  field('history', 'history.days', 'number', { unit: 'days' }),
  field('history', 'history.bytes', 'number', { unit: 'bytes' }),
  field('history', 'history.packets_bytes', 'number', { unit: 'bytes' }),
];

export const SETTING_PATHS: readonly string[] = SETTING_FIELDS.map(({ path }) => path);

export function draftOf({ kind, empty }: SettingField, value: unknown): SettingDraft {
  if (kind === 'switch') return value === true;
  if (['texts', 'mixed', 'numbers', 'chains'].includes(kind)) return Array.isArray(value) ? value.map(String) : [];
  if (empty !== null && value === empty.value) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the settings would hold; that which is wrong in it is for the schema to say. */
export function valueOf({ kind, empty }: SettingField, draft: SettingDraft): unknown {
  if (typeof draft === 'boolean') return draft;
  if (typeof draft !== 'string') {
    if (draft.length === 0 && empty !== null) return empty.value;
    if (kind === 'texts' || kind === 'chains') return [...draft];
    return draft.map((entry) => (/^\d+$/.test(entry) ? Number(entry) : entry));
  }
  const text = draft.trim();
  if (text === '' && empty !== null) return empty.value;
  if (kind !== 'number') return text;
  return text === '' || !Number.isFinite(Number(text)) ? text : Number(text);
}

/** What is wrong with one value among settings that are right; null: nothing. */
export function problemWith(settings: Settings, path: string, value: unknown): SettingsProblem | null {
  const { problems } = checkSettings(withSetting(settings, path, value));
  return problems.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`)) ?? null;
}

export function isDefault(settings: Settings, defaults: Settings, path: string): boolean {
  return same(settingAt(settings, path), settingAt(defaults, path));
}

/** Keys whose values differ. */
export function differingPaths(a: Settings, b: Settings): string[] {
  return SETTING_PATHS.filter((path) => !same(settingAt(a, path), settingAt(b, path)));
}

/** What of `settings` holds only from the next capture on, beside `inForce`. */
export function pendingPaths(settings: Settings, inForce: Settings): string[] {
  const waits = new Set(SETTING_FIELDS.filter(({ section }) => !AT_ONCE.has(section)).map(({ path }) => path));
  return differingPaths(settings, inForce).filter((path) => waits.has(path));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
