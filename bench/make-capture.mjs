/**
 * Writes a capture for benchmarks: traffic of a made-up network, the same bytes for the same arguments.
 *
 *   node bench/make-capture.mjs OUT [--profile mix|scan|named] [--packets 2000000] [--seed 1] [--concurrent 4000]
 *                                   [--gap MICROSECONDS] [--snaplen 262144]
 */
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fileHeader, Traffic } from './traffic.mjs';

const CHUNK = 4 << 20;

/** Writes beside `file` and renames when whole. Answers what was written. */
export function makeCapture(file, { packets, ...about }) {
  const out = Buffer.alloc(CHUNK);
  const traffic = new Traffic(out, about);
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const partial = `${file}.partial`;
  const target = openSync(partial, 'w');
  writeSync(target, fileHeader(about.snaplen ?? 262_144));
  while (traffic.packets < packets) writeSync(target, out, 0, traffic.fill(CHUNK, packets - traffic.packets));
  closeSync(target);
  renameSync(partial, file);
  return { packets, wireBytes: traffic.wireBytes, conversations: traffic.conversations };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = (fallback) => ({ type: 'string', default: fallback });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      profile: text('mix'),
      packets: text('2000000'),
      seed: text('1'),
      concurrent: text('4000'),
      gap: text('300'),
      snaplen: text('262144'),
    },
  });
  if (positionals.length !== 1 || !['mix', 'scan', 'named'].includes(values.profile)) {
    process.stderr.write(
      'usage: node bench/make-capture.mjs OUT [--profile mix|scan|named] [--packets N] [--seed N] [--concurrent N] [--gap MICROSECONDS] [--snaplen N]\n',
    );
    process.exit(2);
  }
  const { profile, gap, ...numbers } = values;
  const made = makeCapture(positionals[0], {
    profile,
    packets: Number(numbers.packets),
    seed: Number(numbers.seed),
    concurrent: Number(numbers.concurrent),
    snaplen: Number(numbers.snaplen),
    meanGapUs: Number(gap),
  });
  process.stdout.write(`${JSON.stringify(made)}\n`);
}
