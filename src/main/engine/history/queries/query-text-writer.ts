/** Writes the result of a query as CSV or JSON Lines through ExportFiles: the file is there when it is whole. */
import { ByteText } from '#base/byte-text.ts';
import { csvHeader, csvText, writeCsvLineEnd, writeCsvValue } from '#base/csv.ts';
import { jsonLineWriter } from '#base/json-lines.ts';
import { failure, success, type Result } from '#base/result.ts';
import type { SqlResult } from '#contract/history/answers.ts';
import type { ExportFile } from '../../store/ports.ts';

const CHUNK_BYTES = 65_536;

export function textRowWriter(
  columns: SqlResult['columns'],
  format: 'csv' | 'jsonl',
): (row: SqlResult['rows'][number], out: ByteText) => void {
  if (format === 'jsonl') {
    return jsonLineWriter(
      columns.map(({ name }) => name),
      (row: SqlResult['rows'][number], _column, position) => row[position] ?? null,
    );
  }
  return (row, out) => {
    row.forEach((cell, position) => {
      if (position > 0) out.byte(0x2c);
      writeCsvValue(out, cell);
    });
    writeCsvLineEnd(out);
  };
}

export function textHeader(columns: SqlResult['columns'], format: 'csv' | 'jsonl'): string {
  return format === 'csv' ? csvHeader(columns.map(({ name }) => csvText(name))) : '';
}

/** Failures: what writing says; then nothing is left behind. */
export async function writeResult(
  { columns, rows, isCut }: SqlResult,
  format: 'csv' | 'jsonl',
  file: ExportFile,
): Promise<Result<{ readonly rows: number; readonly bytes: number }>> {
  if (isCut) {
    await file.abort();
    return failure('unavailable', 'The result is larger than what can be written in one file of this format', {
      remedy: 'Ask for less, or sum up',
    });
  }
  const writeRow = textRowWriter(columns, format);
  const out = new ByteText();
  out.utf8(textHeader(columns, format));
  for (const row of rows) {
    writeRow(row, out);
    if (out.length < CHUNK_BYTES) continue;
    const written = await file.write(out.written());
    if (!written.ok) return await undone(file, written);
    out.clear();
  }
  const last = await file.write(out.written());
  if (!last.ok) return await undone(file, last);
  const committed = await file.commit();
  if (!committed.ok) return await undone(file, committed);
  return success({ rows: rows.length, bytes: committed.value.bytes });
}

async function undone<T>(file: ExportFile, failed: Extract<Result<T>, { ok: false }>): Promise<typeof failed> {
  await file.abort();
  return failed;
}
