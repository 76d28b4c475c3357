/** The tables of the capture on view, and how far it has got. */
import type { ViewParams } from '#contract/protocol.ts';
import type { Clock } from './store/ports.ts';
import type { TableModel } from './store/table-model.ts';
import type { ViewSource } from './store/view-stream.ts';
import type { CaptureController } from './capture-controller.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export function viewSource(controller: CaptureController, clock: Clock): ViewSource {
  return {
    table(params): TableModel {
      const { data } = controller.current;
      const table = tableOf(data, params);
      return params.redact ? data.redacted.of(table) : table;
    },
    latestUs: () => latestUs(controller, clock),
  };
}

function tableOf(data: ViewerCapture, { table, packetLogs }: Pick<ViewParams, 'table' | 'packetLogs'>): TableModel {
  if (table === 'sessions') return data.sessions;
  if (table === 'dns') return data.dns;
  return packetLogs === 'all' ? data.allPackets : data.loggedPackets;
}

/** Its last packet, or now while it is live. Microseconds since the epoch; null: nothing was captured. */
export function latestUs({ current }: CaptureController, clock: Clock): number | null {
  const { lastTime } = current.data.counters;
  const live = current.input?.kind === 'live' && current.state === 'running';
  // Clocks of interfaces may be ahead.
  if (live) return Number.isNaN(lastTime) ? clock.nowUs() : Math.max(lastTime, clock.nowUs());
  return Number.isNaN(lastTime) ? null : lastTime;
}
