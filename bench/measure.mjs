/** What a program costs: wall time, CPU time of user and system, and the most memory it held. Needs bash and /proc. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

const POLL_MS = 10;
/** A program that takes longer hangs. */
const LIMIT_MS = 20 * 60_000;
// bash's `time` has the kernel's own figures for what it waited for; the program's output goes where it was told to.
const SCRIPT = `TIMEFORMAT='time %R %U %S'
exec 5>&2 2>&4
time { "$@" 2>&5 3>&- 4>&- 5>&- & echo "pid $!" >&3; wait $!; status=$?; }
exit $status`;

/** High-water mark of a process's resident memory in bytes; 0 once it is gone or where there is no /proc. */
function peakRss(pid) {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it has just ended
  }
}

/**
 * Runs a program to its end with its output in `outputFile`, both kinds together. Rejects where it fails. Answers
 * seconds and bytes.
 */
export function measure(command, args, { outputFile, cwd, limitMs = LIMIT_MS } = {}) {
  const output = openSync(outputFile ?? '/dev/null', 'w');
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', SCRIPT, 'bash', command, ...args], {
      stdio: ['ignore', output, output, 'pipe', 'pipe'],
      cwd,
    });
    closeSync(output);
    let told = '';
    let peak = 0;
    let poll;
    let limit;
    child.stdio[3].once('data', (chunk) => {
      const pid = Number(/pid (\d+)/.exec(chunk.toString('utf8'))?.[1]);
      poll = setInterval(() => (peak = Math.max(peak, peakRss(pid))), POLL_MS);
      limit = setTimeout(() => process.kill(pid, 'SIGKILL'), limitMs);
    });
    child.stdio[4].on('data', (chunk) => (told += chunk));
    child.once('error', reject);
    child.once('close', (status) => {
      clearInterval(poll);
      clearTimeout(limit);
      const times = /^time ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(told);
      if (status !== 0 || times === null)
        reject(new Error(`${command} ended with status ${status}${lastWords(outputFile)}`));
      else resolve({ wallS: Number(times[1]), cpuS: Number(times[2]) + Number(times[3]), peakRss: peak });
    });
  });
}

function lastWords(file) {
  return file === undefined ? '' : `: ${readFileSync(file, 'utf8').slice(-500).trim()}`;
}
