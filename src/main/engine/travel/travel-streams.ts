/** The streams of views and sums, each answered by whoever has the stretch of time that it is about. */
import type { StreamFrames, StreamHandlers, StreamParams, StreamProducer } from '#contract/protocol.ts';
import type { Failure, Result } from '#base/result.ts';
import type { CaptureController } from '../capture-controller.ts';
import type { Clock } from '../store/ports.ts';
import type { Redactor } from '../store/redact.ts';
import type { Turns } from '../store/slicer.ts';
import type { Ticker } from '../ticker.ts';
import { latestUs } from '../view-source.ts';
import { answererOf, type Answerer } from './answerer.ts';
import { AskedStream, type Moment } from './asked-stream.ts';
import { askDnsSummary, askGroups, askOverview, failedDnsSummary, failedGroups, failedOverview } from './asked-sums.ts';
import { askView, failedView } from './asked-view.ts';
import type { Asking } from './asking.ts';
import { EarlierRuns } from './earlier-runs.ts';
import type { HistoryReader } from './history-reader.ts';
import { memoryReach } from './memory-reach.ts';
import { TravellingStream, type TickedProducer } from './travelling-stream.ts';

export interface TravelWorld {
  readonly controller: CaptureController;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly ticker: Ticker;
  readonly reader: HistoryReader;
  readonly earlier: EarlierRuns;
}

type Travelling = 'view' | 'overview' | 'groups' | 'dns_summary';
type TravellingHandlers = Pick<StreamHandlers, Travelling>;

/** What is particular to one kind of stream. */
interface Kind<K extends Travelling> {
  readonly of: 'sessions' | 'dns' | 'both' | ((params: StreamParams<K>) => 'sessions' | 'dns' | null);
  ask(asking: Asking, params: StreamParams<K>, moment: Moment): Promise<Result<StreamFrames[K]>>;
  failed(reason: Failure, params: StreamParams<K>, last: StreamFrames[K] | null): StreamFrames[K];
  counted?(frame: StreamFrames[K], coalesced: number): StreamFrames[K];
}

/** `memory`: the same streams of the capture on view. */
export function travelStreams(memory: TravellingHandlers, parts: Omit<TravelWorld, 'earlier'>): TravellingHandlers {
  const world = { ...parts, earlier: new EarlierRuns(parts.reader, parts.clock) };
  return {
    view: travelling('view', memory, world, {
      of: ({ table }) => (table === 'packets' ? null : table),
      ask: askView,
      failed: failedView,
      counted: (frame, coalesced) => ({ ...frame, coalesced }),
    }),
    overview: travelling('overview', memory, world, { of: 'both', ask: askOverview, failed: failedOverview }),
    groups: travelling('groups', memory, world, { of: 'sessions', ask: askGroups, failed: failedGroups }),
    dns_summary: travelling('dns_summary', memory, world, { of: 'dns', ask: askDnsSummary, failed: failedDnsSummary }),
  };
}

/** Microseconds since the epoch: where time has got to for whoever answers. */
export function travelledUntilUs({
  controller,
  clock,
  reader,
}: Pick<TravelWorld, 'controller' | 'clock' | 'reader'>): number {
  const dataset = reader.dataset();
  if (dataset !== null) return dataset.imported.span?.toUs ?? clock.nowUs();
  return latestUs(controller, clock) ?? clock.nowUs();
}

function travelling<K extends Travelling>(
  name: K,
  memory: { readonly [N in K]: StreamHandlers[N] },
  world: TravelWorld,
  kind: Kind<K>,
): StreamHandlers[K] {
  const { controller, reader, turns, ticker, earlier } = world;
  const redactor = (): Redactor => controller.current.data.redactor;
  const answerer = (params: StreamParams<K>): Answerer => {
    const of = typeof kind.of === 'function' ? kind.of(params) : kind.of;
    if (of === null) return null;
    return answererOf({
      range: params.range,
      latestUs: travelledUntilUs(world),
      memory: memoryReach(controller.current, of, earlier.untilUs(controller.current)),
      hasHistory: reader.hasHistory(),
      dataset: reader.dataset()?.id ?? null,
    });
  };
  const asked = (dataset: string, params: StreamParams<K>, notify: () => void): TickedProducer<K> => {
    const asking: Asking = { reader, dataset, redactor };
    return new AskedStream<StreamParams<K>, StreamFrames[K]>(
      {
        turns,
        notify,
        version: () => (reader.dataset() === null ? reader.version() : 0),
        latestUs: () => travelledUntilUs(world),
        basis: redactor,
        ask: (wanted, moment) => kind.ask(asking, wanted, moment),
        subject,
        failed: (reason, wanted, last) => kind.failed(reason, wanted, last),
        counted: (frame, coalesced) => kind.counted?.(frame, coalesced) ?? frame,
      },
      params,
    );
  };
  return ((params: StreamParams<K>, notify: () => void) => {
    const stream = new TravellingStream<K>(
      {
        answerer,
        open: (who, wanted) => (who === null ? fromMemory(memory[name](wanted, notify)) : asked(who, wanted, notify)),
        isPaused: ({ paused }) => paused,
      },
      params,
    );
    const unwatch = ticker.watch(() => stream.tick());
    return {
      take: () => stream.take(),
      update: (changed: StreamParams<K>) => stream.update(changed),
      close() {
        unwatch();
        stream.close();
      },
    };
  }) as StreamHandlers[K];
}

/** It has its own way to hear of news. */
function fromMemory<K extends Travelling>(stream: StreamProducer<K>): TickedProducer<K> {
  return {
    take: () => stream.take(),
    update: (params) => stream.update(params),
    close: () => stream.close(),
    tick() {},
  };
}

/** Without what says which window on it is asked for, and whether it moves. */
function subject(params: StreamParams<Travelling>): string {
  return JSON.stringify({ ...params, offset: 0, limit: 0, follow: false, paused: false, hold: false });
}
