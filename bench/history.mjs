/**
 * A week of history at the scale of a desktop (2 million sessions, 5 million DNS transactions) in the real history process: how long until it has opened and answered, what a
 * change of the range costs, how much is written a second, and what it takes on disk. Rows are made up in the database itself (history-data.mjs).
 */
import { execFileSync, fork } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DAYS, END_US, fillHistory, START_US } from './history-data.mjs';
import { say } from './say.mjs';
import { median } from './statistics.mjs';
import { brief, count, table } from './table.mjs';
import { removeFolder, temporaryFolder } from './temporary.mjs';

const PROGRAM = fileURLToPath(new URL('../out/main/history-process.js', import.meta.url));
const SIZE = { sessions: 2_000_000, dns: 5_000_000 };
const QUICK = { sessions: 20_000, dns: 50_000 };
const OPENINGS = 5;
const CHANGES = 7;
const HOUR = 3600e6;
const noon = START_US + 4 * 24 * HOUR + 12 * HOUR;
const SPANS = {
  'an hour': { fromUs: noon, toUs: noon + HOUR },
  'a day': { fromUs: noon - 12 * HOUR, toUs: noon + 12 * HOUR },
  'three days': { fromUs: noon - 36 * HOUR, toUs: noon + 36 * HOUR },
  'the week': { fromUs: START_US, toUs: END_US },
  'all of it': null,
};
const FILTERS = ['', 'port = 53', 'host ~ "site-77"'];

class HistoryProcess {
  #asked = 0;
  #waiting = new Map();

