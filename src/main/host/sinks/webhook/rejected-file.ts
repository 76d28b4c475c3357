/** Records that the other end would refuse for ever, one a line with the answer that it gave. Bounded by rotation. */
import type { Failure, Result } from '#base/result.ts';
import { success } from '#base/result.ts';
import { describeWriteError } from '../../files/write-errors.ts';
import { LineFile } from '../file/line-file.ts';
import { RotatedFiles } from '../file/rotated-files.ts';

const MOST_BYTES = 16_000_000;
const OLDER_FILES = 3;

export interface Rejection {
  readonly rejected_at: string;
  readonly status: number;
  readonly answer: string;
}

export class RejectedFile {
  readonly path: string;
  readonly #rotated: RotatedFiles;

  constructor(path: string, warn: (failure: Failure) => void) {
    this.path = path;
    this.#rotated = new RotatedFiles(path, { gzip: false, keep: OLDER_FILES, warn });
  }

  /** `lines`: records as JSON texts. */
  async add(lines: readonly string[], rejection: Rejection, nowMs: number): Promise<Result<null>> {
    const opened = await LineFile.open(this.path, { format: 'jsonl', durable: true });
    if (!opened.ok) return opened;
    const head = JSON.stringify(rejection).slice(0, -1);
    const added = await opened.value.append(lines.map((line) => `${head},"record":${line}}\n`).join(''));
    const isFull = opened.value.size > MOST_BYTES;
    const closed = await opened.value.close();
    if (!added.ok || !closed.ok) return added.ok ? closed : added;
    try {
      if (isFull) await this.#rotated.rotate(nowMs);
      return success(null);
    } catch (error) {
      return describeWriteError(error, this.path);
    }
  }

  async close(): Promise<void> {
    await this.#rotated.settled();
  }
}
