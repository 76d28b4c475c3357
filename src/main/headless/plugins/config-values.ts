/** `KEY=VALUE` of the command line as values of a plugin's configuration: what a value is, its schema says. */
import { failure, success, type Result } from '#base/result.ts';
import type { Config, ConfigSchema } from '#contract/plugins/config-schema.ts';

/** Checked against the schema by whoever keeps it. */
export function parseConfigValues(schema: ConfigSchema | null, pairs: readonly string[]): Result<Config> {
  const values: [string, unknown][] = [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) return failure('usage', `"${pair}" is not KEY=VALUE`, { remedy: 'For example: limit=10' });
    const key = pair.slice(0, at);
    values.push([key, valueOf(typesOf(schema, key), pair.slice(at + 1))]);
  }
  return success(Object.fromEntries(values));
}

/** Text is text where the schema wants text; else it is JSON, and text only where it is no JSON. */
function valueOf(types: readonly unknown[], text: string): unknown {
  if (types.includes('string') && !(text === 'null' && types.includes('null'))) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A list of words is meant as such.
    return types.includes('array') ? text.split(',').map((word) => word.trim()) : text;
  }
}

function typesOf(schema: ConfigSchema | null, key: string): readonly unknown[] {
  const properties = schema?.['properties'];
  if (typeof properties !== 'object' || properties === null || !Object.hasOwn(properties, key)) return [];
  const property = (properties as Readonly<Record<string, unknown>>)[key];
  if (typeof property !== 'object' || property === null) return [];
  const { type, enum: values } = property as { readonly type?: unknown; readonly enum?: unknown };
  if (type === undefined && Array.isArray(values))
    return values.map((value) => (value === null ? 'null' : typeof value));
  return Array.isArray(type) ? type : [type];
}
