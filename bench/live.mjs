/**
 * Live capture on a veth pair: a generated capture is sent at rising rates, and each program captures at the other end. A
 * packet is lost that the receiving interface counted and the program was not given; what the sender says it sent and
 * what the kernel says it dropped stand beside, so that both ends are on record.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { CAPTURES, captureFile } from './captures.mjs';
import { isInstalled } from './peers.mjs';
import { RECEIVERS, shownCommand } from './receivers.mjs';
import { say } from './say.mjs';
import { senderCounts, tcpreplayVersion } from './sender.mjs';
import { brief, count, table } from './table.mjs';
import { RECEIVER_DEVICE, SENDER_DEVICE, VethPair } from './veth.mjs';

const CAPTURE = 'replay-200k';
/** Packets a second; infinity is as fast as the sender can. */
const LADDER = [50_000, 100_000, 200_000, 300_000, 400_000, Infinity];
const SECONDS = 5;
const COST_RATE = 100_000;
/** Code is compiled as it gets hot: what a packet costs is only told after that. */
const WARM_UP_MS = 5000;
const STALL = { rate: 200_000, everyMs: 1000, forMs: 50 };
const READY_LIMIT_MS = 20_000;
const SEND_LIMIT_MS = 120_000;
const END_LIMIT_MS = 60_000;
/** What waits in rings and pipes when the last packet was sent is still read. */
const DRAIN_MS = 1500;

/** Text of a child's both outputs, growing. */
function listen(child) {
  const heard = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (heard.text += chunk));
  return heard;
}

