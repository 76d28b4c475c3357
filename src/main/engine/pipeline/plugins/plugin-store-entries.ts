/**
 * One plugin's key-value store: the copy that counts, written to disk as a whole. A change is answered when a write that
 * has it is done; changes that come while one is under way share the next.
 */
import { failure, success, type Result } from '#base/result.ts';
import { MAX_STORE_BYTES, MAX_STORE_KEY_CHARACTERS, MAX_STORE_VALUE_BYTES } from '#contract/plugins/process-limits.ts';
import type { Json } from '#contract/plugins/process.ts';

export class PluginStoreEntries {
  private readonly save: (entries: Readonly<Record<string, Json>>) => Promise<Result<null>>;
  private readonly entries: Map<string, Json>;
  private readonly sizes = new Map<string, number>();
  private bytes = 0;
  private writing: Promise<Result<null>> | null = null;
  private next: Promise<Result<null>> | null = null;

  constructor(
    initial: Readonly<Record<string, Json>>,
    save: (entries: Readonly<Record<string, Json>>) => Promise<Result<null>>,
  ) {
    this.save = save;
    this.entries = new Map(Object.entries(initial));
    for (const [key, value] of this.entries) this.account(key, sizeOf(key, value));
  }

  snapshot(): Readonly<Record<string, Json>> {
    return Object.fromEntries(this.entries);
  }

  /** Failures are the plugin's to read: no remedy needed. */
  set(key: string, value: Json): Promise<Result<null>> {
    if (key === '' || key.length > MAX_STORE_KEY_CHARACTERS) {
      return Promise.resolve(failure('invalid', `a key has 1 to ${MAX_STORE_KEY_CHARACTERS} characters`));
    }
    const size = sizeOf(key, value);
    if (size > MAX_STORE_VALUE_BYTES) {
      return Promise.resolve(failure('no-space', `"${key}" is larger than ${MAX_STORE_VALUE_BYTES} bytes`));
    }
    if (this.bytes - (this.sizes.get(key) ?? 0) + size > MAX_STORE_BYTES) {
      return Promise.resolve(failure('no-space', `the store is full: ${MAX_STORE_BYTES} bytes`));
    }
    this.entries.set(key, value);
    this.account(key, size);
    return this.write();
  }

  delete(key: string): Promise<Result<null>> {
    if (!this.entries.delete(key)) return Promise.resolve(success(null));
    this.account(key, 0);
    return this.write();
  }

  /** Resolves when everything set until now is written. */
  async flush(): Promise<void> {
    await (this.next ?? this.writing);
  }

  private account(key: string, size: number): void {
    this.bytes += size - (this.sizes.get(key) ?? 0);
    if (size === 0) this.sizes.delete(key);
    else this.sizes.set(key, size);
  }

  private write(): Promise<Result<null>> {
    if (this.writing === null) {
      this.writing = this.save(this.snapshot()).finally(() => {
        this.writing = null;
      });
      return this.writing;
    }
    this.next ??= this.writing.then(() => {
      this.next = null;
      return this.write();
    });
    return this.next;
  }
}

/** As JSON in UTF-8, without counting the marks between entries. */
function sizeOf(key: string, value: Json): number {
  return new TextEncoder().encode(JSON.stringify(key) + JSON.stringify(value)).length;
}
