/**
 * The plugin's key-value store as it sees it: a copy in memory, read at once; changes are made in the copy and told to the
 * engine, which keeps them. The bounds are the engine's, too; here they are told before anything is changed.
 */
import { MAX_STORE_BYTES, MAX_STORE_KEY_CHARACTERS, MAX_STORE_VALUE_BYTES } from '#contract/plugins/process-limits.ts';
import type { Json } from '#contract/plugins/process.ts';
import type { EngineCalls } from './engine-calls.ts';
import { asJson } from './json-value.ts';

interface Entry {
  readonly value: Json;
  readonly bytes: number;
}

export class PluginStore {
  private readonly calls: EngineCalls;
  private entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(calls: EngineCalls, entries: Readonly<Record<string, Json>>) {
    this.calls = calls;
    this.replace(entries);
  }

  /** What the engine has is what counts. */
  replace(entries: Readonly<Record<string, Json>>): void {
    this.entries = new Map(Object.entries(entries).map(([key, value]) => [key, { value, bytes: bytesOf(key, value) }]));
    this.bytes = 0;
    for (const entry of this.entries.values()) this.bytes += entry.bytes;
  }

  /** A copy of its own. */
  get(key: unknown): Json | undefined {
    const value = this.entries.get(checkedKey('store.get', key))?.value;
    return typeof value === 'object' && value !== null ? structuredClone(value) : value;
  }

  keys(): string[] {
    return [...this.entries.keys()];
  }

  /** Resolves when it is kept. */
  async set(key: unknown, value: unknown): Promise<void> {
    const name = checkedKey('store.set', key);
    const json = asJson(value);
    if (!json.ok) throw new TypeError(`store.set: "${name}" would be ${json.problem}`);
    const bytes = bytesOf(name, json.value);
    const total = this.bytes - (this.entries.get(name)?.bytes ?? 0) + bytes;
    if (bytes > MAX_STORE_VALUE_BYTES) {
      throw new RangeError(`store.set: "${name}" has ${bytes} bytes, at most ${MAX_STORE_VALUE_BYTES} are kept`);
    }
    if (total > MAX_STORE_BYTES) {
      throw new RangeError(
        `store.set: with "${name}" the store has ${total} bytes, at most ${MAX_STORE_BYTES} are kept`,
      );
    }
    this.entries.set(name, { value: json.value, bytes });
    this.bytes = total;
    await this.calls.call('store.set', { key: name, value: json.value });
  }

  async delete(key: unknown): Promise<void> {
    const name = checkedKey('store.delete', key);
    const entry = this.entries.get(name);
    if (entry === undefined) return;
    this.entries.delete(name);
    this.bytes -= entry.bytes;
    await this.calls.call('store.delete', { key: name });
  }
}

function checkedKey(call: string, key: unknown): string {
  if (typeof key !== 'string') throw new TypeError(`${call} takes a key that is text`);
  if (key === '' || key.length > MAX_STORE_KEY_CHARACTERS) {
    throw new RangeError(`${call}: a key has 1 to ${MAX_STORE_KEY_CHARACTERS} characters`);
  }
  return key;
}

function bytesOf(key: string, value: Json): number {
  return Buffer.byteLength(JSON.stringify(key)) + Buffer.byteLength(JSON.stringify(value));
}
