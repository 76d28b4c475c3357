/** YAML nodes as rules need them: with the place in the file of everything, down to each character of a text. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { ConditionSource } from './condition-parser.ts';
import type { Place, RuleReport } from './mistakes.ts';

/** One file of rules is never larger; keeps a wrong path from filling memory. */
const MAX_TEXT = 4 * 1024 * 1024;

export interface YamlEntry {
  readonly key: string;
  readonly place: Place;
  readonly value: Node | null;
}

type ParsedDocument = Extract<ReturnType<typeof parseAllDocuments>, readonly unknown[]>[number];

/** A file while it is read. */
export class YamlFile {
  private readonly file: string;
  private readonly text: string;
  private readonly lines = new LineCounter();
  private readonly report: RuleReport;

  constructor(file: string, text: string, report: RuleReport) {
    this.file = file;
    this.text = text.length > MAX_TEXT ? '' : text;
    this.report = report;
    if (text.length > MAX_TEXT) report.mistake(this.place(0), `the file is larger than ${MAX_TEXT} characters`);
  }

  /** The maps in the file: items of lists at its top, of all its documents. What is none is reported. */
  items(): YAMLMap[] {
    const items: YAMLMap[] = [];
    for (const document of this.documents()) {
      for (const error of document.errors) this.report.mistake(this.place(error.pos[0]), yamlWords(error.message));
      const { contents } = document;
      if (document.errors.length > 0 || contents === null || (isScalar(contents) && contents.value === null)) continue;
      if (!isSeq(contents)) {
        this.report.mistake(
          this.placeOf(contents),
          'expected a list of rules, macros and lists, each beginning with `-`',
        );
        continue;
      }
      for (const item of contents.items as Node[]) {
        if (isMap(item)) items.push(item);
        else this.report.mistake(this.placeOf(item), 'expected an item such as `rule: NAME` with what belongs to it');
      }
    }
    return items;
  }

  private documents(): readonly ParsedDocument[] {
    try {
      const options = { lineCounter: this.lines, prettyErrors: false, uniqueKeys: true };
      const documents = parseAllDocuments(this.text, options);
      return Array.isArray(documents) ? documents : [];
    } catch (error) {
      // The reader of YAML calls itself for what is nested.
      if (!(error instanceof RangeError)) throw error;
      this.report.mistake(this.place(0), 'not readable as YAML: nested too deep');
      return [];
    }
  }

  entries(map: YAMLMap): YamlEntry[] {
    return map.items.flatMap(({ key, value }) => {
      const node = key as Node;
      if (isScalar(node)) return [{ key: scalarText(node), place: this.placeOf(node), value: value as Node | null }];
      this.report.mistake(this.placeOf(node), 'expected a key that is a word');
      return [];
    });
  }

  placeOf(node: Node | null): Place {
    return this.place(node?.range?.[0] ?? 0);
  }

  /** The text of a scalar as it was written: `80` and `yes` are texts, too. Null: reported. */
  scalar(node: Node | null, what: string, fallback: Place): string | null {
    if (isScalar(node) && node.value !== null) return scalarText(node);
    this.report.mistake(node === null ? fallback : this.placeOf(node), `expected ${what}${aliasWords(node)}`);
    return null;
  }

  /** The items of a sequence; a single scalar is a sequence of one. Null: reported. */
  sequence(node: Node | null, what: string, fallback: Place): Scalar[] | null {
    if (isScalar(node) && node.value !== null) return [node];
    if (!isSeq(node)) {
      this.report.mistake(node === null ? fallback : this.placeOf(node), `expected ${what}${aliasWords(node)}`);
      return null;
    }
    const items: Scalar[] = [];
    for (const item of node.items as (Node | null)[]) {
      if (isScalar(item) && item.value !== null) items.push(item);
      // Brackets within brackets, as SysFlow's files have them, mean nothing of their own.
      else if (isSeq(item)) items.push(...(this.sequence(item, what, fallback) ?? []));
      else this.report.mistake(this.placeOf(item), `expected ${what}${aliasWords(item)}`);
    }
    return items;
  }

  /** A scalar as the text of a condition, whose characters know their places. */
  source(node: Scalar): ConditionSource {
    const text = scalarText(node);
    const offsets = alignedOffsets(this.text, node, text);
    return { text, place: (offset) => this.place(offsets[Math.min(offset, text.length)]!) };
  }

  place(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

export function scalarText(node: Scalar): string {
  if (typeof node.value === 'string') return node.value;
  return node.source ?? String(node.value);
}

function aliasWords(node: Node | null): string {
  return isAlias(node) ? '; references to anchors are not followed in rules' : '';
}

/** What the reader of YAML says begins with a capital and may go on about its own working. */
function yamlWords(message: string): string {
  const [line = message] = message.split('\n', 1);
  return `not readable as YAML: ${line}`;
}

/**
 * Where each character of a scalar's value stands in the file. Values differ from what is written by folded line breaks,
 * indentation and escapes only, so the two are walked side by side; after a character that is written in some other way, the
 * places around it are exact again.
 */
function alignedOffsets(file: string, node: Scalar, value: string): Int32Array {
  const [start, end] = node.range ?? [0, 0];
  const offsets = new Int32Array(value.length + 1);
  const isBlock = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
  let at = isBlock ? file.indexOf('\n', start) + 1 : start;
  for (let index = 0; index < value.length; index++) {
    const character = value[index]!;
    if (!/\s/.test(character)) {
      const found = file.indexOf(character, at);
      if (found >= 0 && found < end) at = found;
    }
    offsets[index] = Math.min(at, end);
    if (at < end) at++;
  }
  offsets[value.length] = Math.min(at, end);
  return offsets;
}
