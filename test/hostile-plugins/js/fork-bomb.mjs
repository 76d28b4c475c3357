import { fork, spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const attempts = {
  fork: () => fork(fileURLToPath(import.meta.url)),
  spawn: () => spawnSync('sh', ['-c', 'echo out > /tmp/netloupe-hostile-was-here']),
  worker: () => new Worker('for (;;);', { eval: true }),
};

export function receiver() {
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      attempt();
      console.log(`${name}: done`);
    } catch (error) {
      console.log(`${name}: ${error.code}`);
    }
  }
}
