/**
 * Whatever a person reads in the view is among the words (src/renderer/display/words), in every language: what is written between
 * tags, in attributes that are read, and in anything that looks like a sentence elsewhere is found here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseSync } from 'vite';

const RENDERER = path.resolve(import.meta.dirname, '../src/renderer');
/** Holds the words themselves. */
const WORDS = path.join(RENDERER, 'display');
/** Attributes and properties whose value is read or spoken. */
const READ =
  /^(?:title|label|description|placeholder|hint|alt|message|header|heading|legend|caption|summary|aria-(?:label|description|valuetext|roledescription|placeholder))$/i;
/** Names, units and samples of what a machine reads: the same in every language. */
const SAME_EVERYWHERE: ReadonlySet<string> = new Set([
  'Netloupe',
  'JSON Lines',
  'Lua 5.4',
  'API',
  'AS',
  '(TTL',
  'Authorization: Bearer',
  'port 53 or host 192.0.2.7',
]);
/** Named and told in English, as the engine says it: fields of packets, failures, mistakes in files. */
const SAID_BY_ENGINE: ReadonlySet<string> = new Set([
  'Source port',
  'Destination port',
  'Network identifier',
  'Server name',
  'is an unknown key',
  'Open the file where it is instead: netloupe serve --read FILE',
  'Install the file where it is instead: netloupe plugin install FILE',
]);
/** Two words with a space between them, of which the first begins a sentence. */
const SENTENCE = /^\p{Lu}\p{L}*[ ,]+[\p{L}\d]/u;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Literal texts that an expression comes to, whichever way its conditions go; what functions answer is not among them. */
function textsOf(node: unknown): readonly { readonly text: string; readonly at: number }[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [{ text: node['value'], at: node.start }] : [];
    case 'JSXText':
      return [{ text: String(node['value']), at: node.start }];
    case 'TemplateLiteral': {
      const quasis = node['quasis'] as readonly (Node & { readonly value: { readonly cooked: string } })[];
      return [
        ...quasis.map(({ value, start }) => ({ text: value.cooked, at: start })),
        ...(node['expressions'] as readonly unknown[]).flatMap(textsOf),
      ];
    }
    case 'JSXExpressionContainer':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return textsOf(node['expression']);
    case 'ConditionalExpression':
      return [...textsOf(node['consequent']), ...textsOf(node['alternate'])];
    case 'LogicalExpression':
      return [...(node['operator'] === '&&' ? [] : textsOf(node['left'])), ...textsOf(node['right'])];
    case 'BinaryExpression':
      return node['operator'] === '+' ? [...textsOf(node['left']), ...textsOf(node['right'])] : [];
    default:
      return [];
  }
}

function isRead(name: unknown): boolean {
  return isNode(name) && READ.test(String(name['name'] ?? name['value']));
}

/** Of the page's own making, in the engine's language. */
function isFailure({ type, callee }: Node): boolean {
  return type === 'CallExpression' && isNode(callee) && callee['name'] === 'failure';
}

/** What must be among the words, with where it is. */
function escaped(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source);
  expect(errors, file).toEqual([]);
  const found = new Map<number, string>();
  const note = (node: unknown): void => {
    for (const { text, at } of textsOf(node)) {
      const said = text.trim();
      if (/\p{L}{2}/u.test(said)) found.set(at, said);
    }
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(walk);
      return;
    }
    if (!isNode(value)) return;
    if (value.type === 'JSXElement' || value.type === 'JSXFragment') (value['children'] as unknown[]).forEach(note);
    if (value.type === 'JSXAttribute' && isRead(value['name'])) note(value['value']);
    if (value.type === 'Property' && isRead(value['key'])) note(value['value']);
    if (value.type === 'Literal' && SENTENCE.test(String(value['value']))) note(value);
    if (value.type === 'TemplateLiteral') {
      for (const { text, at } of textsOf(value)) if (SENTENCE.test(text)) found.set(at, text);
    }
    if (value.type === 'AssignmentPattern') {
      for (const { text, at } of textsOf(value['right'])) if (/^\p{Lu}/u.test(text)) found.set(at, text);
    }
    if (value.type === 'ThrowStatement' || isFailure(value)) return;
    Object.values(value).forEach(walk);
  };
  walk(program);
  return [...found]
    .filter(([, text]) => !SAME_EVERYWHERE.has(text.trim()) && !SAID_BY_ENGINE.has(text.trim()))
    .map(([at, text]) => `${file}:${source.slice(0, at).split('\n').length}: ${text}`);
}

const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter(
  (file) =>
    /\.tsx?$/.test(file) && !/\.test\.tsx?$|-fixtures\.ts$/.test(file) && !path.join(RENDERER, file).startsWith(WORDS),
);

it('finds what is written into the view itself', () => {
  const source = `
    const a = <p title={open ? 'Shut it' : say.open}>Hello {count > 0 && 'you'} · {name}</p>;
    const b = <Tooltip label={\`over \${name}\`} className="not read" data-testid="nor this" />;
    notify({ title: 'Done', color: 'red' });
    function d({ name = 'In' }) { return failure('gone', 'The engine is gone'); }
    const c = failed ? 'It went wrong' : say.fine;`;
  expect(escaped('sample.tsx', source).map((line) => line.replace(/^.*?: /, ''))).toEqual([
    'Hello',
    'you',
    'Shut it',
    'over',
    'Done',
    'In',
    'It went wrong',
  ]);
});

it('has every text of the view among the words', () => {
  expect(files.length).toBeGreaterThan(150);
  expect(files.flatMap((file) => escaped(file, readFileSync(path.join(RENDERER, file), 'utf8')))).toEqual([]);
});
