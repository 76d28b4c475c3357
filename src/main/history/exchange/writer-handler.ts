/** The question `writer`: rows of the engine's memory as Parquet. */
import { failure, success, type Result } from '#base/result.ts';
import type { WriterQuestion } from '#contract/history/questions.ts';
import type { QuestionHandler } from '../question.ts';
import { writeFailure } from './exchange-failures.ts';
import { isSqlType, ParquetFile } from './parquet-file.ts';

/** At once; each has a database of its own in memory. */
const MOST_WRITERS = 8;

type Written = Awaited<ReturnType<ParquetFile['finish']>>;
type Answer = Result<Written | null>;
type Step<S extends WriterQuestion['step']> = Extract<WriterQuestion, { readonly step: S }>;

/** After a failure there is no such writer any more. */
export function createWriterHandler(): QuestionHandler<'writer'> {
  const writers = new Map<string, Writer>();
  return async (question, { signal }) => {
    const { writerId } = question;
    const known = writers.get(writerId);
    if (question.step === 'abort') {
      await known?.abort();
      if (writers.get(writerId) === known) writers.delete(writerId);
      return success(null);
    }
    if (question.step === 'begin') {
      if (known !== undefined) return failure('invalid', `There is a writer ${writerId} already`);
      if (writers.size >= MOST_WRITERS)
        return failure('unavailable', `${MOST_WRITERS} Parquet files are being written already`);
      const foreign = question.columns.find(({ type }) => !isSqlType(type));
      if (foreign !== undefined) return failure('invalid', `There are no columns of type ${foreign.type}`);
      const writer = new Writer();
      writers.set(writerId, writer);
      const begun = await writer.begin(question);
      if (!begun.ok) writers.delete(writerId);
      return begun;
    }
    if (known === undefined) return failure('not-found', `There is no writer ${writerId}`);
    const answer = await (question.step === 'rows' ? known.add(question) : known.finish(signal));
    if (!answer.ok || question.step === 'finish') {
      await known.abort();
      if (writers.get(writerId) === known) writers.delete(writerId);
    }
    return answer;
  };
}

/** Its steps wait for each other; giving up waits for the one under way, so that afterwards nobody has the file. */
class Writer {
  #file: ParquetFile | null = null;
  #last: Promise<unknown> = Promise.resolve();

  begin({ path, columns }: Step<'begin'>): Promise<Answer> {
    return this.#inTurn(async () => {
      this.#file = await ParquetFile.begin(path, columns);
      return null;
    });
  }

  add({ rows }: Step<'rows'>): Promise<Answer> {
    return this.#inTurn(async (file) => {
      await file?.add(rows);
      return null;
    });
  }

  async finish(signal: AbortSignal): Promise<Answer> {
    const stop = (): void => this.#file?.interrupt();
    signal.addEventListener('abort', stop);
    try {
      return await this.#inTurn(async (file) => (await file?.finish()) ?? null);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async abort(): Promise<void> {
    this.#file?.interrupt();
    await this.#last;
    await this.#file?.abort();
    this.#file = null;
  }

  #inTurn(step: (file: ParquetFile | null) => Promise<Written | null>): Promise<Answer> {
    const turn = this.#last.then(async (): Promise<Answer> => {
      try {
        return success(await step(this.#file));
      } catch (error) {
        return writeFailure(error);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
