/** Captures that were opened lately, the latest first, for the menu. */
import { z } from 'zod';
import { type KeptFile, parsedJson } from './kept-file.ts';

const MOST = 10;
const pathsSchema: z.ZodType<readonly string[]> = z.array(z.string().min(1).max(4096)).max(MOST);

export function parseRecentFiles(text: string): readonly string[] | null {
  return parsedJson(text, (value) => pathsSchema.safeParse(value).data ?? null);
}

export class RecentFiles {
  readonly #file: KeptFile<readonly string[]>;
  readonly #changed: () => void;
  #paths: readonly string[];

  constructor(file: KeptFile<readonly string[]>, changed: () => void) {
    this.#file = file;
    this.#changed = changed;
    this.#paths = file.read() ?? [];
  }

  get paths(): readonly string[] {
    return this.#paths;
  }

  note(path: string): void {
    this.#set([path, ...this.#paths.filter((other) => other !== path)].slice(0, MOST));
  }

  clear(): void {
    this.#set([]);
  }

  #set(paths: readonly string[]): void {
    this.#paths = paths;
    this.#file.write(paths);
    this.#changed();
  }
}
