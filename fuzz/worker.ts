/** The thread that runs inputs. What it is about to run stands in shared memory, so that it is known whatever becomes of it. */
import { parentPort, workerData } from 'node:worker_threads';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Campaign } from './campaign.ts';
import { loadCorpus } from './corpus.ts';
import { type Order, type Report, SHARED_HEAD_BYTES, type SharedHead } from './order.ts';
import { TARGETS } from './targets/all.ts';

/** Turn of one target; of one whose inputs are whole files or many packets. */
const SLICE_MS = 1500;
const LARGE_SLICE_MS = 9000;
const LARGE_BYTES = 32_768;
/** Inputs between two looks at the memory. */
const MEMORY_EVERY = 64;
/** What may be held when garbage is collected, beyond what was held at the beginning. */
const MOST_GROWTH_BYTES = 96 * 1024 * 1024;

const order = workerData as Order;
const head: SharedHead = new Int32Array(order.shared, 0, SHARED_HEAD_BYTES / 4);
const current = new Uint8Array(order.shared, SHARED_HEAD_BYTES);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const tell = (report: Report): void => parentPort!.postMessage(report);

function announce(target: { readonly name: string }, input: Uint8Array): void {
  head[1] = TARGETS.findIndex(({ name }) => name === target.name);
  head[2] = input.length;
  current.set(input.subarray(0, current.length));
  Atomics.add(head, 0, 1);
}

function held(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const kept = campaigns.reduce((bytes, { keptBytes }) => bytes + keptBytes, 0);
  return heapUsed + arrayBuffers - kept;
}

const corpus = await loadCorpus(order.root);
const wanted = TARGETS.filter(({ name }) => order.targets.length === 0 || order.targets.includes(name));
const campaigns = wanted.map((target) => new Campaign(target, corpus, order.seed, announce));

async function turn(campaign: Campaign): Promise<void> {
  const { target } = campaign;
  const startedAt = performance.now();
  const before = campaign.runs;
  const sliceMs = target.longest > LARGE_BYTES ? LARGE_SLICE_MS : SLICE_MS;
  while (performance.now() - startedAt < sliceMs) {
    const problem = await campaign.next();
    if (problem !== null) tell({ kind: 'problem', problem });
    if (campaign.runs % MEMORY_EVERY !== 0 || held() - floor < MOST_GROWTH_BYTES) continue;
    collect();
    const growth = held() - floor;
    if (growth < MOST_GROWTH_BYTES) continue;
    const message = `memory grew by ${Math.round(growth / 1048576)} MB over the last inputs and stays`;
    const input = current.slice(0, head[2]);
    tell({ kind: 'problem', problem: { target: target.name, message, stack: '', input, iteration: campaign.runs } });
    floor = held();
  }
  const ms = performance.now() - startedAt;
  tell({ kind: 'turn', target: target.name, runs: campaign.runs - before, ms, kinds: campaign.kinds.size });
}

collect();
let floor = held();
if (order.input === null) {
  const deadline = performance.now() + order.seconds * 1000;
  for (let round = order.seed; performance.now() < deadline; round++) await turn(campaigns[round % campaigns.length]!);
} else {
  const campaign = campaigns[0]!;
  const error = await campaign.judge(order.input);
  const problem = { target: campaign.target.name, input: order.input, iteration: 0 };
  if (error !== null)
    tell({ kind: 'problem', problem: { ...problem, message: error.message, stack: error.stack ?? '' } });
}
Atomics.store(head, 0, 0);
tell({ kind: 'done' });
