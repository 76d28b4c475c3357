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
import { count } from './table.mjs';
import { removeFolder, temporaryFolder } from './temporary.mjs';
import { RECEIVER_DEVICE, SENDER_DEVICE, VethPair } from './veth.mjs';

const CAPTURE = 'replay-200k';
/** Packets a second; infinity is as fast as the sender can. */
const LADDER = [50_000, 100_000, 200_000, 300_000, 400_000, Infinity];
const SECONDS = 5;
export const COST_RATE = 100_000;
/** Code is compiled as it gets hot: what a packet costs is only told after that. */
export const WARM_UP_MS = 5000;
export const STALL = { rate: 200_000, everyMs: 1000, forMs: 50 };
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
async function runOnce({ pair, folder }, receiver, { rate, seconds, stalled = false, warmUpMs = 0 }) {
  const child = pair.receive(receiver.command, receiver.args(RECEIVER_DEVICE, folder));
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
  const folder = temporaryFolder('live');
  try {
    const present = RECEIVERS.filter(({ command }) => command === process.execPath || isInstalled(command));
    const seconds = quick ? 1 : SECONDS;
    const steps = [];
    for (const rate of quick ? [100_000, Infinity] : LADDER) {
      for (let round = 0; round < (quick ? 1 : rounds); round++) {
        for (const receiver of present) {
          say(`live: ${receiver.name}, ${rate === Infinity ? 'full speed' : `${count(rate)} packets/s`} ...`);
          steps.push({ name: receiver.name, round, ...(await runOnce({ pair, folder }, receiver, { rate, seconds })) });
        }
      }
    }
    const stalled = [];
    const cost = [];
    for (let round = 0; round < (quick ? 1 : rounds); round++) {
      for (const receiver of present.filter(({ name }) => name !== 'tshark')) {
        say(`live: ${receiver.name}, stopped ${STALL.forMs} ms in every second ...`);
        const run = await runOnce({ pair, folder }, receiver, {
          rate: STALL.rate,
          seconds: 2 * seconds,
          stalled: true,
        });
        stalled.push({ name: receiver.name, round, ...run });
        say(`live: ${receiver.name}, CPU at ${count(COST_RATE)} packets/s ...`);
        const steady = { rate: COST_RATE, seconds: 3 * seconds, warmUpMs: quick ? 0 : WARM_UP_MS };
        cost.push({ name: receiver.name, round, ...(await runOnce({ pair, folder }, receiver, steady)) });
      }
    }
    const commands = present.map((receiver) => shownCommand(receiver, RECEIVER_DEVICE));
    return { steps, stalled, cost, commands, capture: CAPTURES[CAPTURE], tcpreplay: tcpreplayVersion() };
  } finally {
    pair.close();
    removeFolder(folder);
  }
}
