/** The streams of sums over sessions and time: the overview and groups. */
import type { StreamHandlers, StreamProducer } from '#contract/protocol.ts';
import type { OverviewFrame } from '#contract/views/sums.ts';
import type { CaptureController } from './capture-controller.ts';
import { groupSums } from './store/group-sums.ts';
import { overviewSums } from './store/overview-sums.ts';
import { RedactedTable } from './store/redact-table.ts';
import type { Clock } from './store/ports.ts';
import type { Turns } from './store/slicer.ts';
import type { SparklineSource } from './store/sparkline-view.ts';
import type { ShownAs } from './store/sums-categories.ts';
import type { SumsOfCapture } from './store/sums-scope.ts';
import { SumsStream, type SumsSource } from './store/sums-stream.ts';
import type { Ticker } from './ticker.ts';
import { latestUs } from './view-source.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export function sumsStreams(
  controller: CaptureController,
  clock: Clock,
  turns: Turns,
  ticker: Ticker,
): Pick<StreamHandlers, 'overview' | 'groups'> {
  const made = new WeakMap<ViewerCapture, SumsOfCapture>();
  const source: SumsSource = {
    capture() {
      const { data } = controller.current;
      let sums = made.get(data);
      if (sums === undefined) {
        sums = sumsOf(data);
        made.set(data, sums);
      }
      return sums;
    },
    latestUs: () => latestUs(controller, clock),
  };
  return {
    overview(params, notify) {
      let before: OverviewFrame | null = null;
      const stream = new SumsStream(
        source,
        params,
        async (job, asked: typeof params) => {
          const labels = before?.by === asked.by ? before.series.map(({ label }) => label) : [];
          const frame = await overviewSums(job, asked, labels);
          before = frame ?? before;
          return frame;
        },
        turns,
        notify,
      );
      return ticked(stream, ticker);
    },
    groups: (params, notify) => ticked(new SumsStream(source, params, groupSums, turns, notify), ticker),
  };
}

export function sparklineSource(controller: CaptureController, clock: Clock): SparklineSource {
  const { data, input, state } = controller.current;
  return {
    log: data.log,
    slotOf: (serial) => data.sessions.slotOf(serial),
    isLive: input?.kind === 'live' && state === 'running',
    latestUs: latestUs(controller, clock),
  };
}

type SumsName = 'overview' | 'groups';

function ticked<K extends SumsName>(stream: StreamProducer<K> & { tick(): void }, ticker: Ticker): StreamProducer<K> {
  const unwatch = ticker.watch(() => stream.tick());
  return {
    take: () => stream.take(),
    update: (params) => stream.update(params),
    close() {
      unwatch();
      stream.close();
    },
  };
}

function sumsOf(data: ViewerCapture): SumsOfCapture {
  const { sessions, dns, log, flows, redacted, redactor } = data;
  const shown: ShownAs = (column, text) => (column === 'hostname' ? redactor.name(text) : redactor.address(text));
  return {
    columns: flows.columns,
    cells: sessions.records.cells,
    log,
    sessions: (redact) => (redact ? redacted.of(sessions) : sessions),
    dns: (redact) => (redact ? redacted.of(dns) : dns),
    frozenDns() {
      const frozen = dns.freeze();
      return (redact) => (redact ? new RedactedTable(frozen, redactor) : frozen);
    },
    shownAs: (redact) => (redact ? shown : (_column, text) => text),
  };
}
