/** Entry of the command line. Everything that ends the process is here. */
import { EXIT_OTHER } from './exit-codes.ts';
import { lastWords } from './last-words.ts';
import { runProgram } from './program.ts';
import { watchOutput } from './terminal.ts';

function die(error: unknown): never {
  lastWords(error);
  process.exit(EXIT_OTHER);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);
watchOutput();
runProgram(process.argv).then((code) => process.exit(code), die);
