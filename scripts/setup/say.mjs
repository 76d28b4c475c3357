// What set-up prints: one line per thing done, on stderr, so that the program's own output stays clean.

export function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

/** A reason to stop that the user can act on: printed without a stack trace. */
export class SetupFailure extends Error {}
