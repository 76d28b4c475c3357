/** What a plugin said in a test: written as it comes, and held against what was expected. */
import { readFile } from 'node:fs/promises';
import { failure, success, type Result } from '#base/result.ts';
import { formatCount } from '#base/units-format.ts';
import type { PluginTrial } from '#contract/plugins/status.ts';
import { createAtomicFile } from '#main/host/files/atomic-file.ts';
import { isErrno } from '#main/host/files/write-errors.ts';
import { EXIT_DONE, EXIT_OTHER } from '../exit-codes.ts';
import { refuse } from '../refuse.ts';
import { note, printExact } from '../terminal.ts';
import { createPluginPrinter } from './plugin-printer.ts';
import { unifiedDiff } from './unified-diff.ts';

export type TestOutput = Pick<PluginTrial, 'id' | 'output' | 'output_cut'>;

export interface CompareOptions {
  /** Write what came out to the expectation. */
  readonly update: boolean;
  /** The expectation was named, so that it must be there. */
  readonly named: boolean;
}

/** Lines as they come, in pieces of a turn each. */
export function linePrinter(): { readonly take: (line: string) => void; end(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  const printer = createPluginPrinter({
    named: false,
    out: (text) => {
      last = printExact(text);
    },
    error: () => undefined,
    later: (callback) => setImmediate(callback),
  });
  return {
    take: (text) => printer.take({ kind: 'line', plugin: '', line: { number: 0, time_ms: 0, level: 'print', text } }),
    end: () => {
      printer.flush();
      return last;
    },
  };
}

/** The status to exit with. */
export async function compareOutput(tested: TestOutput, file: string, options: CompareOptions): Promise<number> {
  const text = tested.output.map((line) => `${line}\n`).join('');
  if (tested.output_cut) note(`  only the first ${formatCount(tested.output.length)} lines are compared`);
  if (options.update) return update(file, text);
  const expected = await readExpected(file);
  if (!expected.ok) {
    // A plugin need not expect anything; a file that was named must be there.
    return !options.named && expected.failure.code === 'not-found' ? EXIT_DONE : refuse(expected.failure);
  }
  const diff = unifiedDiff(linesOf(expected.value), linesOf(text), { before: file, after: 'what came out' });
  if (diff === '') {
    note(`  as ${file} expects`);
    return EXIT_DONE;
  }
  process.stderr.write(diff);
  note(`netloupe: ${tested.id} says something else than ${file} expects\n  If that is right: --update`);
  return EXIT_OTHER;
}

async function update(file: string, text: string): Promise<number> {
  const created = await createAtomicFile(file);
  if (!created.ok) return refuse(created.failure);
  await created.value.write(text);
  const committed = await created.value.commit();
  if (!committed.ok) return refuse(committed.failure);
  note(`  expected from now on: ${file}`);
  return EXIT_DONE;
}

/** Lines may end as the system likes. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

async function readExpected(file: string): Promise<Result<string>> {
  try {
    return success(await readFile(file, 'utf8'));
  } catch (error) {
    if (!isErrno(error)) throw error;
    return error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? failure('not-found', `There is no file ${file}`, { remedy: 'Check --expect, or write it with --update' })
      : failure('unreadable', `Cannot read ${file}: ${error.message}`, { remedy: 'Check --expect' });
  }
}
