/** A plugin's configuration against the JSON Schema in its manifest. Interpreted, never compiled to code. */
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import { describeIssues } from '../schema-words.ts';

export type ConfigSchema = Readonly<Record<string, unknown>>;
export type Config = Readonly<Record<string, unknown>>;

/** `values` with the schema's defaults; `invalid` names each wrong key. `schema` null takes any values. */
export function checkConfig(schema: ConfigSchema | null, values: Config): Result<Config> {
  if (schema === null) return success(values);
  const compiled = compileConfigSchema(schema);
  if (!compiled.ok) return compiled;
  const parsed = compiled.value.safeParse(values);
  if (parsed.success) return success(parsed.data as Config);
  return failure('invalid', `Configuration: ${describeIssues(parsed.error)}`, { remedy: 'Correct these values' });
}

/** Fails where `schema` is no JSON Schema of an object that we can check values against. */
export function compileConfigSchema(schema: ConfigSchema): Result<z.ZodType> {
  if (schema['type'] !== 'object') return failure('invalid', '"config" is not a JSON Schema with "type": "object"');
  try {
    return success(z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure('invalid', `"config" is not a JSON Schema that Netloupe understands: ${reason}`);
  }
}
