// npm run test:silence: whether the program, left to itself for ten minutes (or as many seconds as are named), sends a packet. In a
// network namespace of its own, as the test puts a default route into it. Linux and root.
import path from 'node:path';
import { root } from './setup/paths.mjs';
import { run } from './setup/run.mjs';

const playwright = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js');
const command = ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
const env = { ...process.env, NETLOUPE_SILENCE_SECONDS: process.argv[2] ?? '600' };
const { status } = await run('unshare', [...command, process.execPath, playwright, 'test', 'silence.spec.ts'], {
  cwd: root,
  env,
});
process.exitCode = status ?? 1;
