/** Children that are not to outlive this process: what runs when it exits in order is killed. */
import type { ChildProcess } from 'node:child_process';

const living = new Set<ChildProcess>();
let exitHookSet = false;

export function takeAlong(child: ChildProcess): void {
  living.add(child);
  child.once('exit', () => living.delete(child));
  if (exitHookSet) return;
  exitHookSet = true;
  process.on('exit', () => {
    for (const left of living) left.kill('SIGKILL');
  });
}
