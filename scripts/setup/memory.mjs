// Attempts that failed are not made again at every start: .cache/attempts.json remembers them for a day.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

const file = path.join(root, '.cache', 'attempts.json');
const DAY_MS = 24 * 60 * 60 * 1000;

function attempts() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {}; // not there yet, or cut short by a crash: then nothing is remembered
  }
}

/** Whether `what` failed less than a day ago. */
export function failedLately(what) {
  const at = attempts()[what];
  return typeof at === 'number' && Math.abs(Date.now() - at) < DAY_MS;
}

export function rememberFailure(what) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...attempts(), [what]: Date.now() }, null, 2)}\n`);
}
