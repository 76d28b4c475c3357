/**
 * A form out of the JSON Schema in a plugin's manifest, and what was typed into it back into a configuration. Pure. A
 * draft holds what stands in each field, keyed by the field's path; what no field fits is edited as JSON.
 */
import { words } from '../display/words.ts';
import type { z } from 'zod';
import { checkConfig, compileConfigSchema, type Config, type ConfigSchema } from '#contract/plugins/config-schema.ts';

export type ConfigFieldKind =
  | 'text'
  | 'secret'
  | 'number'
  | 'switch'
  | 'choice'
  | 'choices'
  | 'list'
  | 'group'
  | 'json';

export interface ConfigField {
  /** `limits.rate`: the keys down to it, joined by dots, as in the messages of `checkConfig`. */
  readonly path: string;
  readonly key: string;
  readonly kind: ConfigFieldKind;
  readonly label: string;
  readonly help: string;
  readonly required: boolean;
  /** Undefined where the schema gives none. */
  readonly preset: unknown;
  readonly integer: boolean;
  readonly min: number | null;
  readonly max: number | null;
  /** Of `choice` and `choices`. */
  readonly options: readonly unknown[];
  /** Of `group`. */
  readonly fields: readonly ConfigField[];
}

/** What stands in a field: text (also of numbers and JSON), a switch's position, or the entries of a list. */
export type DraftValue = string | boolean | readonly string[];
export type ConfigDraft = Readonly<Record<string, DraftValue>>;

export interface CheckedDraft {
  /** What to save: only what differs from the defaults, so that those of a later version count. Null while something is wrong. */
  readonly config: Config | null;
  /** By path of the field. */
  readonly problems: Readonly<Record<string, string>>;
  /** What is wrong with no field in particular. */
  readonly general: string | null;
}

type Schema = Readonly<Record<string, unknown>>;

export function configFields(schema: ConfigSchema | null): ConfigField[] {
  return schema === null ? [] : fieldsOf(schema, '');
}

function fieldsOf(schema: Schema, prefix: string): ConfigField[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  return Object.entries(properties).map(([key, value]) =>
    fieldOf(isObject(value) ? value : {}, key, prefix, required.has(key)),
  );
}

function fieldOf(schema: Schema, key: string, prefix: string, required: boolean): ConfigField {
  const path = prefix === '' ? key : `${prefix}.${key}`;
  // One level of groups: what lies deeper is edited as JSON.
  const kind = kindOf(schema, prefix === '');
  const items = isObject(schema['items']) ? schema['items'] : {};
  const options = kind === 'choices' ? items['enum'] : schema['enum'];
  return {
    path,
    key,
    kind,
    label: textOf(schema['title']) ?? spoken(key),
    help: textOf(schema['description']) ?? '',
    required,
    preset: schema['default'],
    integer: schema['type'] === 'integer',
    min: numberOf(schema['minimum']),
    max: numberOf(schema['maximum']),
    options: Array.isArray(options) ? options : [],
    fields: kind === 'group' ? fieldsOf(schema, path) : [],
  };
}

function kindOf(schema: Schema, mayGroup: boolean): ConfigFieldKind {
  const options = schema['enum'];
  if (Array.isArray(options) && options.length > 0 && options.every(isScalar)) return 'choice';
  switch (schema['type']) {
    case 'string':
      return schema['format'] === 'password' || schema['writeOnly'] === true ? 'secret' : 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'array': {
      const items = isObject(schema['items']) ? schema['items'] : {};
      const among = items['enum'];
      if (Array.isArray(among) && among.length > 0 && among.every((option) => typeof option === 'string')) {
        return 'choices';
      }
      return items['type'] === 'string' ? 'list' : 'json';
    }
    case 'object':
      return mayGroup && isObject(schema['properties']) ? 'group' : 'json';
    default:
      return 'json';
  }
}

/** What stands in the fields for a configuration; where it says nothing, the default stands. */
export function draftOf(fields: readonly ConfigField[], config: Config): ConfigDraft {
  const draft: Record<string, DraftValue> = {};
  for (const field of fields) {
    const value = Object.hasOwn(config, field.key) ? config[field.key] : field.preset;
    if (field.kind === 'group') Object.assign(draft, draftOf(field.fields, isObject(value) ? value : {}));
    else draft[field.path] = draftValue(field, value);
  }
  return draft;
}

function draftValue(field: ConfigField, value: unknown): DraftValue {
  switch (field.kind) {
    case 'switch':
      return value === true;
    case 'list':
    case 'choices':
      return Array.isArray(value) ? value.map(String) : [];
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2);
    case 'choice':
      return value === undefined ? '' : JSON.stringify(value);
    default:
      return textIn(value);
  }
}

