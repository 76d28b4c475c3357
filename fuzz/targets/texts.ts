/** What people write: settings, filters, globs; and what is written for them: CSV. */
import { ByteText } from '#base/byte-text.ts';
import { parseDocument } from 'yaml';
import { DEFAULT_SETTINGS, parseSettings } from '#contract/settings.ts';
import { compileFlowFilter } from '#main/engine/flows/flow-filter.ts';
import { compileGlobs } from '#main/engine/flows/glob.ts';
import { CSV_LINE_END, csvText, writeCsvText } from '#base/csv.ts';
import { addressField, textField } from '#main/engine/filter/search-fields.ts';
import { compileRowFilter } from '#main/engine/filter/row-filter.ts';
import { wantedRows, type Asked } from '#main/engine/store/wanted-rows.ts';
import { parseCsv } from '../rows.ts';
import { check, type Target } from '../target.ts';

const LONGEST = 2048;
const decoder = new TextDecoder();
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const settingsTexts = [
  JSON.stringify(DEFAULT_SETTINGS),
  'filter:\n  source: [10.0.0.0/8, "2001:db8::/32"]\n  strict: true\n  protocol: [tcp, 17]\n  port: [80, 443]\n',
  'filter: {payload: {dns: {enabled: true, ports: [53], match: ["*.org"]}, tls: {ports: any}}, only_matching: true}',
  'timeouts: {udp: 7, close_linger: 0.5}\nmax_sessions: 10\nlogs: {emit: all}\n',
  'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n',
  'capture: {snaplen: 96, promiscuous: false, buffer_bytes: 1048576}\n',
];

const settingsTarget: Target = {
  name: 'settings',
  longest: LONGEST,
  seeds: () => settingsTexts.map(encode),
  run: (input) => {
    const document = parseDocument(decoder.decode(input));
    let value: unknown;
    try {
      value = document.errors.length > 0 ? null : document.toJS();
    } catch (error) {
      // Aliases that expand without end: refused by the YAML reader, as the settings file's reader says.
      if (!(error instanceof ReferenceError)) throw error;
      value = null;
    }
    const parsed = parseSettings(value);
    if (!parsed.ok) {
      const { code, message } = parsed.failure;
      check(code === 'invalid' && message.length > 0, 'what is refused is said');
      return { kind: message.replaceAll(/"[^"]*"/g, '').slice(0, 60), result: message };
    }
    const again = parseSettings(structuredClone(parsed.value));
    check(
      again.ok && JSON.stringify(again.value) === JSON.stringify(parsed.value),
      'what is accepted is accepted again',
    );
    const filter = compileFlowFilter(parsed.value.filter);
    if (!filter.ok) return { kind: filter.failure.message.slice(0, 40), result: filter.failure.message };
    const verdicts = [0, 7, 0xffff_ffff].map((word) =>
      filter.value.accepts(new Uint32Array(8).fill(word), 0, word !== 7, 6, word & 0xffff),
    );
    return { kind: verdicts.join(' '), result: JSON.stringify([parsed.value, verdicts]) };
  },
};

/** The definition, letter by letter; quadratic, and plain enough to be believed. */
function globMatches(pattern: string, text: string): boolean {
  let reachable = [true, ...Array<boolean>(text.length).fill(false)];
  for (const letter of pattern.toLowerCase().split('')) {
    const next = Array<boolean>(text.length + 1).fill(false);
    for (let at = 0; at <= text.length; at++) {
      if (letter === '*') next[at] = reachable[at]! || (at > 0 && next[at - 1]!);
      else next[at] = at > 0 && reachable[at - 1]! && (letter === '?' || letter === text[at - 1]);
    }
    reachable = next;
  }
  return reachable[text.length]!;
}

const globTarget: Target = {
  name: 'glob',
  longest: 200,
  seeds: () =>
    ['*.example.org\0www.Example.org', 'a?c*d\0abcxd', '*a*a*a*a*a*b\0aaaaaaaaaaaaaaaaaaaa', '**\0', '?\0.'].map(
      encode,
    ),
  run: (input) => {
    const [pattern = '', text = ''] = decoder.decode(input).split('\0');
    const found = compileGlobs([pattern])(text);
    check(found === globMatches(pattern, text.toLowerCase()), `${pattern} and ${text}: ${found}`);
    return { kind: `${found} ${pattern.split('*').length}`, result: String(found) };
  },
};

/** An address of every row, so that words are read as parts of one. */
const unspecified = addressField<string>({
  words: () => new Uint32Array(4),
  at: () => 0,
  ipv6: (row) => row.length > 20,
});

const rows: Asked<string> = {
  fields: {
    searched: [textField<string>((row) => row), unspecified],
    field: (key) => (key === 'query' ? { kind: 'shared', text: (row) => row } : null),
  },
  within: () => () => true,
};

const rowFilterTarget: Target = {
  name: 'row-filter',
  longest: 400,
  seeds: () =>
    [
      'dns -tcp "two words"\0dns udp two words',
      '-""\0x',
      '"open\0open end',
      '- -- -a\0b',
      'query ~ a or (bytes > 1kB)\0ab',
    ].map(encode),
  run: (input) => {
    const [query = '', text = ''] = decoder.decode(input).split('\0');
    const filter = compileRowFilter(query);
    const found = wantedRows(filter, null, rows)?.(text) ?? true;
    const { mistake } = filter;
    check(mistake === null || !found, 'no row passes a filter with a mistake');
    check(
      mistake === null || (mistake.at >= 0 && mistake.at + mistake.length <= query.length),
      'a mistake has a place',
    );
    const none = compileRowFilter(`(${query}) -x`);
    check(wantedRows(none, null, rows)?.('x') !== true, 'a word that is excluded excludes');
    return { kind: `${found} ${mistake === null} ${query.split('"').length}`, result: String(found) };
  },
};

const csvTarget: Target = {
  name: 'csv-text',
  longest: 400,
  seeds: () => ['=1+1', 'a,b\r\n"c"', '"', '\ttab', '-5', '@x', 'plain', 'line\nline', '\u{1f600}'].map(encode),
  run: (input) => {
    const text = decoder.decode(input);
    const [row] = parseCsv(`${csvText(text)},${csvText(text)}${CSV_LINE_END}`);
    const bytes = new ByteText();
    writeCsvText(bytes, text);
    check(bytes.toString() === csvText(text), 'bytes and text are the same');
    check(row?.length === 2 && row[0] === row[1], 'a text is one cell');
    check(row[0] === text || row[0] === `'${text}`, `the cell says what the text said: ${row[0]}`);
    check(!/^[=+\-@\t\r]/.test(row[0]), 'no cell is a formula');
    return { kind: `${row[0] === text} ${csvText(text) === text}`, result: row[0] };
  },
};

export const textTargets: readonly Target[] = [settingsTarget, globTarget, rowFilterTarget, csvTarget];
