/** A pipeline's file as text, without reading it as a whole: its name, where a mistake stands, which lines have one. Pure. */
import type { PlacedMistake } from '#contract/pipelines/mistakes.ts';

/**
 * The name that the file gives itself; null where there is none to be seen. Only a guess before the engine has read it: of YAML
 * the key at the start of a line, of JSON that of the outermost object.
 */
export function nameInText(text: string): string | null {
  if (/^\s*\{/.test(text)) {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && 'name' in value) {
        return typeof value.name === 'string' ? value.name : null;
      }
      return null;
    } catch {
      // Being written: the first key of that name is nearly always the outermost.
      return /"name"\s*:\s*"([^"\\]*)"/.exec(text)?.[1] ?? null;
    }
  }
  const match = /^name[ \t]*:[ \t]+(?:"([^"\\\n]*)"|'([^'\n]*)'|([^\s#"'][^\n#]*))/m.exec(text);
  return (match?.[1] ?? match?.[2] ?? match?.[3])?.trim() ?? null;
}

/** Position in `text` of a line and column from 1; the nearest there is where the text is shorter. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + column - 1, end < 0 ? text.length : end);
}

/** Mistakes in the order of the text, those without a place first. */
export function inTextOrder(mistakes: readonly PlacedMistake[]): PlacedMistake[] {
  return mistakes.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** `3:5`, `3`, or nothing. */
export function placeText({ line, column }: Pick<PlacedMistake, 'line' | 'column'>): string {
  if (line === null) return '';
  return column === null ? String(line) : `${line}:${column}`;
}

/** The text with another name; as it is where it has none to be seen. */
export function renamed(text: string, name: string): string {
  const own = nameInText(text);
  if (own === null) return text;
  const pattern = /^\s*\{/.test(text)
    ? new RegExp(`("name"\\s*:\\s*)"${escaped(own)}"`)
    : new RegExp(`^(name[ \\t]*:[ \\t]+)["']?${escaped(own)}["']?`, 'm');
  return text.replace(pattern, (_, key: string) => `${key}${/^\s*\{/.test(text) ? JSON.stringify(name) : name}`);
}

/** `watch`, or `watch-2` where there is one already. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  let number = 2;
  while (taken.includes(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/** Small, and does something useful as it is. */
export const FIRST_PIPELINE = `name: sessions-to-file
description: Every session as a line of JSON
stages:
  - stage: sessions
    out: sessions

  # Words, or fields with values. Here: without what a machine says to itself.
  - stage: filter
    where: not ip = 127.0.0.1
    in: sessions
    out: wanted

  - stage: export
    in: wanted
    sink: file
    path: sessions.jsonl
`;
