/** Mistakes in a pipeline's file: what is wrong, where in the file, and in which line where that is known. */
import { z } from 'zod';
import { nearestText } from '#base/nearest-text.ts';
import { describeProblem } from '../schema-words.ts';

export type MistakePath = readonly (string | number)[];

export interface Mistake {
  readonly path: MistakePath;
  readonly message: string;
}

/** A mistake with its place in the text. */
export interface PlacedMistake {
  /** `stages[2].where`; '' where it is about the whole file. */
  readonly path: string;
  readonly message: string;
  /** From 1; null where not known. */
  readonly line: number | null;
  readonly column: number | null;
}

export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export function pathText(path: MistakePath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** `FILE:3:5: stages[2].where: is wrong` */
export function mistakeText(file: string, { path, message, line, column }: PlacedMistake): string {
  const place = line === null ? file : `${file}:${line}${column === null ? '' : `:${column}`}`;
  return `${place}: ${path === '' ? '' : `${path}: `}${message}`;
}

export function placeMistake(mistake: Mistake, locate: (path: MistakePath) => TextPlace | null): PlacedMistake {
  const place = locate(mistake.path);
  const { message } = mistake;
  return { path: pathText(mistake.path), message, line: place?.line ?? null, column: place?.column ?? null };
}

/** What zod found wrong with the value at `base`; `schema` knows which keys there are. */
export function mistakesOf(error: z.ZodError, base: MistakePath, schema: z.ZodType): Mistake[] {
  return error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    if (issue.code !== 'unrecognized_keys') return [{ path, message: describeProblem(issue.message) }];
    const known = issue.path.length === 0 ? keysOf(schema) : [];
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownText('key', key, known) }));
  });
}

/** Of an object's schema, whatever is done with the object afterwards. */
function keysOf(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodPipe) return keysOf(schema.in as z.ZodType);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** `unknown stage "filtr": did you mean "filter"?` */
export function unknownText(what: string, name: string, known: readonly string[]): string {
  const near = nearestText(name, known);
  if (near !== null) return `unknown ${what} "${name}": did you mean "${near}"?`;
  return known.length === 0 ? `unknown ${what} "${name}"` : `unknown ${what} "${name}"; known: ${known.join(', ')}`;
}
