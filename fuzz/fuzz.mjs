// npm run fuzz -- [--minutes N] [--processes K] [--target NAME]... [--seed N] [--input FILE] [--list]: see README.md.
// Builds the fuzzer with what it fuzzes, then runs K processes of it, each with a seed of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = path.join(root, '.cache', 'fuzz', `build-${process.pid}`);
const findings = path.join(root, '.cache', 'fuzz', 'findings');

/** Takes `--name value` out of the arguments: they are the parent's. */
function take(args, name, fallback) {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? fallback : args.splice(at, 2)[1];
}

async function bundle() {
  mkdirSync(out, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20',
      outDir: out,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: { main: path.join(root, 'fuzz', 'main.ts'), worker: path.join(root, 'fuzz', 'worker.ts') },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
}

const children = new Set();

function start(args, seed) {
  const own = ['--root', root, '--findings', findings, '--worker', path.join(out, 'worker.js'), '--seed', String(seed)];
  const options = ['--enable-source-maps', path.join(out, 'main.js'), ...own, ...args];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, options, { stdio: 'inherit' });
    children.add(child);
    child.on('exit', (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}

const args = process.argv.slice(2);
const processes = Number(take(args, 'processes', '1'));
const seed = Number(take(args, 'seed', String(Math.floor(Math.random() * 0x7fff_ffff))));
if (!Number.isInteger(processes) || processes < 1 || !Number.isInteger(seed)) {
  process.stderr.write('fuzz: --processes and --seed take whole numbers\n');
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
  });
try {
  await bundle();
  // Far apart: a process takes the next seed after something was found.
  const codes = await Promise.all(Array.from({ length: processes }, (_, index) => start(args, seed + index * 10_000)));
  process.exitCode = Math.max(...codes);
} finally {
  rmSync(out, { recursive: true, force: true });
}
