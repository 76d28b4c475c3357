/** Files that are no captures, as exports; or why they are neither. */
import { failure, type Failure, type Result } from '#base/result.ts';
import { NOTHING_KNOWN } from '#contract/history/answers.ts';
import type { CaptureOpener } from '../capture/packet-source.ts';
import { mayBeExport } from './opened-export.ts';
import type { Imports, OpenedImport } from './imports.ts';

/** `refused`: why they are no captures. Null: they are nothing that could be an export. */
export async function openExports(
  imports: Pick<Imports, 'open'>,
  opener: Pick<CaptureOpener, 'openBytes'>,
  paths: readonly string[],
  refused: Failure,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Result<OpenedImport> | null> {
  // What is read from a pipe cannot be read again.
  if (refused.code !== 'unsupported' || paths.includes('-')) return null;
  for (const path of paths) if (!(await mayBeExport(path, opener))) return null;
  const opened = await imports.open(paths, signal, onProgress);
  return opened.ok ? opened : { ok: false, failure: combined(refused, opened.failure) };
}

/** Of a file of which nothing is known, both say what they know. */
function combined(noCapture: Failure, noExport: Failure): Failure {
  if (!noExport.message.endsWith(NOTHING_KNOWN)) return noExport;
  const remedy = [noCapture.remedy, noExport.remedy].filter((part) => part !== undefined).join('. ');
  return failure(noCapture.code, noCapture.message, { remedy }).failure;
}
