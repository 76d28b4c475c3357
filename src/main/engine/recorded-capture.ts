/** Live captures on view, as the history records them. */
import type { CurrentCapture, LiveRecorder } from './capture-controller.ts';
import { losses } from './capture-status.ts';
import type { HistoryRecorder } from './history/recorder.ts';
import type { RecordedCapture } from './history/run-recorder.ts';

export function liveRecorder(recorder: HistoryRecorder): LiveRecorder {
  return {
    newRun: () => recorder.newRun(),
    begin: (run, capture) => recorder.begin(run, recordedCapture(capture)),
    end: (run) => recorder.end(run),
    leave: () => recorder.leave(),
  };
}

function recordedCapture(capture: CurrentCapture): RecordedCapture {
  const { data, input, startedUs } = capture;
  const { flows, sessions, dns, log } = data;
  const request = input?.kind === 'live' ? input.request : null;
  return {
    columns: flows.columns,
    cells: sessions.records.cells,
    dns: dns.ring,
    log,
    latestSerial: () => flows.counters.sessions,
    openSessions: () => flows.openSessions(),
    health() {
      const { state, failure, meter } = capture;
      const { counters } = data;
      const { kernel_drops: kernelDropped, evicted_sessions: evicted } = losses(capture);
      return {
        startedUs: startedUs ?? 0,
        state: state === 'ended' || state === 'failed' ? state : 'running',
        interfaces: request?.interfaces ?? [],
        captureFilter: request?.bpf ?? null,
        packets: counters.packets,
        bytes: counters.bytes,
        kernelDropped,
        undecoded: counters.undecodedPackets,
        evicted,
        coverage: shareOf(meter?.coverage(counters.bytes) ?? null),
        failure: failure?.message ?? null,
      };
    },
  };
}

/** Where the system counts less of a packet than was captured of it (loopback), everything was captured. */
function shareOf(coverage: number | null): number | null {
  return coverage === null ? null : Math.min(1, coverage);
}
