/** Entry of the command line. Everything that ends the process is here. */
import { EXIT_OTHER } from './exit-codes.ts';
import { runProgram } from './program.ts';
import { note, watchOutput } from './terminal.ts';

function die(error: unknown): never {
  const detail = error instanceof Error ? error : new Error(String(error));
  note(`netloupe: Unexpected error: ${detail.message}`);
  if (process.env['NETLOUPE_DEBUG'] === '1') note(detail.stack ?? '');
  else note('  This is a bug in netloupe. Run again with NETLOUPE_DEBUG=1 and report what it prints');
  process.exit(EXIT_OTHER);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);
watchOutput();
runProgram(process.argv).then((code) => process.exit(code), die);