async function within(limitMs, promise, what) {
  const timer = new AbortController();
  const late = pause(limitMs, null, { signal: timer.signal }).then(() => {
    throw new Error(`${what} took longer than ${limitMs / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

const ended = (child) => new Promise((resolve) => child.once('exit', resolve));

async function untilReady(child, heard, { ready, settleMs = 300 }) {
  const said = (async () => {
    while (!ready.test(heard.text)) {
      if (child.exitCode !== null) throw new Error(`ended at once: ${heard.text.slice(-300)}`);
      await pause(10);
    }
  })();
  await within(READY_LIMIT_MS, said, 'starting');
  await pause(settleMs);
}

/** Stops a program for a moment again and again, as a busy event loop would be away; answers how to end that. */
function stall(child) {
  let again;
  const timer = setInterval(() => {
    child.kill('SIGSTOP');
    again = setTimeout(() => child.kill('SIGCONT'), STALL.forMs);
  }, STALL.everyMs);
  return () => {
    clearInterval(timer);
    clearTimeout(again);
    child.kill('SIGCONT');
  };
}

/** `warmUpMs`: CPU is counted from then on, until the sender ends. */
async function runOnce(pair, receiver, { rate, seconds, stalled = false, warmUpMs = 0 }) {
  const child = pair.receive(receiver.command, receiver.args(RECEIVER_DEVICE));
  const heard = listen(child);
  const end = ended(child);
  await untilReady(child, heard, receiver);
  const before = pair.received();
  const tick = () => ({ cpuNs: pair.receiverCpuNs(), packets: pair.received().packets });
  let from = tick();
  const pace = rate === Infinity ? ['--topspeed'] : [`--pps=${rate}`];
  const limit = (rate === Infinity ? 600_000 : rate) * seconds;
  const options = ['-q', '-K', '--no-flow-stats', '--loop=1000000', `--limit=${limit}`, `--duration=${2 * seconds}`];
  const sender = pair.send('tcpreplay', [...options, ...pace, '-i', SENDER_DEVICE, captureFile(CAPTURE, say)]);
  const senderHeard = listen(sender);
  const senderEnd = ended(sender);
  const goOn = stalled ? stall(child) : () => undefined;
  const sending = within(SEND_LIMIT_MS, senderEnd, 'sending');
  if (warmUpMs > 0) {
    await pause(warmUpMs);
    from = tick();
  }
  await sending;
  const to = tick();
  goOn();
  await pause(DRAIN_MS);
  const after = pair.received();
  child.kill('SIGINT');
  await within(END_LIMIT_MS, end, 'ending');
  const { delivered, dropped } = receiver.told(heard.text);
  if (delivered === null) throw new Error(`did not say what it captured: ${heard.text.slice(-300)}`);
  const arrived = after.packets - before.packets;
  const { sent, perSecond } = senderCounts(senderHeard.text);
  return {
    asked: rate === Infinity ? 'full speed' : rate,
    sent,
    perSecond,
    arrived,
    interfaceDropped: after.dropped - before.dropped,
    delivered,
    lost: arrived - delivered,
    dropped,
    cpuNsPerPacket: (to.cpuNs - from.cpuNs) / (to.packets - from.packets),
  };
}

/** `quick`: one short run a rate. */
export async function benchLive({ quick, rounds }) {
  if (process.getuid() !== 0) return { skipped: 'needs root, to make network namespaces' };
  const missing = ['ip', 'tcpreplay'].filter((program) => !isInstalled(program));
  if (missing.length > 0) return { skipped: `${missing.join(' and ')} not installed (Debian: iproute2, tcpreplay)` };
  captureFile(CAPTURE, say);
  const pair = new VethPair();
  try {
    const present = RECEIVERS.filter(({ command, name }) => name === 'netloupe' || isInstalled(command));
    const seconds = quick ? 1 : SECONDS;
    const steps = [];
    for (const rate of quick ? [100_000, Infinity] : LADDER) {
      for (let round = 0; round < (quick ? 1 : rounds); round++) {
        for (const receiver of present) {
          say(`live: ${receiver.name}, ${rate === Infinity ? 'full speed' : `${count(rate)} packets/s`} ...`);
          steps.push({ name: receiver.name, round, ...(await runOnce(pair, receiver, { rate, seconds })) });
        }
      }
    }
    const stalled = [];
    const cost = [];
    for (let round = 0; round < (quick ? 1 : rounds); round++) {
      for (const receiver of present.filter(({ name }) => name !== 'tshark')) {
        say(`live: ${receiver.name}, stopped ${STALL.forMs} ms in every second ...`);
        const run = await runOnce(pair, receiver, { rate: STALL.rate, seconds: 2 * seconds, stalled: true });
        stalled.push({ name: receiver.name, round, ...run });
        say(`live: ${receiver.name}, CPU at ${count(COST_RATE)} packets/s ...`);
        const steady = { rate: COST_RATE, seconds: 3 * seconds, warmUpMs: quick ? 0 : WARM_UP_MS };
        cost.push({ name: receiver.name, round, ...(await runOnce(pair, receiver, steady)) });
      }
    }
    const commands = present.map((receiver) => shownCommand(receiver, RECEIVER_DEVICE));
    return { steps, stalled, cost, commands, capture: CAPTURES[CAPTURE], tcpreplay: tcpreplayVersion() };
  } finally {
    pair.close();
  }
}

/** The highest rate at which no run lost a packet, with none lost at any lower one; null where the lowest lost some. */
export function highestLossless(steps) {
  let highest = null;
  const rates = [...new Set(steps.map(({ asked }) => asked))];
  for (const rate of rates) {
    const runs = steps.filter(({ asked }) => asked === rate);
    if (runs.some(({ lost }) => lost > 0)) return highest;
    highest = Math.min(...runs.map(({ perSecond }) => perSecond));
  }
  return highest;
}

export function liveText(results) {
  if (results.skipped !== undefined) return `Not run: ${results.skipped}.`;
  const { steps, stalled, cost, commands, capture, tcpreplay } = results;
  const names = [...new Set(steps.map(({ name }) => name))];
  const summary = names.map((name) => {
    const own = steps.filter((step) => step.name === name);
    const highest = highestLossless(own);
    const lost = (runs) => (runs.length === 0 ? '' : runs.map((run) => count(run.lost)).join(', '));
    const mine = (runs) => runs.filter((run) => run.name === name);
    return [
      name,
      highest === null ? 'none' : count(highest),
      mine(cost)
        .map((run) => brief(run.cpuNsPerPacket))
        .join(', '),
      lost(mine(stalled)),
    ];
  });
  const row = (what, run) => [
    `${run.name}${what}`,
    run.asked === 'full speed' ? run.asked : count(run.asked),
    count(run.perSecond),
    count(run.sent),
    count(run.arrived),
    count(run.delivered),
    count(run.lost),
    run.dropped === null ? '' : count(run.dropped),
    brief(run.cpuNsPerPacket),
  ];
  const header = [
    'program',
    'packets/s asked',
    'packets/s sent',
    'sent',
    'interface counted',
    'delivered',
    'lost',
    'kernel dropped',
    'CPU ns/packet',
  ];
  return [
    `A capture of ${count(capture.packets)} mixed packets, sent over and over by tcpreplay ${tcpreplay} through a veth pair.`,
    `Lost is what the receiving interface counted and the program was not given. CPU is the program's own while packets come, its start left out; in the runs marked cost also the first ${WARM_UP_MS / 1000} s.`,
    '',
    table(
      [
        'program',
        'highest rate without loss',
        `CPU ns/packet at ${count(COST_RATE)}/s`,
        `lost at ${count(STALL.rate)}/s, stopped ${STALL.forMs} ms a second`,
      ],
      summary,
    ),
    '',
    'Every run:',
    '',
    table(header, [
      ...steps.map((run) => row('', run)),
      ...cost.map((run) => row(' (cost)', run)),
      ...stalled.map((run) => row(' (stopped)', run)),
    ]),
    '',
    `Commands: ${commands.map((command) => `\`${command}\``).join(', ')}; ended by SIGINT.`,
  ].join('\n');
}
