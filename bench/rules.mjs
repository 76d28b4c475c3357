/**
 * What rules cost: a packet log of every packet, flattened and held against 0, 10 and 100 rules, none of which applies. Records a second are those of
 * the stage `policy` by itself, by the time that it is busy; packets a second are those of the whole run, by its CPU time.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CAPTURES, captureFile } from './captures.mjs';
import { measure } from './measure.mjs';
import { say } from './say.mjs';
import { median } from './statistics.mjs';
import { count, table } from './table.mjs';
import { temporaryFolder } from './temporary.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const NETLOUPE = path.join(root, 'bin', 'netloupe.mjs');
const COUNTS = [0, 10, 100];

/** Kinds of conditions as people write them; for packets all of them, so that no rule is spared by the kind of the record. */
const CONDITIONS = [
  (number) => `dst_port = ${20_000 + number} and bytes > 10kB`,
  (number) => `proto = tcp and src_ip in (240.${number}.0.0/16, 2001:db9:${number}::/48) and not dst_port in (80, 443)`,
  (number) => `name endswith .bad${number}.example`,
  (number) => `ip = 240.0.0.${number} and port in (22, ${number})`,
  (number) => `direction = out and state = NEW and dst_ip in (240.1.${number}.0/24)`,
];

function writeRules(folder, rules) {
  const file = path.join(folder, `rules-${rules}.yaml`);
  const items = Array.from({ length: rules }, (_, number) => {
    const condition = CONDITIONS[number % CONDITIONS.length](number);
    return `- rule: r${number}\n  condition: ${condition}\n`;
  });
  writeFileSync(file, items.join(''));
  return file;
}

function writePipeline(folder, rules) {
  const stages = [
    { stage: 'packets', logs: 'all', out: 'packets' },
    { stage: 'flatten', in: 'packets', out: 'flat' },
    { stage: 'policy', in: 'flat', out: 'found', rules: writeRules(folder, rules) },
    { stage: 'export', in: 'found', sink: 'file', path: path.join(folder, 'found.jsonl') },
  ];
  const file = path.join(folder, `pipeline-${rules}.json`);
  writeFileSync(file, JSON.stringify({ name: 'bench', stages }));
  return file;
}

export async function benchRules({ rounds = 5, quick = false } = {}) {
  const name = quick ? 'replay-200k' : 'mix-2m';
  const capture = captureFile(name, say);
  const { packets } = CAPTURES[name];
  const folder = temporaryFolder('rules');
  const pipelines = COUNTS.map((rules) => writePipeline(folder, rules));
  const runs = COUNTS.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, pipeline] of pipelines.entries()) {
      const outputFile = path.join(folder, 'summary.json');
      const args = [NETLOUPE, 'pipeline', 'run', pipeline, '--read', capture, '--summary', 'json', '--no-progress'];
      const { cpuS } = await measure(process.execPath, args, { outputFile });
      const { stages } = JSON.parse(readFileSync(outputFile, 'utf8'));
      const { counters } = stages.find(({ kind }) => kind === 'policy');
      if (counters.records_out > 0)
        throw new Error(`rules that should apply to nothing applied to ${counters.records_out}`);
      runs[at].push({ cpuS, records: counters.records_in, busyS: counters.busy_us / 1e6 });
    }
  }
  return COUNTS.map((rules, at) => ({
    rules,
    packets,
    records: runs[at][0].records,
    recordsPerS: median(runs[at].map(({ records, busyS }) => records / busyS)),
    packetsPerS: median(runs[at].map(({ cpuS }) => packets / cpuS)),
  }));
}

export function rulesText(results) {
  const [{ packetsPerS: without }] = results;
  return table(
    ['rules', 'records', 'records/s of the stage', 'packets/s of the whole run', 'ns of CPU a packet for the rules'],
    results.map(({ rules, records, recordsPerS, packetsPerS }) => [
      count(rules),
      count(records),
      count(recordsPerS),
      count(packetsPerS),
      count(1e9 / packetsPerS - 1e9 / without),
    ]),
  );
}
