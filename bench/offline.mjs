/**
 * Reading a file: Netloupe and each peer in turn on the same capture, which is in memory, so that a busy machine is busy for
 * both; ratios are taken pair by pair. Netloupe runs twice around each run of a peer: counting only, and with a row a session,
 * for which names are looked for, too.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureFile, CAPTURES } from './captures.mjs';
import { measure } from './measure.mjs';
import { FLOOR, isInstalled, PEERS, versionOf } from './peers.mjs';
import { say } from './say.mjs';
import { pairedRatio, spread } from './statistics.mjs';
import { removeFolder, temporaryFolder } from './temporary.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const NETLOUPE = path.join(root, 'bin', 'netloupe.mjs');
const SLOW_ROUNDS = 2;
/** Packets from which on the hungry ones sit out, unless they are asked for by name. */
const LARGE = 5_000_000;
/** Below this share of the packets a peer did not do the work. */
const COMPARABLE = 0.9;

export const OFFLINE_CAPTURES = ['mix-2m', 'mix-10m-s128', 'scan-1m'];

function netloupe(file, output, more = []) {
  const args = [NETLOUPE, 'read', file, '--summary', 'json', '--no-progress', ...more];
  return measure(process.execPath, args, { outputFile: output });
}

/** One folder for everything that the programs write; each run of a program finds its own one empty. */
class Scratch {
  #folder = temporaryFolder('bench');

  file(name) {
    return path.join(this.#folder, name);
  }

  empty(name) {
    const folder = this.file(name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    return folder;
  }

  remove() {
    removeFolder(this.#folder);
  }
}

/** `own` collects what every run of Netloupe cost. */
async function comparePeer(peer, { file, scratch, rounds, packets, own }) {
  const summaries = [];
  const rows = [];
  const theirs = [];
  const output = scratch.file('peer.txt');
  let folder;
  for (let round = 0; round < rounds; round++) {
    folder = scratch.empty('peer');
    const counting = async () => summaries.push(await netloupe(file, scratch.file('netloupe.txt')));
    const writing = async () => {
      const words = ['--sessions', scratch.file('sessions.csv')];
      rows.push(await netloupe(file, scratch.file('netloupe.txt'), words));
    };
    const them = async () =>
      theirs.push(await measure(peer.name, peer.run(file, folder), { outputFile: output, cwd: folder }));
    for (const one of round % 2 === 0 ? [counting, them, writing] : [writing, them, counting]) await one();
  }
  own.summaries.push(...summaries);
  own.rows.push(...rows);
  const saw = peer.check({ file, folder, output: readFileSync(output, 'utf8') });
  const cpu = (runs) => runs.map((run) => run.cpuS);
  return {
    name: peer.name,
    command: [peer.name, ...peer.run('FILE', 'FOLDER')].join(' '),
    ...figures(theirs, packets),
    saw,
    comparable: saw.packets === null ? null : saw.packets >= COMPARABLE * packets,
    ratio: pairedRatio(cpu(summaries), cpu(theirs)),
    ratioRows: pairedRatio(cpu(rows), cpu(theirs)),
  };
}

function figures(runs, packets) {
  const cpuS = spread(runs.map((run) => run.cpuS));
  const wallS = spread(runs.map((run) => run.wallS));
  return {
    rounds: runs.length,
    cpuS,
    wallS,
    nsPerPacket: (cpuS.median / packets) * 1e9,
    packetsPerCpuSecond: packets / cpuS.median,
    packetsPerSecond: packets / wallS.median,
    peakRss: Math.max(...runs.map((run) => run.peakRss)),
  };
}

/** `file`: one of anybody's; `name`: what it is called. `only`: names of peers, empty for all that are installed. */
async function benchCapture({ name, file, rounds, only }) {
  const scratch = new Scratch();
  try {
    await measure('cp', [file, '/dev/null']); // from memory for everybody, not from disk for the first
    const output = scratch.file('netloupe.txt');
    await netloupe(file, output);
    const told = JSON.parse(readFileSync(output, 'utf8'));
    const { packets } = told;
    const own = { summaries: [], rows: [] };
    const peers = [];
    const skipped = [];
    const wanted = PEERS.filter((peer) => only.length === 0 || only.includes(peer.name));
    for (const peer of wanted) {
      if (!isInstalled(peer.name)) skipped.push({ name: peer.name, why: 'not installed' });
      else if (peer.hungry && packets >= LARGE && !only.includes(peer.name)) {
        skipped.push({ name: peer.name, why: 'needs more memory than is fair to ask for' });
      } else {
        say(`${name}: ${peer.name} ...`);
        const few = Math.min(rounds, SLOW_ROUNDS);
        try {
          peers.push(await comparePeer(peer, { file, scratch, rounds: peer.slow ? few : rounds, packets, own }));
        } catch (error) {
          skipped.push({ name: peer.name, why: `failed (${error.message.split('\n')[0]})` });
        }
      }
    }
    if (peers.length === 0) throw new Error('none of these peers is installed');
    const { bytes, sessions, dns_transactions: dns } = told;
    return {
      name,
      made: CAPTURES[name] ?? null,
      packets,
      bytes,
      sessions,
      dns,
      summary: figures(own.summaries, packets),
      rows: figures(own.rows, packets),
      peers,
      skipped,
    };
  } finally {
    scratch.remove();
  }
}

/** `onCapture` is told each result at once: all of them take a while. */
export async function benchOffline({ captures, files, rounds, only, onCapture }) {
  const results = [];
  const add = (result) => {
    results.push(result);
    onCapture(result);
  };
  for (const name of captures) add(await benchCapture({ name, file: captureFile(name, say), rounds, only }));
  for (const file of files) {
    // Peers run in folders of their own.
    add(await benchCapture({ name: path.basename(file), file: path.resolve(file), rounds, only }));
  }
  const versions = Object.fromEntries(
    PEERS.filter(({ name }) => isInstalled(name)).map(({ name, version }) => [name, versionOf(name, version)]),
  );
  return { captures: results, versions, floor: floorRatios(results) };
}

function floorRatios(results) {
  return results.flatMap(({ name, peers }) => {
    const floor = peers.find((peer) => peer.name === FLOOR);
    return floor === undefined ? [] : [{ name, ratio: floor.ratio }];
  });
}
