/** What a program costs: wall time, CPU time of user and system, and the most memory it held. Needs bash and /proc. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const POLL_MS = 10;
// bash's `time` has the kernel's own figures for what it waited for; the program's output is kept out of the way.
const SCRIPT = `TIMEFORMAT='time %R %U %S'
time { "$@" >&4 3>&- 4>&- & echo "pid $!" >&3; wait $!; status=$?; }
exit $status`;

/** High-water mark of a process's resident memory in bytes; 0 once it is gone or where there is no /proc. */
function peakRss(pid) {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it has just ended
  }
}

/** Runs a program to its end. Rejects where it fails. Answers seconds, bytes and what it wrote to stdout. */
export function measure(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', SCRIPT, 'bash', command, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    let errors = '';
    let output = '';
    let peak = 0;
    let poll;
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.stdio[3].once('data', (chunk) => {
      const pid = Number(/pid (\d+)/.exec(chunk.toString())?.[1]);
      poll = setInterval(() => (peak = Math.max(peak, peakRss(pid))), POLL_MS);
    });
    child.stdio[4].on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (status) => {
      clearInterval(poll);
      const times = /^time ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(errors);
      if (status !== 0 || times === null) reject(new Error(`${command} ended with status ${status}: ${errors.trim()}`));
      else resolve({ wallS: Number(times[1]), cpuS: Number(times[2]) + Number(times[3]), peakRss: peak, output });
    });
  });
}
