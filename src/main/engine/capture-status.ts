/** The status frame: how the capture is going, what was lost, and the traffic strip. */
import type { CaptureStatus, LossCounters } from '#contract/health.ts';
import type { StatusFrame } from '#contract/protocol.ts';
import type { CaptureController, CurrentCapture } from './capture-controller.ts';
import type { EnginePorts } from './engine-ports.ts';
import { observerChains } from './observer-chains.ts';
import type { ViewerCapture } from './viewer-capture.ts';

/** A frame goes out several times a second. */
const MOST_LEFT_OUT = 50;

export function statusFrame(controller: CaptureController, ports: EnginePorts): StatusFrame {
  const { current } = controller;
  const { data } = current;
  const live = current.input?.kind === 'live' && current.state === 'running';
  return {
    capture: captureStatus(controller),
    rates: data.rates(live ? ports.clock.nowUs() : data.counters.lastTime),
    traffic: data.traffic.history(),
    engineRssBytes: ports.usage.rssBytes(),
    observed: observerChains(current.settings?.observers.chains ?? []).flatMap(({ keys }) =>
      keys.map(({ name, meaning }) => ({ name, meaning })),
    ),
  };
}

function captureStatus(controller: CaptureController): CaptureStatus {
  const { current } = controller;
  const { counters, flows } = current.data;
  const request = current.input?.kind === 'live' ? current.input.request : null;
  const { failure, imported } = current;
  return {
    state: controller.state,
    kind: current.input === null ? null : request === null ? 'file' : 'live',
    title: current.title,
    interfaces: request?.interfaces ?? [],
    bpf: request?.bpf ?? null,
    backend: current.backend,
    limits: current.limits,
    failure:
      failure === null
        ? null
        : {
            code: failure.code,
            message: failure.message,
            remedy: failure.remedy ?? null,
            offset: failure.offset ?? null,
          },
    files: filesOf(current),
    progress: controller.importShare ?? progressOf(current),
    packets: counters.packets,
    bytes: counters.bytes,
    non_ip: counters.nonIpByName(),
    live_sessions: flows.counters.live,
    total_sessions: imported?.sessions ?? flows.counters.sessions,
    dns_transactions: imported?.dns ?? flows.counters.dnsTransactions,
    first_time_us: imported?.span?.fromUs ?? finiteOrNull(counters.firstTime),
    last_time_us: imported?.span?.toUs ?? finiteOrNull(counters.lastTime),
    losses: losses(current),
    coverage: current.meter?.coverage(counters.bytes) ?? null,
  };
}

function filesOf({ timeline }: CurrentCapture): CaptureStatus['files'] {
  if (timeline === null) return null;
  const { count, leftOut } = timeline.files;
  return { count, left_out: leftOut.slice(0, MOST_LEFT_OUT), left_out_count: leftOut.length };
}

function progressOf(current: CurrentCapture): number | null {
  if (current.imported !== null) return 1;
  if (current.source === null || current.input?.kind === 'live') return null;
  if (current.state === 'ended') return 1;
  const { bytesRead, bytesTotal } = current.source.counters();
  return bytesTotal === null || bytesTotal === 0 ? null : Math.min(1, bytesRead / bytesTotal);
}

export function losses(current: CurrentCapture): LossCounters {
  const { counters, flows, sessions, allPackets, dns }: ViewerCapture = current.data;
  // While it runs the source knows; its last word is in the counters.
  const running = current.state === 'running' ? current.source?.counters() : undefined;
  return {
    kernel_drops: counters.kernelDrops + (running?.kernelDrops ?? 0),
    interface_drops: counters.interfaceDrops + (running?.interfaceDrops ?? 0),
    truncated: counters.truncated,
    undecoded: counters.undecodedByName(),
    queue_drops: 0,
    evicted_sessions: flows.counters.evicted,
    forgotten_sessions: sessions.forgotten,
    forgotten_packets: allPackets.ring.forgotten,
    forgotten_dns: dns.ring.forgotten,
    unattributed_fragments: flows.counters.unattributedFragments,
    tcp_gaps: flows.counters.tcpGaps,
    names_given_up: flows.counters.namesGivenUp + flows.counters.dnsStreamsGivenUp + flows.counters.datagramsGivenUp,
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