  constructor() {
    this.child = fork(PROGRAM, [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child.on('exit', () => {
      if (this.#waiting.size > 0)
        throw new Error(`the history process ended before it said ${[...this.#waiting.keys()].join(', ')}`);
    });
    this.child.on('message', (message) => {
      const key = `${message.kind} ${message.id ?? message.batchId ?? ''}`;
      this.#waiting.get(key)?.(message);
      this.#waiting.delete(key);
    });
  }

  #answer(key, message) {
    return new Promise((resolve) => {
      this.#waiting.set(key, resolve);
      this.child.send(message);
    });
  }

  async open(folder) {
    const open = {
      folder,
      writes: true,
      retention: { days: 0, bytes: 0 },
      memoryBytes: 512e6,
      threads: 2,
      version: 'bench',
    };
    const { found } = await this.#answer('opened ', { kind: 'open', open });
    if (found.state.kind !== 'ready') throw new Error(`history is ${found.state.kind}: ${found.state.failure.message}`);
    return found;
  }

  async ask(question, params) {
    const id = ++this.#asked;
    const { result } = await this.#answer(`answer ${id}`, { kind: 'ask', id, question, params });
    if (!result.ok) throw new Error(`${question}: ${result.failure.message}`);
    return result.value;
  }

  async write(batchId, batch) {
    const { failure } = await this.#answer(`written ${batchId}`, { kind: 'write', batchId, batch });
    if (failure !== null) throw new Error(failure.message);
  }

  /** Of the process, in hundredths of a second. */
  cpuTicks() {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return Number(fields[11]) + Number(fields[12]);
  }

  async close() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.send({ kind: 'close' });
    await ended;
  }
}

const timed = async (work) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
const view = (span, filter = '', tableName = 'sessions') => ({
  dataset: 'history',
  filter,
  span,
  table: tableName,
  sort: null,
  offset: 0,
  limit: 200,
  follow: true,
  sparklines: true,
});
const asked = (span, filter) => ({ dataset: 'history', filter, span });

const overviewOf = (span, filter, by, top) => ['overview', { ...asked(span, filter), by, points: 300, top }];
const groupsOf = (span, filter) => [
  'groups',
  { ...asked(span, filter), by: 'host', sort: { column: 'bytes_in', descending: true }, offset: 0, limit: 100 },
];
const summaryOf = (span, filter) => ['dns_summary', { ...asked(span, filter), top: 20, points: 300 }];

/** What is on screen. Beside it there is always the strip of time, whatever the filter. */
const SCREENS = {
  sessions: (span, filter) => [['view', view(span, filter)]],
  'sessions by host': (span, filter) => [groupsOf(span, filter)],
  overview: (span, filter) => [overviewOf(span, filter, 'service', 30)],
  dns: (span, filter) => [['view', view(span, filter, 'dns')], summaryOf(span, filter)],
};

/** All that the window asks when its range changes, answered. */
const ask = (history, screen, span, filter) =>
  Promise.all(
    [...SCREENS[screen](span, filter), overviewOf(span, '', 'protocol', 0)].map(([question, params]) =>
      history.ask(question, params),
    ),
  );

/** Out of the page cache, as after a start of the machine. Says whether that went. */
function forgetPages(file) {
  try {
    execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function measureOpening(folder) {
  const times = [];
  for (let round = 0; round < OPENINGS; round++) {
    const isCold = forgetPages(path.join(folder, 'history.duckdb'));
    const started = performance.now();
    const history = new HistoryProcess();
    const opened = await timed(() => history.open(folder));
    const answered = await timed(() => history.ask('view', view(null)));
    times.push({ isCold, wholeMs: performance.now() - started, openedMs: opened, answeredMs: answered });
    await history.close();
  }
  return times;
}

/** A range like that one, but another one each time: those of people do not begin at full hours. */
function shifted(span, round) {
  if (span === null) return null;
  const by = (round - (CHANGES - 1) / 2) * 47 * 60e6;
  const fromUs = Math.max(START_US, span.fromUs + by);
  return { fromUs: fromUs + (round + 1) * 61e6, toUs: Math.min(END_US, span.toUs + by) };
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const LOOK_MS = 150;
/** Looks one after another without work until there is none left. */
const QUIET_LOOKS = 4;

/** The history works out sums of hours that are over while nobody asks: until it has. Returns how long that took, ms. */
async function madeAhead(history) {
  const started = performance.now();
  let before = -1;
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const now = history.cpuTicks();
    quiet = now - before <= 1 ? quiet + 1 : 0;
    before = now;
    await sleep(LOOK_MS);
  }
  return performance.now() - started - QUIET_LOOKS * LOOK_MS;
}

async function measureChanges(history) {
  const results = [];
  for (const screen of Object.keys(SCREENS)) {
    for (const filter of FILTERS) {
      await ask(history, screen, SPANS['the week'], filter);
      const aheadMs = await madeAhead(history);
      for (const [name, span] of Object.entries(SPANS)) {
        const times = [];
        for (let round = 0; round < CHANGES; round++) {
          const asked = shifted(span, round);
          times.push(await timed(() => ask(history, screen, asked, filter)));
        }
        results.push({ screen, filter, aheadMs, span: name, medianMs: median(times), worstMs: Math.max(...times) });
      }
    }
  }
  return results;
}

/** The week with a filter that nobody asked with before, in a process that has answered something: its first answer has to read the file, too. */
async function measureNewFilters(folder) {
  const results = [];
  for (const screen of Object.keys(SCREENS)) {
    for (const filter of FILTERS) {
      const history = new HistoryProcess();
      await history.open(folder);
      await ask(history, screen, SPANS['an hour'], 'port = 1');
      results.push({ screen, filter, ms: await timed(() => ask(history, screen, SPANS['the week'], filter)) });
      await history.close();
    }
  }
  return results;
}

/** Batches as a busy second makes them, one after another: new sessions, changed ones, traffic, transactions. */
async function measureWriting(history, found, columns, seconds) {
  const rows = (name, list) => ({
    rows: list.length,
    columns: columns[name].map((column) => list.map((row) => row[column] ?? null)),
  });
  let session = found.lastSession;
  let dns = found.lastDns;
  let batch = found.lastBatch;
  let written = 0;
  const times = [];
  const started = performance.now();
  while (performance.now() - started < seconds * 1000) {
    const time = END_US + batch * 1e6;
    const fresh = Array.from({ length: 1000 }, () => sessionRow(++session, time));
    const changed = Array.from({ length: 1000 }, (_, at) => sessionRow(session - 1000 - at * 7, time));
    const traffic = Array.from({ length: 2000 }, (_, at) => ({
      time,
      seconds: 10,
      session_no: session - at,
      bytes_in: at,
      bytes_out: at,
      packets: 3,
    }));
    const names = Array.from({ length: 1000 }, (_, at) => ({
      run_id: 8,
      dns_no: ++dns,
      time: time + at,
      client_ip: '192.168.1.10',
      server_ip: '9.9.9.9',
      query: `host-${at}.example`,
      qtype: 'A',
      status: 'answered',
      answers: '[]',
      ttls: [60],
    }));
    const one = {
      sessions: rows('sessions', [...fresh, ...changed]),
      traffic: rows('traffic', traffic),
      dns: rows('dns', names),
    };
    times.push(await timed(() => history.write(++batch, one)));
    written += 5000;
  }
  const wallS = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  return {
    rowsPerSecond: written / wallS,
    medianMs: median(times),
    p95Ms: times[Math.floor(times.length * 0.95)],
    worstMs: times.at(-1),
    batches: times.length,
  };
}

const sessionRow = (session_no, time) => ({
  run_id: 8,
  session_no,
  open: true,
  session_id: `session-${session_no}`,
  start_time: time,
  end_time: time,
  duration_s: 0,
  state: 'NEW',
  interface: 'eth0',
  protocol_num: 6,
  protocol_name: 'TCP',
  src_ip: '192.168.1.10',
  src_port: 4e4,
  dst_ip: '192.0.2.1',
  dst_port: 443,
  service: 'https',
  hostname: `host-${session_no % 997}.example`,
  packets_out: 3,
  packets_in: 3,
  bytes_out: 200,
  bytes_in: 400,
  payload_bytes_out: 100,
  payload_bytes_in: 200,
  midstream: false,
  src_number: 281473913979146n,
  dst_number: 281473902969345n,
});

export async function benchHistory({ quick }) {
  const parent = temporaryFolder('history');
  const folder = path.join(parent, 'history');
  const file = path.join(folder, 'history.duckdb');
  if (!existsSync(PROGRAM)) throw new Error('not built yet; run: npm run build');
  try {
    const first = new HistoryProcess();
    await first.open(folder);
    await first.close();
    const size = quick ? QUICK : SIZE;
    let filled = null;
    const fillS =
      (await timed(async () => {
        filled = await fillHistory(file, size, (name, { rows, bytes }) =>
          say(`  ${name}: ${count(rows)} rows, ${(bytes / 1e6).toFixed(1)} MB`),
        );
      })) / 1000;
    const { tables, columns } = filled;
    const fileBytes = statSync(file).size;
    const openings = await measureOpening(folder);
    const newFilters = await measureNewFilters(folder);
    const history = new HistoryProcess();
    const found = await history.open(folder);
    const changes = await measureChanges(history);
    const writing = await measureWriting(history, found, columns, quick ? 2 : 20);
    const whileWriting = await measureBoth(history, columns, quick);
    await history.close();
    return { ...size, tables, fillS, fileBytes, openings, newFilters, changes, writing, whileWriting };
  } finally {
    removeFolder(parent);
  }
}

async function measureBoth(history, columns, quick) {
  const info = await history.ask('info', { dataset: 'history' });
  const found = { lastSession: info.rows.sessions + 1, lastDns: info.rows.dns + 1, lastBatch: 1e6 };
  const times = [];
  const writing = measureWriting(history, found, columns, quick ? 1 : 5);
  let isOver = false;
  void writing.then(() => (isOver = true));
  while (!isOver) times.push(await timed(() => ask(history, 'sessions', SPANS['a day'], '')));
  return { changeMs: median(times), ...(await writing) };
}

export function historyText(found) {
  const { sessions, dns, tables, fillS, fileBytes, openings, newFilters, changes, writing, whileWriting } = found;
  const perMillion = (name) => `${(tables[name].bytes / tables[name].rows).toFixed(1)} MB`;
  const cells = (screen, filter) => {
    const isMeant = (each) => each.screen === screen && each.filter === filter;
    const spans = changes.filter(isMeant).map(({ medianMs, worstMs }) => `${brief(medianMs)} (${brief(worstMs)})`);
    return [...spans, brief(newFilters.find(isMeant).ms)];
  };
  const rows = Object.keys(SCREENS).flatMap((screen) =>
    FILTERS.map((filter) => [`${screen}${filter === '' ? '' : `, \`${filter}\``}`, ...cells(screen, filter)]),
  );
  const each = (pick) => brief(median(openings.map(pick)));
  return [
    `${DAYS} days: ${count(sessions)} sessions, ${count(dns)} DNS transactions, ${count(tables.traffic.rows)} stretches of traffic, ${count(tables.traffic_minutes.rows)} rows of minutes; ${(fileBytes / 1e6).toFixed(0)} MB, made in ${fillS.toFixed(0)} s.`,
    `On disk per million rows: sessions ${perMillion('sessions')}, DNS ${perMillion('dns')}, traffic ${perMillion('traffic')}, minutes ${perMillion('traffic_minutes')}; for a million sessions with all that belongs to them ${(fileBytes / sessions).toFixed(0)} MB.`,
    `Opening, ${openings.every(({ isCold }) => isCold) ? 'the file out of the page cache' : 'the file in the page cache'}: process to first answer ${each(({ wholeMs }) => wholeMs)} ms in the middle of ${openings.length}, ${brief(Math.max(...openings.map(({ wholeMs }) => wholeMs)))} ms at most (of it opening ${each(({ openedMs }) => openedMs)} ms with the start of the process, the newest 200 sessions ${each(({ answeredMs }) => answeredMs)} ms).`,
    '',
    `A change of the range, all that the window asks answered (the screen and the strip of time), ms in the middle (at most) of ${CHANGES} ranges, each another one. Hours that are over had been summed up ahead, which took ${brief(Math.max(...changes.map(({ aheadMs }) => aheadMs)))} ms at most while nobody asked. The last column is the week with a filter that nobody had asked with since the start:`,
    '',
    table(['screen', ...Object.keys(SPANS), 'new filter'], rows),
    '',
    `Writing batches of 5,000 rows (1,000 new sessions, 1,000 changed, 2,000 stretches, 1,000 transactions): ${count(writing.rowsPerSecond)} rows/s; on disk after ${brief(writing.medianMs)} ms in the middle, ${brief(writing.p95Ms)} ms for 95 of 100, ${brief(writing.worstMs)} ms at most. With the sessions of a day being asked for all the time: ${count(whileWriting.rowsPerSecond)} rows/s, and an answer takes ${brief(whileWriting.changeMs)} ms.`,
  ].join('\n');
}
