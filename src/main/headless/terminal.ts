/** Standard output and error. Results go to stdout; everything else (notes, progress, failures) to stderr. */
import { failure, success, type Result } from '#base/result.ts';
import type { TextSink } from '#main/engine/read-request.ts';

let readerGone = false;

/** To be called once: a reader that stops reading (`| head`) ends what writes to it, quietly. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    readerGone = true;
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** False once whoever read stdout has gone. */
export function outputWanted(): boolean {
  return !readerGone;
}

/** Resolves when the text is handed to the system. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (readerGone) resolve();
    else process.stdout.write(text, () => resolve());
  });
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Rows on stdout. `onGone` is called once when the reader went away; rows are then dropped. */
export function stdoutSink(onGone: () => void): TextSink {
  let told = false;
  return {
    async write(text: Uint8Array): Promise<Result<unknown>> {
      const error = await new Promise<Error | null | undefined>((resolve) => {
        if (readerGone) resolve(null);
        else process.stdout.write(text, resolve);
      });
      if (error !== null && error !== undefined && (error as NodeJS.ErrnoException).code !== 'EPIPE') {
        return failure('unwritable', `Cannot write to standard output: ${error.message}`);
      }
      if ((readerGone || error) && !told) {
        told = true;
        onGone();
      }
      return success(null);
    },
  };
}
