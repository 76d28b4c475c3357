/**
 * npm run soak -- [--minutes 10] [--feed live|stdin|viewer] [--rate 20000]: steady traffic in which two thirds of the
 * conversations last two packets, through the real program, whose memory is looked at every second. Fails (exit code 1)
 * unless memory is flat after the warm-up, every packet sent is counted or reported as dropped, every session has its
 * row, and evictions are counted (room is for fewer sessions than there are).
 *
 * Feeds: `live` (root, tcpreplay) sends through a veth pair to `netloupe capture`; `stdin` pipes to `netloupe read -`; `viewer`
 * pipes to `netloupe serve`, with a view of the sessions open. Without a word: live where that is possible, else stdin.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isInstalled } from './peers.mjs';
import { say } from './say.mjs';
import { FEEDS } from './soak-feeds.mjs';
import { judgeMemory } from './soak-memory.mjs';
import { brief, count, mib, table } from './table.mjs';
import { fileHeader, Traffic } from './traffic.mjs';

/** Room for sessions: fewer than the conversations going on, so that there are evictions all the time. */
export const MAX_SESSIONS = 20_000;
const CONCURRENT = 30_000;
const WRITE_EVERY_MS = 20;
const SAMPLE_EVERY_MS = 1000;
const SNAPLEN = 262_144;
/** The viewer keeps half a million ended sessions: it grows until it has them. */
const WARM_UP_SHARE = { viewer: 1 / 2 };

export async function runSoak({ minutes, rate = 20_000, feed = defaultFeed() }) {
  const target = await FEEDS[feed]({ maxSessions: MAX_SESSIONS, rate });
  try {
    const buffer = Buffer.alloc(4 << 20);
    const traffic = new Traffic(buffer, { profile: 'churn', seed: 11, concurrent: CONCURRENT, meanGapUs: 1e6 / rate });
    const started = performance.now();
    const samples = [];
    const sampling = setInterval(() => {
      samples.push({ seconds: (performance.now() - started) / 1000, rss: residentBytes(target.pid()) });
    }, SAMPLE_EVERY_MS);
    target.input.write(fileHeader(SNAPLEN));
    try {
      for (
        let last = started;
        last - started < minutes * 60_000;
        last = await write(target, traffic, buffer, rate, last)
      );
    } finally {
      clearInterval(sampling);
    }
    const told = await target.finish(traffic.packets);
    return {
      feed,
      minutes,
      rate,
      conversations: traffic.conversations,
      ...told,
      ...verdict(told, samples, minutes, feed),
    };
  } finally {
    await target.close();
  }
}

/** What is due since `last`; waits where the other side is behind. Answers until when it wrote. */
async function write(target, traffic, buffer, rate, last) {
  await pause(WRITE_EVERY_MS);
  const now = performance.now();
  const due = Math.round(((now - last) * rate) / 1000);
  for (let left = due; left > 0;) {
    const before = traffic.packets;
    const length = traffic.fill(buffer.length, left);
    left -= traffic.packets - before;
    if (!target.input.write(Buffer.from(buffer.subarray(0, length)))) await once(target.input, 'drain');
  }
  return now;
}

function verdict(told, samples, minutes, feed) {
  const memory = judgeMemory(samples, minutes * 60, WARM_UP_SHARE[feed] ?? 1 / 3);
  const { sent, arrived, counted, dropped, sessions, rows, evicted, evictedRows } = told;
  const problems = [];
  if (!memory.flat) problems.push(`memory grew by ${mib(memory.growth)} MiB after the warm-up`);
  if (sent !== arrived) problems.push(`${sent} packets were sent, ${arrived} arrived`);
  if (counted + dropped !== arrived)
    problems.push(`${arrived} packets arrived, ${counted} were counted and ${dropped} dropped`);
  if (sessions !== rows) problems.push(`${sessions} sessions, ${rows} rows`);
  if (evicted === 0 || evicted !== evictedRows) problems.push(`${evicted} evictions, ${evictedRows} rows of them`);
  return { memory, problems, passed: problems.length === 0 };
}

function residentBytes(pid) {
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

function defaultFeed() {
  return process.getuid() === 0 && isInstalled('tcpreplay') && isInstalled('ip') ? 'live' : 'stdin';
}

export function soakText(results) {
  const { feed, minutes, rate, sent, arrived, counted, dropped, sessions, rows, evicted, memory, problems } = results;
  return [
    `${minutes} minutes, feed ${feed}, ${count(rate)} packets/s, room for ${count(MAX_SESSIONS)} live sessions.`,
    '',
    table(
      ['what', 'value'],
      [
        ['packets sent', count(sent)],
        ['packets that arrived', count(arrived)],
        ['packets counted', count(counted)],
        ['packets reported as dropped', count(dropped)],
        ['sessions', count(sessions)],
        ['rows of sessions', count(rows)],
        ['evictions', count(evicted)],
        ['memory after the warm-up, MiB', `${mib(memory.least)}–${mib(memory.most)}`],
        ['its trend, MiB an hour', brief(memory.perHour / 2 ** 20)],
        ['memory at each tenth of the time, MiB', memory.tenths.map(mib).join(' ')],
      ],
    ),
    '',
    problems.length === 0 ? 'Passed.' : `Failed: ${problems.join('; ')}.`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = (fallback) => ({ type: 'string', default: fallback });
  const { values } = parseArgs({ options: { minutes: text('10'), feed: { type: 'string' }, rate: text('20000') } });
  const { feed } = values;
  if (feed !== undefined && !(feed in FEEDS)) {
    process.stderr.write(`soak: no such feed; there are ${Object.keys(FEEDS).join(', ')}\n`);
    process.exit(2);
  }
  process.once('SIGINT', () => process.exit(130));
  const results = await runSoak({ minutes: Number(values.minutes), rate: Number(values.rate), feed });
  say(soakText(results));
  process.exitCode = results.passed ? 0 : 1;
}
