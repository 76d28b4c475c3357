/** `output` of a rule: text with `%field` for what the record has there, `%%` for a percent sign. */
import { meant } from '#base/nearest-text.ts';
import { visibleText } from '#base/visible-text.ts';
import { FIELD_NAMES, fieldNamed, type Field } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { DERIVATIONS } from '#main/engine/filter/derived-fields.ts';
import type { Place, RuleReport } from './mistakes.ts';

export type Message = (record: PipelineRecord) => string;

const MAX_MESSAGE = 1000;
const MISSING = '-';

export function compileOutput(
  source: { readonly text: string; place(offset: number): Place },
  report: RuleReport,
): Message {
  const parts: ((record: PipelineRecord) => string)[] = [];
  const text = source.text.trim();
  const indent = source.text.indexOf(text);
  let after = 0;
  for (const match of text.matchAll(/%(?:%|([A-Za-z_]\w*(?:\.\w+)*))/g)) {
    parts.push(constant(text.slice(after, match.index)));
    after = match.index + match[0].length;
    const name = match[1];
    const field = name === undefined ? undefined : fieldNamed(name);
    if (name === undefined) parts.push(constant('%'));
    else if (field !== undefined) parts.push(valueText(field));
    else report.mistake(source.place(indent + match.index), `there is no field \`${name}\`${meant(name, FIELD_NAMES)}`);
  }
  parts.push(constant(text.slice(after)));
  return (record) => {
    const message = parts.map((part) => part(record)).join('');
    return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
  };
}

function constant(text: string): () => string {
  // Folded text of a file keeps its line breaks to itself.
  const line = text.replace(/\s+/g, ' ');
  return () => line;
}

function valueText({ keys, derived }: Field): (record: PipelineRecord) => string {
  if (derived !== undefined) return (record) => plainText(DERIVATIONS[derived](record));
  return (record) => keys.map((key) => plainText(record[key])).join(', ');
}

/** Names come from the wire: what could not be seen is written out. */
function plainText(value: Json | undefined): string {
  if (value === null || value === undefined) return MISSING;
  if (Array.isArray(value)) return value.length === 0 ? MISSING : value.map(plainText).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value !== 'string') return String(value);
  return visibleText(value);
}
