/** What a plugin gives to `emit`: a record or a list of them, as plain copies. */
import { jsonLength, type Json } from '#contract/plugins/json.ts';
import { MAX_BATCH_CHARACTERS } from '#contract/plugins/process-limits.ts';
import type { SymbolRecord } from '#contract/plugins/symbols.ts';
import { asJson } from '../api/json-value.ts';

export interface Emitted {
  readonly records: readonly SymbolRecord[];
  /** Their length as JSON, roughly. */
  readonly characters: number;
}

/** Throws what is wrong, for the plugin's author. An object without keys (in Lua also an empty list) is no record. */
export function emittedRecords(given: unknown): Emitted {
  const json = asJson(given);
  if (!json.ok) throw new TypeError(`emit: ${json.problem}`);
  const list: readonly Json[] = isList(json.value) ? json.value : [json.value];
  const wrong = list.find((value) => typeof value !== 'object' || value === null || isList(value));
  if (wrong !== undefined)
    throw new TypeError(`emit takes records (objects), and not ${JSON.stringify(wrong).slice(0, 60)}`);
  const records = (list as readonly SymbolRecord[]).filter((record) => Object.keys(record).length > 0);
  const characters = jsonLength(records, MAX_BATCH_CHARACTERS);
  if (characters === null) throw new RangeError(`emit: more than ${MAX_BATCH_CHARACTERS / 1024 / 1024} MiB at once`);
  return { records, characters };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
