/** What goes wrong with files that are written, as failures. Of their paths, the engine knows how the user calls them. */
import { failure, type Failure } from '#base/result.ts';
import { problemOf } from '../database/problems.ts';

/** Of what DuckDB or Node threw. What is no problem of the file is thrown on. */
export function writeFailure(error: unknown): { readonly ok: false; readonly failure: Failure } {
  const { kind, text } = problemOf(error);
  if (kind === 'full')
    return failure('no-space', 'There is no room left for the export', { remedy: 'Free some space' });
  if (kind === 'unwritable') return failure('unwritable', `The export cannot be written: ${firstLine(text)}`);
  if (/^INTERRUPT/i.test(text)) return cancelled();
  if (isOutOfMemory(text)) {
    return failure('no-space', 'The export has more in one row group than there is memory for', {
      remedy: 'Export as CSV or JSON lines, which are written row by row',
    });
  }
  if (/^(?:Binder|Conversion|Not implemented|Invalid Input|Catalog|Parser) Error/i.test(text)) {
    return failure('invalid', `This cannot be written as Parquet: ${firstLine(text)}`, {
      remedy: 'Cast the column to another type, or export as CSV',
    });
  }
  if (error instanceof Error && 'code' in error) return failure('unwritable', `The export cannot be written: ${text}`);
  throw error;
}

/** DuckDB's appender says it in other words than its queries. */
export function isOutOfMemory(text: string): boolean {
  return /out of memory|(?:could not|failed to) allocate/i.test(text);
}

export function cancelled(): { readonly ok: false; readonly failure: Failure } {
  return failure('cancelled', 'The export was cancelled');
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).slice(0, 300);
}
