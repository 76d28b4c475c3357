/** One command from beginning to end. Everything that ends the process is here. */
import { EXIT_OTHER } from './exit-codes.ts';
import { lastWords } from './last-words.ts';
import { runProgram } from './program.ts';
import { setProgramHost, type ProgramHost } from './program-host.ts';
import { watchOutput } from './terminal.ts';

function die(error: unknown): never {
  lastWords(error);
  process.exit(EXIT_OTHER);
}

/** `args`: what was written behind `netloupe`. */
export function runCli(args: readonly string[], host: ProgramHost): void {
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  watchOutput();
  setProgramHost(host);
  runProgram(args).then((code) => process.exit(code), die);
}
