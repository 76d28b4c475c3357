/** The files and streams that `--sessions`, `--packets`, `--dns` and, of other commands, `--output` name. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { RowOutput } from '#main/engine/read-request.ts';
import { createAtomicFile, type AtomicFile } from '#main/host/files/atomic-file.ts';
import type { OutputTarget } from './option-values.ts';
import { stdoutSink } from './terminal.ts';

export const RECORD_KINDS = ['sessions', 'packets', 'dns', 'output'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
export type OutputTargets = { readonly [K in RecordKind]?: OutputTarget | undefined };

interface FileOutput {
  readonly path: string;
  readonly file: AtomicFile;
  /** The write that failed, which ended the read. */
  failed: Failure | null;
}

export interface RecordOutputs {
  readonly rows: { readonly [K in RecordKind]?: RowOutput };
  readonly usesStdout: boolean;
  readonly count: number;
  /** A write failed. */
  readonly failed: boolean;
  /** Gives every file its name. Answers the paths that hold rows now, and what failed. */
  commit(): Promise<{ readonly written: readonly string[]; readonly failures: readonly Failure[] }>;
  /**
   * After a failed write during something that cannot be had again: whole files under their names, the failed ones cut
   * after the last whole row under NAME.partial.
   */
  rescue(): Promise<{ readonly written: readonly string[]; readonly failures: readonly Failure[] }>;
  /** Leaves everything as it was before. */
  abort(): Promise<void>;
}

/** Refuses combinations that would destroy something: two outputs to one file, or an output over its own input. */
export function checkTargets(targets: OutputTargets, inputs: readonly string[]): Result<null> {
  const seen = new Map<string, RecordKind>();
  const read = new Set(inputs.filter((input) => input !== '-').map(canonical));
  for (const kind of RECORD_KINDS) {
    const target = targets[kind];
    if (target === undefined) continue;
    const device = target.path.startsWith('/dev/');
    const key = target.path === '-' ? '-' : canonical(target.path);
    const other = seen.get(key);
    if (other !== undefined && !device) {
      const where = key === '-' ? 'standard output' : target.path;
      return failure('usage', `--${other} and --${kind} both go to ${where}`, { remedy: 'Name different files' });
    }
    if (read.has(key)) {
      return failure('usage', `--${kind} would overwrite its own input ${target.path}`, {
        remedy: 'Name another file',
      });
    }
    seen.set(key, kind);
  }
  return success(null);
}

/** Opens them all, or none. `onReaderGone`: whoever read stdout has gone. */
export async function openOutputs(targets: OutputTargets, onReaderGone: () => void): Promise<Result<RecordOutputs>> {
  const rows: { [K in RecordKind]?: RowOutput } = {};
  const files: FileOutput[] = [];
  const abort = async (): Promise<void> => {
    for (const { file } of files) await file.abort();
  };
  for (const kind of RECORD_KINDS) {
    const target = targets[kind];
    if (target === undefined) continue;
    if (target.path === '-') {
      // Standard output is CSV: see `outputTarget`.
      rows[kind] = { format: 'csv', sink: stdoutSink(onReaderGone) };
      continue;
    }
    const created = await createAtomicFile(target.path);
    if (!created.ok) {
      await abort();
      return created;
    }
    const output: FileOutput = { path: target.path, file: created.value, failed: null };
    files.push(output);
    rows[kind] = rowsInto(output, target.format);
  }
  const count = Object.keys(rows).length;
  const finish = async (keepFailed: boolean): ReturnType<RecordOutputs['commit']> => {
    const written: string[] = [];
    const failures: Failure[] = [];
    for (const output of files) {
      if (output.failed === null) {
        const committed = await output.file.commit();
        if (committed.ok) written.push(output.path);
        else failures.push(committed.failure);
      } else if (keepFailed) {
        const partial = await output.file.keepPartial();
        if (partial !== null) written.push(partial);
      } else await output.file.abort();
    }
    return { written, failures };
  };
  return success({
    rows,
    usesStdout: count > files.length,
    count,
    get failed(): boolean {
      return files.some((output) => output.failed !== null);
    },
    commit: () => finish(false),
    rescue: () => finish(true),
    abort,
  });
}

function rowsInto(output: FileOutput, format: OutputTarget['format']): RowOutput {
  if (format !== 'parquet') return { format, sink: { write: (text) => writeTo(output, text) } };
  return {
    format,
    file: output.file,
    failed: (reason) => {
      output.failed ??= reason;
    },
  };
}

async function writeTo(output: FileOutput, text: Uint8Array): Promise<Result<null>> {
  const result = await output.file.write(text);
  if (!result.ok) output.failed ??= result.failure;
  return result;
}

/** The path with its links resolved as far as it exists. */
function canonical(file: string): string {
  const absolute = path.resolve(file);
  try {
    return realpathSync(absolute);
  } catch {
    return absolute; // not there yet
  }
}
