/** What a result was measured on and with, in one line. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export function machineText() {
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown processor';
  const load = os.loadavg()[0].toFixed(1);
  const gib = (os.totalmem() / 2 ** 30).toFixed(0);
  return `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${revision()}; ${os.cpus().length} × ${cpu}, ${gib} GiB, ${distribution()}, Linux ${os.release()}, Node ${process.versions.node}; load ${load} at the start.`;
}

function revision() {
  const git = (...words) =>
    execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `revision ${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'src') === '' ? '' : ' with changes'}`;
  } catch {
    return 'revision unknown';
  }
}

function distribution() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown distribution';
  } catch {
    return 'unknown distribution';
  }
}
