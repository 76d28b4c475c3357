/** Standard output and error. Results go to stdout; everything else (notes, progress, failures) to stderr. */
import { failure, success, type Result } from '#base/result.ts';
import { visibleText } from '#base/visible-text.ts';
import type { TextSink } from '#main/engine/read-request.ts';

const decoder = new TextDecoder();
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

/**
 * Text as people read it: names in it were chosen by others, and a terminal obeys what it is sent. What cannot be seen, or would turn or
 * overwrite what can, is written out.
 */
export function readable(text: string): string {
  return visibleText(text.replaceAll('\r\n', '\n'), '\n\t');
}

/** For programs: exact, unless a terminal is where it goes. */
function exactFor(text: string): string {
  return process.stdout.isTTY ? readable(text) : text;
}

/** Resolves when the text is handed to the system. */
export function print(text: string): Promise<void> {
  return write(readable(text));
}

/** The same for what programs read: JSON, CSV, what plugins print. */
export function printExact(text: string): Promise<void> {
  return write(exactFor(text));
}

/** Of a terminal, before what is printed next. */
export function clearScreen(): Promise<void> {
  return write('\u001B[H\u001B[2J');
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (readerGone) resolve();
    else process.stdout.write(text, () => resolve());
  });
}

export function note(text: string): void {
  noteText(`${text}\n`);
}

/** Without an end of line of its own. */
export function noteText(text: string): void {
  process.stderr.write(readable(text));
}

/** Rows on stdout. `onGone` is called once when the reader went away; rows are then dropped. */
export function stdoutSink(onGone: () => void): TextSink {
  let told = false;
  return {
    async write(text: Uint8Array): Promise<Result<unknown>> {
      const error = await new Promise<Error | null | undefined>((resolve) => {
        if (readerGone) resolve(null);
        else process.stdout.write(process.stdout.isTTY ? readable(decoder.decode(text)) : text, resolve);
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
