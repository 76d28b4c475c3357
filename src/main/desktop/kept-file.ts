/** A small file of the app's own that is replaced whole, so that a kill never leaves half of it. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface KeptFile<T> {
  /** Null where there is none, or one that `parse` does not take. */
  read(): T | null;
  write(value: T): void;
}

/** Of something that the user was told would be kept. */
export interface ToldFile<T> extends KeptFile<T> {
  /** Why it was not written, or null. */
  tryWrite(value: T): string | null;
}

/** Losing what is in it is no failure worth a dialog: it is logged, and what is usual holds. */
export function keptFile<T>(file: string, parse: (text: string) => T | null): ToldFile<T> {
  const tryWrite = (value: T): string | null => writeWhole(file, JSON.stringify(value));
  return {
    tryWrite,
    read: () => {
      try {
        return parse(readFileSync(file, 'utf8'));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') console.error(`netloupe: ${String(error)}`);
        return null;
      }
    },
    write: (value) => {
      const why = tryWrite(value);
      if (why !== null) console.error(`netloupe: ${file} could not be written: ${why}`);
    },
  };
}

/** Why it was not written, or null. */
export function writeWhole(file: string, text: string): string | null {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, file);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** For `parse`: null for what is not JSON, or not what `accept` takes. */
export function parsedJson<T>(text: string, accept: (value: unknown) => T | null): T | null {
  try {
    return accept(JSON.parse(text));
  } catch {
    return null; // cut short, or edited by hand
  }
}