/** What an engine of another mind may have put where a text or number belongs is shown as it is. */
function textIn(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function sameDraft(a: ConfigDraft, b: ConfigDraft): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** `base`: the configuration in use, whose keys without a field are kept. */
export function checkDraft(
  schema: ConfigSchema,
  fields: readonly ConfigField[],
  draft: ConfigDraft,
  base: Config,
): CheckedDraft {
  const problems: Record<string, string> = {};
  const known = new Set(fields.map(({ key }) => key));
  const kept = Object.entries(base).filter(([key]) => !known.has(key));
  const config = { ...Object.fromEntries(kept), ...valuesOf(fields, draft, problems) };
  if (Object.keys(problems).length > 0) return { config: null, problems, general: null };
  const compiled = compileConfigSchema(schema);
  if (!compiled.ok) return { config: null, problems, general: compiled.failure.message };
  const parsed = compiled.value.safeParse(config);
  if (parsed.success) return { config: minimal(schema, fields, config), problems, general: null };
  const whole = checkConfig(schema, config);
  const paths = new Set(allPaths(fields));
  let general: string | null = null;
  for (const issue of parsed.error.issues) {
    const path = fieldPathOf(issue.path, paths);
    if (path !== null) problems[path] ??= problemText(issue);
    else general ??= whole.ok ? issue.message : whole.failure.message;
  }
  return { config: null, problems, general };
}

function valuesOf(fields: readonly ConfigField[], draft: ConfigDraft, problems: Record<string, string>): Config {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.kind === 'group') {
      const group = valuesOf(field.fields, draft, problems);
      // An empty group that nobody asked for stays away.
      if (field.required || Object.keys(group).length > 0) values[field.key] = group;
      continue;
    }
    const value = valueOf(field, draft, problems);
    if (value !== undefined) values[field.key] = value;
  }
  return values;
}

/** Undefined: nothing was set. */
function valueOf(field: ConfigField, draft: ConfigDraft, problems: Record<string, string>): unknown {
  const value = draft[field.path];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return value;
  switch (field.kind) {
    case 'number': {
      if (value.trim() === '') return undefined;
      const number = Number(value);
      if (!Number.isFinite(number)) problems[field.path] = words().plugins.config.notANumber;
      return number;
    }
    case 'choice':
      return value === '' ? undefined : (JSON.parse(value) as unknown);
    case 'json':
      if (value.trim() === '') return undefined;
      try {
        return JSON.parse(value) as unknown;
      } catch (error) {
        problems[field.path] = words().plugins.config.notJson(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    default:
      // Of a text without a default, "nothing" and "not set" are the same unless it must be there.
      return value === '' && field.preset === undefined && !field.required ? undefined : value;
  }
}

/** Without what is the default anyway, unless the schema wants it said. */
function minimal(schema: ConfigSchema, fields: readonly ConfigField[], config: Config): Config {
  const presets = valuesOf(fields, draftOf(fields, {}), {});
  const short = Object.fromEntries(Object.entries(config).filter(([key, value]) => !isSame(value, presets[key])));
  return checkConfig(schema, short).ok ? short : config;
}

function allPaths(fields: readonly ConfigField[]): string[] {
  return fields.flatMap((field) => (field.kind === 'group' ? allPaths(field.fields) : [field.path]));
}

/** The field that a problem lies in, e.g. of `[names, 2]` the list `names`. */
function fieldPathOf(path: readonly PropertyKey[], fields: ReadonlySet<string>): string | null {
  for (let length = path.length; length > 0; length--) {
    const candidate = path.slice(0, length).map(String).join('.');
    if (fields.has(candidate)) return candidate;
  }
  return null;
}

/** zod's finding as a person would say it beside the field. */
function problemText(issue: z.core.$ZodIssue): string {
  const say = words().plugins.config;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return say.needed;
      return issue.expected === 'int' ? say.whole : say.mustBe(issue.expected);
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? say.needed
        : (issue.inclusive === false ? say.moreThan : say.minimum)(amount(issue.minimum, issue.origin));
    case 'too_big':
      return (issue.inclusive === false ? say.lessThan : say.maximum)(amount(issue.maximum, issue.origin));
    case 'not_multiple_of':
      return say.multiple(issue.divisor);
    case 'invalid_format':
      return issue.format === 'regex' ? say.pattern(issue.pattern ?? say.thePattern) : issue.message;
    default:
      return issue.message;
  }
}

function amount(bound: number | bigint, origin: string): string {
  const one = Number(bound) === 1;
  const say = words().plugins.config;
  if (origin === 'string') return say.characters(String(bound), one);
  return origin === 'array' ? say.entries(String(bound), one) : String(bound);
}

/** `max_names` and `maxNames` as words: `Max names`. */
function spoken(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words === '' ? key : `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
