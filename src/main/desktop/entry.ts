/**
 * Where Electron begins: with the desktop app, or, where the launcher says so, with one command of the command line. The other one's code is not loaded.
 */
import { commandLineOf } from './command-line/arguments.ts';

const command = commandLineOf(process.argv);
if (command === null) {
  // Electron gets ready only after this module has been evaluated, and the app has something to say to it before.
  await import('./main.ts');
} else {
  const { runCommandLine } = await import('./command-line/run.ts');
  runCommandLine(command);
}
