/**
 * Writes a capture for benchmarks: mixed traffic of a made-up network, the same bytes for the same arguments.
 *
 *   node bench/make-capture.mjs OUT [--packets 2000000] [--seed 1] [--concurrent 4000]
 *
 * By packets about 70 % TCP (handshake, data, repeats, FIN or RST, some refused), 15 % UDP, 10 % DNS, 5 % ICMP and ARP;
 * 20 % IPv6, 4 % with VLAN tags. Hosts are 10.0.0.0/16 and 2001:db8:1::/64, servers 198.18.0.0/15 and 2001:db8:2::/64.
 */
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { network, randomNumbers } from './conversations.mjs';

const CHUNK = 4 << 20;
const LARGEST_FRAME = 2048;
const START_S = 1_700_000_000;
const MEAN_GAP_US = 300;

/** Writes beside `file` and renames when whole. `concurrent`: conversations going on at the same time. */
export function makeCapture(file, { packets, seed, concurrent }) {
  const random = randomNumbers(seed);
  const out = Buffer.alloc(CHUNK + LARGEST_FRAME + 16);
  const begin = network(random, out);
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const partial = `${file}.partial`;
  const target = openSync(partial, 'w');
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(1, 20);
  writeSync(target, header);

  const active = Array.from({ length: concurrent }, begin);
  let used = 0;
  let timeUs = 0;
  for (let written = 0; written < packets;) {
    const i = Math.floor(random() * active.length);
    const step = active[i].next(used + 16);
    if (step.done) {
      active[i] = begin();
      continue;
    }
    const length = step.value;
    timeUs += Math.ceil(random() * 2 * MEAN_GAP_US);
    out.writeUInt32LE(START_S + Math.floor(timeUs / 1e6), used);
    out.writeUInt32LE(timeUs % 1e6, used + 4);
    out.writeUInt32LE(length, used + 8);
    out.writeUInt32LE(length, used + 12);
    used += 16 + length;
    written += 1;
    if (used >= CHUNK) {
      writeSync(target, out, 0, used);
      out.fill(0);
      used = 0;
    }
  }
  writeSync(target, out, 0, used);
  closeSync(target);
  renameSync(partial, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { packets: { type: 'string' }, seed: { type: 'string' }, concurrent: { type: 'string' } },
  });
  if (positionals.length !== 1) {
    process.stderr.write('usage: node bench/make-capture.mjs OUT [--packets N] [--seed N] [--concurrent N]\n');
    process.exit(2);
  }
  makeCapture(positionals[0], {
    packets: Number(values.packets ?? 2_000_000),
    seed: Number(values.seed ?? 1),
    concurrent: Number(values.concurrent ?? 4000),
  });
}
