/** The file of a newer version, where the user looks for downloads: whole and as it was signed, or not there. Nothing runs it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import { createAtomicFile } from '#main/host/files/atomic-file.ts';
import type { UpdateFile } from './manifest.ts';
import { fetchBounded } from './fetch-bounded.ts';

/** A slow line, and the largest package. */
const TIMEOUT_MS = 60 * 60_000;

export async function downloadUpdate(
  file: UpdateFile,
  folder: string,
  { ca, progress, signal }: { readonly ca: string | null; progress(done: number): void; readonly signal: AbortSignal },
): Promise<Result<string>> {
  const target = freeName(folder, file.name);
  const opened = await createAtomicFile(target);
  if (!opened.ok) return opened;
  const hash = createHash('sha256');
  let done = 0;
  const fetched = await fetchBounded(
    new URL(file.url),
    { ca, mostBytes: file.size, timeoutMs: TIMEOUT_MS },
    (chunk) => {
      hash.update(chunk);
      done += chunk.length;
      progress(done);
      return opened.value.write(chunk);
    },
    signal,
  );
  const wrong = fetched.ok ? wrongContent(file, fetched.value, hash.digest('hex')) : fetched;
  if (wrong !== null) {
    await opened.value.abort();
    return wrong;
  }
  const committed = await opened.value.commit();
  return committed.ok ? success(committed.value.path) : committed;
}

function wrongContent({ name, size, sha256 }: UpdateFile, bytes: number, found: string): Result<never> | null {
  if (bytes === size && found === sha256) return null;
  return failure('damaged', `${name} is not what was announced, and was not kept`, {
    remedy: 'Try again later; if it goes on, tell whoever publishes it',
  });
}

/** Nothing that is there is replaced. */
function freeName(folder: string, name: string): string {
  const { name: stem, ext } = path.parse(name);
  for (let count = 0; ; count++) {
    const target = path.join(folder, count === 0 ? name : `${stem} (${count})${ext}`);
    if (!existsSync(target)) return target;
  }
}
