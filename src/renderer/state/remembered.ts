/** Small choices that outlive the window. Storage may be denied or full: then they are forgotten, and nothing breaks. */

const PREFIX = 'netloupe:';

/** Under which key `name` lies in the storage. */
export function storageKey(name: string): string {
  return PREFIX + name;
}

export function recall<T>(name: string, accept: (value: unknown) => value is T): T | null {
  try {
    const text = globalThis.localStorage.getItem(PREFIX + name);
    if (text === null) return null;
    const value: unknown = JSON.parse(text);
    return accept(value) ? value : null;
  } catch {
    // Denied, or not ours: as if nothing had been remembered.
    return null;
  }
}

export function remember(name: string, value: unknown): void {
  try {
    globalThis.localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Denied or full: the choice holds until the window closes.
  }
}

/** Removes everything but `kept`; answers what puts it back. */
export function takeRemembered(kept: readonly string[]): () => void {
  const taken: (readonly [string, string])[] = [];
  try {
    const storage = globalThis.localStorage;
    const names = Array.from({ length: storage.length }, (_name, at) => storage.key(at) ?? '');
    for (const name of names) {
      const value = storage.getItem(name);
      if (value === null || !name.startsWith(PREFIX) || kept.includes(name.slice(PREFIX.length))) continue;
      taken.push([name, value]);
      storage.removeItem(name);
    }
  } catch {
    // Denied: then nothing is remembered.
  }
  return () => {
    try {
      for (const [name, value] of taken) globalThis.localStorage.setItem(name, value);
    } catch {
      // Denied or full.
    }
  };
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isNumberRecord(value: unknown): value is Readonly<Record<string, number>> {
  return typeof value === 'object' && value !== null && Object.values(value).every(isNumber);
}
