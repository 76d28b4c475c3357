/** `netloupe query`: SQL over the history. Asks the Netloupe that has it open where one runs, else the file itself, which is only read. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { ByteText } from '#base/byte-text.ts';
import { meant } from '#base/nearest-text.ts';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { SqlResult } from '#contract/history/answers.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { READY_QUERIES, READY_QUERY_NAMES, type ReadyQueryName } from '#contract/history/ready-queries.ts';
import { HISTORY_TABLES } from '#contract/history/schema.ts';
import { textHeader, textRowWriter } from '../result-text.ts';
import { historyFolder } from '#main/host/history/history-folder.ts';
import { createQueryFile } from '#main/host/history/query-file.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { openHistoryToRead, type ReadHistory } from '../history-reader.ts';
import { stopSignal } from '../interrupts.ts';
import { findPackageRoot } from '../package-root.ts';
import { refuse } from '../refuse.ts';
import { note, outputWanted, print, printExact } from '../terminal.ts';
import { textTable } from '../text-table.ts';

export interface QueryOptions {
  readonly history?: string;
  readonly format: 'table' | 'csv' | 'json';
  readonly timeout: number;
  readonly limit: number;
  readonly saved?: string;
  readonly tables?: boolean;
}

const CHUNK_BYTES = 65_536;
/** Of a cell in a table; what is longer is cut, with an ellipsis. */
const WIDEST = 60;

export async function queryCommand(sql: string | undefined, options: QueryOptions): Promise<number> {
  if (options.tables === true) return await printTables(options.format);
  const text = await queryText(sql, options.saved);
  if (!text.ok) return refuse(text.failure);
  const folder = path.resolve(options.history ?? historyFolder(dataHome()));
  const missing = missingHistory(folder, options.history !== undefined);
  if (missing !== null) return refuse(missing);
  const { signal } = stopSignal();
  const opened = await openHistoryToRead(findPackageRoot(), folder);
  if (!opened.ok) return refuse(opened.failure);
  try {
    const question = { dataset: HISTORY_DATASET, text: text.value, limit: options.limit, timeoutMs: options.timeout };
    const answer = await opened.value.ask('sql', question, signal);
    if (!answer.ok) return await refuseQuery(opened.value, text.value, answer.failure, signal);
    await printResult(answer.value, options.format);
    if (answer.value.isCut) note(`netloupe: There are more rows; --limit ${options.limit} cut them off`);
    return EXIT_DONE;
  } finally {
    await opened.value.close();
  }
}

async function queryText(sql: string | undefined, saved: string | undefined): Promise<Result<string>> {
  if (sql !== undefined && saved !== undefined) return failure('usage', 'Give a question or --saved NAME, not both');
  if (saved !== undefined) return await savedText(saved);
  if (sql === undefined) {
    return failure('usage', 'There is no question', {
      remedy:
        'Give one, e.g. netloupe query "SELECT count(*) FROM sessions"; netloupe query --tables lists what there is',
    });
  }
  if (sql !== '-') return success(sql);
  if (process.stdin.isTTY) {
    return failure('usage', 'Standard input is a terminal', { remedy: 'Pipe the question into it' });
  }
  return success(await textOf(process.stdin));
}

/** By name, whatever the case of its letters; what the user saved goes before what ships. */
async function savedText(name: string): Promise<Result<string>> {
  const kept = await createQueryFile(dataHome()).read();
  const wanted = name.toLowerCase();
  const own = kept.ok ? kept.value : [];
  const found = own.find((query) => query.name.toLowerCase() === wanted);
  if (found !== undefined) return success(found.text);
  const ready = READY_QUERY_NAMES.find((known) => known === wanted);
  if (ready !== undefined) return success(READY_QUERIES[ready].text);
  if (!kept.ok) return kept;
  const names = [...own.map((query) => query.name), ...READY_QUERY_NAMES];
  return failure('not-found', `There is no saved query "${name}"${meant(name, names)}`, {
    remedy: `There are ${names.join(', ')}`,
  });
}

function missingHistory(folder: string, isGiven: boolean): Failure | null {
  if (existsSync(path.join(folder, 'history.duckdb'))) return null;
  const remedy = isGiven
    ? 'Name the folder that history.duckdb lies in'
    : 'Capture something in the app or with netloupe serve, or name another folder with --history';
  return failure('not-found', `There is no history in ${folder}`, { remedy }).failure;
}

/** With the line, and a mark below the place, where something is wrong with the text. */
async function refuseQuery(history: ReadHistory, text: string, reason: Failure, signal: AbortSignal): Promise<number> {
  const status = refuse(reason);
  if (reason.code !== 'invalid') return status;
  const checked = await history.ask('sql.check', { dataset: HISTORY_DATASET, text }, signal);
  const at = checked.ok ? (checked.value?.at ?? null) : null;
  if (at === null) return status;
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(begin, text.indexOf('\n', at) === -1 ? undefined : text.indexOf('\n', at));
  note(`  ${line.replaceAll('\t', ' ')}\n  ${' '.repeat(at - begin)}^`);
  return status;
}

async function printResult(result: SqlResult, format: QueryOptions['format']): Promise<void> {
  if (format === 'table') {
    await print(tableText(result));
    return;
  }
  const writeRow = textRowWriter(result.columns, format === 'csv' ? 'csv' : 'jsonl');
  const out = new ByteText();
  out.utf8(textHeader(result.columns, format === 'csv' ? 'csv' : 'jsonl'));
  for (const row of result.rows) {
    if (!outputWanted()) return;
    writeRow(row, out);
    if (out.length < CHUNK_BYTES) continue;
    await printExact(out.toString());
    out.clear();
  }
  await printExact(out.toString());
}

function tableText({ columns, rows }: SqlResult): string {
  const cells = rows.map((row) => row.map((cell) => shortened(cell === null ? '' : String(cell))));
  const right = columns.flatMap(({ kind }, at) => (kind === 'number' ? [at] : []));
  return textTable([columns.map(({ name }) => name), ...cells], right);
}

/** On one line, and without what a terminal would obey. */
function shortened(cell: string): string {
  const plain = cell.replaceAll(/\p{Cc}/gu, '·');
  return plain.length > WIDEST ? `${plain.slice(0, WIDEST - 1)}…` : plain;
}

async function printTables(format: QueryOptions['format']): Promise<number> {
  const columns = Object.entries(HISTORY_TABLES).flatMap(([table, list]) =>
    list.map(({ name, type, meaning }) => ({ table, name, type, meaning })),
  );
  if (format === 'json') {
    await printExact(columns.map((column) => `${JSON.stringify(column)}\n`).join(''));
    return EXIT_DONE;
  }
  const rows = columns.map(({ table, name, type, meaning }) => [table, name, type, meaning]);
  await print(textTable([['TABLE', 'COLUMN', 'TYPE', ''], ...rows]));
  const ready = READY_QUERY_NAMES.map((name: ReadyQueryName) => [name, READY_QUERIES[name].asks]);
  await print(`\n${textTable([['--saved', ''], ...ready])}`);
  return EXIT_DONE;
}
