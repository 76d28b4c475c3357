/** The text of a pipeline's file, YAML or JSON (which YAML reads), as a value whose parts know their place in it. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { MistakePath, PlacedMistake, TextPlace } from '#contract/pipelines/mistakes.ts';

export interface PipelineText {
  readonly value: unknown;
  /** Why it is neither YAML nor JSON; empty: it is. */
  readonly mistakes: readonly PlacedMistake[];
  /** Of the value at this path, of its key where that is not known, or of the nearest part around it. */
  locate(path: MistakePath): TextPlace | null;
}

const MOST_CHARACTERS = 1 << 20;

export function readPipelineText(text: string): PipelineText {
  if (text.length > MOST_CHARACTERS) return unreadable('is too large to be a pipeline', null);
  const lines = new LineCounter();
  const placeOf = (offset: number): TextPlace => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  let document: Document;
  let value: unknown;
  try {
    // What is odd but valid becomes a wrong key later: no warnings of the library's own.
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    const [problem] = document.errors;
    if (problem !== undefined) {
      return unreadable(`is neither YAML nor JSON: ${problem.message.split('\n')[0]!}`, placeOf(problem.pos[0]));
    }
    value = document.toJS();
  } catch (error) {
    // Nested too deep, or aliases that expand without end.
    return unreadable(`is not readable as YAML: ${error instanceof Error ? error.message : String(error)}`, null);
  }
  return {
    value,
    mistakes: [],
    locate: (path) => {
      const offset = offsetOf(document.contents as Node | null, path);
      return offset === null ? null : placeOf(offset);
    },
  };
}

function unreadable(message: string, place: TextPlace | null): PipelineText {
  const mistake = {
    path: '',
    message: `the file ${message}`,
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
  return { value: null, mistakes: [mistake], locate: () => null };
}

function offsetOf(root: Node | null, path: MistakePath): number | null {
  let node = root;
  let offset = node?.range?.[0] ?? null;
  for (const part of path) {
    let next: Node | null = null;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      next = pair.value as Node | null;
      offset = (pair.key as Node).range?.[0] ?? offset;
    } else if (isSeq(node) && typeof part === 'number') {
      next = (node.items[part] as Node | undefined) ?? null;
      offset = next?.range?.[0] ?? offset;
    } else return offset;
    node = next;
  }
  return offset;
}
