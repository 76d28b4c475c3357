/** What goes wrong with a file that is imported, as failures. */
import { failure, type Failure } from '#base/result.ts';
import { isOutOfMemory } from '../exchange-failures.ts';

/** Of what Node or zlib threw. Anything else is a mistake of ours and is thrown on. */
export function inputFailure(error: unknown, path: string): { readonly ok: false; readonly failure: Failure } {
  const code = codeOf(error);
  if (code === null || !(error instanceof Error)) throw error;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return failure('not-found', `There is no file ${path}`, { remedy: 'Check the path' });
  if (code === 'EACCES' || code === 'EPERM') {
    return failure('unreadable', `Cannot read ${path}: permission denied`, { remedy: 'Get the right to read it' });
  }
  if (code.startsWith('Z_')) {
    const cut = code === 'Z_BUF_ERROR';
    return failure(
      'damaged',
      cut ? `${path} ends in the middle of compressed data` : `${path} is damaged: ${error.message}`,
      {
        remedy: 'Copy it again',
      },
    );
  }
  return failure('unreadable', `Cannot read ${path}: ${error.message}`);
}

/** Of what DuckDB threw while rows were taken in. */
export function takeInFailure(error: unknown): { readonly ok: false; readonly failure: Failure } {
  if (!(error instanceof Error)) throw error;
  if (isOutOfMemory(error.message)) {
    return failure('no-space', 'These files have more rows than there is memory for', {
      remedy: 'Open fewer of them at once, or a part: netloupe read FILE --filter EXPRESSION --sessions PART.parquet',
    });
  }
  throw error;
}

/** Of what DuckDB threw while it read a Parquet file. */
export function parquetFailure(error: unknown, path: string): { readonly ok: false; readonly failure: Failure } {
  if (!(error instanceof Error)) throw error;
  if (isOutOfMemory(error.message)) return takeInFailure(error);
  if (
    /^(IO|Invalid|Invalid Input|Not implemented|Conversion|Corrupt|Serialization|TProtocolException)/i.test(
      error.message,
    )
  ) {
    return failure('damaged', `${path} cannot be read as Parquet: ${firstLine(error.message)}`, {
      remedy: 'Export or copy it again',
    });
  }
  throw error;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).slice(0, 300);
}

function codeOf(error: unknown): string | null {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}
