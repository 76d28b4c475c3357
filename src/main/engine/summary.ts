/** The object that `--summary json` prints. */
import type { Summary } from '#contract/health.ts';
import type { Imported } from '#contract/history/answers.ts';
import type { CaptureCounters } from './capture-counters.ts';
import type { FlowCounters } from './flows/flow-options.ts';
import { formatTime } from '#base/time-text.ts';

export interface SummaryFacts {
  readonly files: readonly string[];
  readonly counters: CaptureCounters;
  readonly flows: FlowCounters;
  readonly coverage: number | null;
  readonly elapsedMs: number;
  readonly peakRssBytes: number;
}

export function summarize(facts: SummaryFacts): Summary {
  const { counters, flows, elapsedMs } = facts;
  return {
    files: facts.files,
    linktypes: counters.linkTypeNames(),
    packets: counters.packets,
    bytes: counters.bytes,
    first_time: timeOrNull(counters.firstTime),
    last_time: timeOrNull(counters.lastTime),
    sessions: flows.sessions,
    dns_transactions: flows.dnsTransactions,
    undecoded: counters.undecodedByName(),
    drops: {
      kernel: counters.kernelDrops,
      interface: counters.interfaceDrops,
      queue: 0,
      evicted_sessions: flows.evicted,
      truncated: counters.truncated,
      unattributed_fragments: flows.unattributedFragments,
      tcp_gaps: flows.tcpGaps,
      names_given_up: flows.namesGivenUp + flows.dnsStreamsGivenUp + flows.datagramsGivenUp,
    },
    coverage: facts.coverage,
    elapsed_s: Math.round(elapsedMs) / 1000,
    packets_per_s: elapsedMs > 0 ? Math.round((counters.packets * 1000) / elapsedMs) : 0,
    peak_rss_bytes: facts.peakRssBytes,
  };
}

/** Of exports that were read in the place of captures: they have no packets. */
export function importedSummary(summary: Summary, { sessions, dns, span }: Imported): Summary {
  return {
    ...summary,
    first_time: span === null ? null : formatTime(span.fromUs),
    last_time: span === null ? null : formatTime(span.toUs),
    sessions,
    dns_transactions: dns,
  };
}

function timeOrNull(time: number): string | null {
  return Number.isNaN(time) ? null : formatTime(time);
}
