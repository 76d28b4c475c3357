// Child processes as set-up needs them: bounded in time, output shown or kept.
import { spawn, spawnSync } from 'node:child_process';

/** Runs to the end and answers what it printed and how it ended; never throws. */
export function look(command, args, { timeoutMs = 20_000 } = {}) {
  const { status, stdout, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: timeoutMs,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { ok: error === undefined && status === 0, output: stdout ?? '' };
}

/**
 * Runs to the end, output shown (`quiet`: kept and answered instead). Answers the exit status, or null where
 * it could not be started or was ended after `timeoutMs`.
 */
export function run(command, args, { cwd, env, quiet = false, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const end = (status) => {
      clearTimeout(timer);
      resolve({ status, output });
    };
    child.once('error', () => end(null));
    child.once('close', (status) => end(status));
  });
}
