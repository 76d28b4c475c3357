/**
 * A flow table that lives long: a program's packets again and again, each time between other addresses, so that everything
 * that is held for somebody is held for very many. Memory has to stay flat.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { DecodedPacket, KIND_SESSION, WORD_DESTINATION, WORD_SOURCE } from '#main/engine/decode/packet.ts';
import type { FlowListener } from '#main/engine/flows/flow-listener.ts';
import { FlowTable } from '#main/engine/flows/flow-table.ts';
import { IN, OUT } from '#main/engine/flows/session-columns.ts';
import { check, type Outcome, type Target } from '../target.ts';
import {
  mutateProgram,
  programsOf,
  readProgram,
  STEP_BACK,
  STEP_CUT,
  STEP_NO_TIME,
  STEP_SECONDS,
} from './flow-program.ts';
import { hasherOf, LINKS, optionsOf } from './flow-settings.ts';

const LONGEST = 40_000;
const MOST_STEPS = 60;
const PACKETS = 60_000;
const START = 1_700_000_000_000_000;
/** Streams and fragments that wait may hold this much, by their own bounds, and sessions and names little beside. */
const MOST_GROWTH_BYTES = 64 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function held(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function run(input: Uint8Array): Outcome {
  const { options: head, steps } = readProgram(input);
  const options = optionsOf(head);
  const counts = { told: 0, packets: 0, ended: 0 };
  const listener: FlowListener = {
    packet: () => {
      counts.told++;
    },
    sessionEnded: (slot) => {
      counts.ended++;
      counts.packets += table.columns.packets(slot, OUT) + table.columns.packets(slot, IN);
    },
    dnsTransaction: () => {},
  };
  const before = held();
  const table = new FlowTable(options, listener, hasherOf(head, options));
  const packet = new DecodedPacket();
  const rounds = steps.length === 0 ? 0 : Math.ceil(PACKETS / steps.length);
  let time = START;
  let ingested = 0;
  for (let round = 0; round < rounds; round++) {
    const place = Math.imul(round, 0x9e37_79b1);
    for (const { kind, link, time: passed, frame } of steps) {
      if ((kind & STEP_BACK) === 0) time += passed * ((kind & STEP_SECONDS) === 0 ? 64 : 1000);
      packet.time = (kind & STEP_NO_TIME) === 0 ? time : Number.NaN;
      packet.interfaceId = 0;
      const captured = (kind & STEP_CUT) === 0 ? frame.length : frame.length >> 1;
      decodeFrame(frame, 0, captured, frame.length, LINKS[link % LINKS.length]!, packet);
      if (packet.kind !== KIND_SESSION) continue;
      // Both ends alike, so that what was a conversation stays one.
      packet.words[WORD_SOURCE + 3]! ^= place;
      packet.words[WORD_DESTINATION + 3]! ^= place;
      packet.ordinary = false;
      table.ingest(packet);
      ingested++;
    }
    check(table.counters.live <= options.maxSessions, 'no more sessions live than there may');
  }
  const growth = held() - before;
  check(growth < MOST_GROWTH_BYTES, `a table of ${options.maxSessions} sessions holds ${growth >> 20} MB`);
  table.finish();
  const { counters } = table;
  const open = table.openSessions();
  for (const slot of open) counts.packets += table.columns.packets(slot, OUT) + table.columns.packets(slot, IN);
  const elsewhere = counters.unattributedFragments + counters.icmpErrorsAttached;
  if (options.filter?.onlyMatching !== true && counters.declined === 0)
    check(counts.packets + elsewhere === ingested, `${ingested} packets: ${counts.packets} + ${elsewhere}`);
  const seen = Object.entries(counters).filter(([, count]) => count > 0);
  return { kind: seen.map(([name]) => name).join(' '), result: JSON.stringify([counters, counts, open.length]) };
}

export const flowSoakTarget: Target = {
  name: 'flow-soak',
  longest: LONGEST,
  seeds: (corpus) => programsOf(corpus, LINKS, MOST_STEPS),
  run,
  mutate: (input, other, random) => mutateProgram(input, other, random, LONGEST),
};
