/** A package that is sent instead of named: kept in a private file for as long as it takes to install it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import type { PrivateFolder } from '../files/private-folder.ts';
import { describeWriteError } from '../files/write-errors.ts';
import { MOST_ZIP_BYTES } from '../plugins/package-budget.ts';
import { failureAnswer } from './answers.ts';
import { readBytes, type Read } from './request-body.ts';

export interface ReceivedPackage {
  readonly path: string;
  dispose(): Promise<void>;
}

export function isPackage(request: Pick<IncomingMessage, 'headers'>): boolean {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type === 'application/zip' || type === 'application/octet-stream';
}

export async function receivePackage(request: IncomingMessage, folder: PrivateFolder): Promise<Read<ReceivedPackage>> {
  const bytes = await readBytes(request, MOST_ZIP_BYTES);
  if (!bytes.ok) return bytes;
  try {
    const home = await mkdtemp(path.join(folder.path(), 'package-'));
    const file = path.join(home, 'upload.zip');
    await writeFile(file, bytes.value, { flag: 'wx', mode: 0o600 });
    return { ok: true, value: { path: file, dispose: () => rm(home, { recursive: true, force: true }) } };
  } catch (error) {
    const { failure } = describeWriteError(error, 'the package');
    return { ok: false, answer: failureAnswer(failure.code === 'no-space' ? 507 : 500, failure) };
  }
}
