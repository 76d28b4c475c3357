/**
 * One fuzzing process: runs the worker, watches that every input ends and that memory stays bounded, writes what was found.
 * Exit status: 0 nothing found, 1 something, 2 wrong usage.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Digest } from './digest.ts';
import type { Problem } from './campaign.ts';
import { type Order, type Report, SHARED_HEAD_BYTES, SHARED_INPUT_BYTES, type SharedHead } from './order.ts';
import { TARGETS } from './targets/all.ts';

const WATCH_MS = 500;
/** Wall time after which an input is said to hang; generous, because the machine may be busy with other things. */
const HANG_MS = 30_000;
const MOST_RSS_BYTES = 1.5 * 1024 ** 3;
const WORKER_HEAP_MB = 512;

const { values } = parseArgs({
  options: {
    root: { type: 'string' },
    findings: { type: 'string' },
    worker: { type: 'string' },
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    target: { type: 'string', multiple: true, default: [] },
    input: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const root = values.root!;
const seed = Number(values.seed ?? 1) | 0;
const seconds = Number(values.minutes) * 60;
const totals = new Map<string, { runs: number; ms: number; kinds: number }>();
let found = 0;

function stop(message: string): never {
  process.stderr.write(`fuzz: ${message}\n`);
  process.exit(2);
}

function note(problem: Problem): void {
  found++;
  const file = path.join(
    values.findings!,
    `${problem.target}-${new Digest().bytes(problem.input, 0, problem.input.length).text}`,
  );
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, problem.input);
  say(`FOUND ${problem.target}, seed ${seed}, input ${problem.iteration}: ${problem.message}`);
  if (problem.stack !== '') say(problem.stack.split('\n').slice(1, 9).join('\n'));
  say(`  again: npm run fuzz -- --target ${problem.target} --input ${path.relative(root, file)}`);
}

/** Runs until the time is over or the worker is lost; answers the seconds that are left. */
function runWorker(left: number, input: Uint8Array | null): Promise<number> {
  const shared = new SharedArrayBuffer(SHARED_HEAD_BYTES + SHARED_INPUT_BYTES);
  const head: SharedHead = new Int32Array(shared, 0, SHARED_HEAD_BYTES / 4);
  const order: Order = { root, shared, targets: values.target, seed: seed + found, seconds: left, input };
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const worker = new Worker(values.worker!, {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    });
    let serial = 0;
    let since = performance.now();
    const end = (remaining: number): void => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(remaining));
    };
    const lost = (message: string): void => {
      const bytes = new Uint8Array(shared, SHARED_HEAD_BYTES).slice(0, head[2]);
      const target = TARGETS[head[1]!]?.name ?? 'none';
      note({ target, message, stack: '', input: bytes, iteration: serial });
      end(input === null ? left - (performance.now() - startedAt) / 1000 : 0);
    };
    const watch = setInterval(() => {
      const now = Atomics.load(head, 0);
      if (now !== serial) {
        serial = now;
        since = performance.now();
      } else if (serial !== 0 && performance.now() - since > HANG_MS) lost(`the input did not end in ${HANG_MS} ms`);
      if (process.memoryUsage.rss() > MOST_RSS_BYTES) lost('the process holds more than 1.5 GB');
    }, WATCH_MS);
    worker.on('message', (report: Report) => {
      if (report.kind === 'problem') note(report.problem);
      else if (report.kind === 'done') end(0);
      else {
        const total = totals.get(report.target) ?? { runs: 0, ms: 0, kinds: 0 };
        totals.set(report.target, { runs: total.runs + report.runs, ms: total.ms + report.ms, kinds: report.kinds });
      }
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') lost('the heap was full');
      else lost(`the worker ended: ${error.stack ?? error.message}`);
    });
  });
}

if (values.list) {
  say(TARGETS.map(({ name }) => name).join('\n'));
  process.exit(0);
}
if (!(seconds > 0)) stop(`--minutes takes a number above 0, not ${values.minutes}`);
for (const name of values.target)
  if (!TARGETS.some((target) => target.name === name)) stop(`there is no target ${name}; --list names all`);
if (values.input !== undefined && values.target.length !== 1) stop('--input needs one --target');
const input = values.input === undefined ? null : Uint8Array.from(readFileSync(path.resolve(root, values.input)));

say(`seed ${seed}, ${values.minutes} min, ${values.target.join(' ') || 'all targets'}`);
for (let left = seconds; left > 0;) left = await runWorker(left, input);
if (input === null) {
  let runs = 0;
  for (const [name, total] of totals) {
    runs += total.runs;
    const rate = Math.round((total.runs * 1000) / total.ms);
    say(
      `${name.padEnd(24)} ${String(total.runs).padStart(9)} inputs ${String(rate).padStart(7)}/s ${total.kinds} kinds`,
    );
  }
  say(`${runs} inputs, ${found} found, seed ${seed}`);
} else say(found === 0 ? 'nothing wrong with this input' : 'wrong');
process.exitCode = found === 0 ? 0 : 1;
