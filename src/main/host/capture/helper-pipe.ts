/** Live packets through helper processes that may capture where this one may not: one for each interface. */
import { success, type Failure, type Result } from '#base/result.ts';
import { MICROSECONDS_PER_MILLISECOND } from '#base/units.ts';
import type {
  CaptureInterface,
  LiveCapture,
  LiveRequest,
  PacketBatch,
  PacketSource,
  SourceCounters,
  SourceEnd,
} from '#main/engine/capture/packet-source.ts';
import { RecordBatch } from '#main/engine/capture/record-batch.ts';
import { startHelper, type HelperChild } from './helper-child.ts';
import { dropsFrom, endFailure, warningsFrom } from './helper-failures.ts';
import { Pacing } from './pacing.ts';
import type { CaptureHelper } from './programs.ts';

/** An empty batch is answered after so long without a packet, so that the engine's clock can go on. */
const QUIET_MS = 100;

/**
 * dumpcap and tcpdump throw away what the kernel has not handed over yet when they are asked to end. So they are asked
 * only after the longest time for which they let the kernel hold packets back. Our own waits for that itself.
 */
const HOLD_MS: Readonly<Record<CaptureHelper['kind'], number>> = {
  'netloupe-capture': 0,
  dumpcap: 300,
  tcpdump: 1100,
};

const EMPTY = new RecordBatch(0);

interface Answer {
  readonly id: number;
  readonly value: PacketBatch | SourceEnd;
}

export class HelperSource implements PacketSource {
  readonly interfaces: readonly CaptureInterface[];
  readonly limits: string[];
  readonly #children: readonly HelperChild[];
  /** The `next()` of each child that is under way; null where it ended, undefined where none was asked for. */
  readonly #pending: (Promise<Answer> | null | undefined)[];
  readonly #pacing = new Pacing();
  readonly #holdMs: number;
  /** Packet time after which nothing is wanted, once finishing. */
  #finishAt: number | null = null;
  #interrupting: NodeJS.Timeout | undefined = undefined;
  #end: SourceEnd | null = null;
  #closing: Promise<void> | null = null;

  private constructor(children: readonly HelperChild[], helper: CaptureHelper) {
    this.#children = children;
    this.#holdMs = HOLD_MS[helper.kind];
    this.#pending = children.map(() => undefined);
    this.interfaces = children.map(({ name, source }) => ({
      name,
      linkType: source.interfaces[0]!.linkType,
      snaplen: source.interfaces[0]!.snaplen,
    }));
    this.limits = [...limitsOf(helper), ...children.flatMap((child) => warningsFrom(child.words()))];
  }

  /** Starts a helper for each interface, or none. Failures as for a direct capture. */
  static async open(helper: CaptureHelper, request: LiveRequest): Promise<Result<LiveCapture>> {
    const children: HelperChild[] = [];
    // One after the other: each may ask for a password.
    for (const name of new Set(request.interfaces)) {
      const started = await startHelper(helper, name, request);
      if (!started.ok) {
        for (const child of children) await stop(child);
        return started;
      }
      children.push(started.value);
    }
    const source = new HelperSource(children, helper);
    return success({ source, backend: helper.kind, limits: source.limits });
  }

  async next(): Promise<PacketBatch | SourceEnd> {
    for (;;) {
      if (this.#end !== null) return this.#end;
      const running = this.#askAll();
      if (running.length === 0) return this.#finished(null);
      const answer = await Promise.race([...running, this.#pacing.wait(QUIET_MS)]);
      this.#pacing.wake();
      if (this.#end !== null) return this.#end;
      if (answer === undefined) return EMPTY;
      const { id, value } = answer;
      if (!('end' in value)) {
        this.#pending[id] = undefined;
        value.interfaceIds.fill(id, 0, value.count);
        const limit = this.#finishAt ?? Infinity;
        while (value.count > 0 && value.times[value.count - 1]! > limit) value.count--;
        return value;
      }
      this.#pending[id] = null;
      const failure = await this.#whyEnded(id);
      const last = this.#pending.every((pending) => pending === null);
      if (last) return this.#finished(failure);
      if (failure !== null) this.limits.push(`${failure.message}; the other interfaces go on`);
    }
  }

  finish(): void {
    if (this.#finishAt !== null) return;
    this.#finishAt = (Date.now() + 1) * MICROSECONDS_PER_MILLISECOND;
    this.#interrupting = setTimeout(() => {
      for (const child of this.#children) if (!child.interrupt()) void child.source.close();
    }, this.#holdMs);
  }

  counters(): SourceCounters {
    const drops = this.#children.map((child) => dropsFrom(child.words()));
    return {
      kernelDrops: drops.reduce((sum, drop) => sum + drop.kernel, 0),
      interfaceDrops: drops.reduce((sum, drop) => sum + drop.interface, 0),
      bytesRead: this.#children.reduce((sum, child) => sum + child.source.counters().bytesRead, 0),
      bytesTotal: null,
    };
  }

  close(): Promise<void> {
    this.#finished(null);
    clearTimeout(this.#interrupting);
    this.#closing ??= Promise.all(this.#children.map(stop)).then(() => undefined);
    return this.#closing;
  }

  #askAll(): Promise<Answer>[] {
    const running: Promise<Answer>[] = [];
    for (const [id, child] of this.#children.entries()) {
      if (this.#pending[id] === undefined) {
        this.#pending[id] = Promise.resolve(child.source.next()).then((value) => ({ id, value }));
      }
      const pending = this.#pending[id];
      if (pending !== null && pending !== undefined) running.push(pending);
    }
    return running;
  }

  /** A helper that was asked to end may cut its last record; one that ends by itself has lost its interface. */
  async #whyEnded(id: number): Promise<Failure | null> {
    const child = this.#children[id]!;
    await child.ended;
    return this.#finishAt !== null ? null : endFailure(child.name, child.words()).failure;
  }

  #finished(failure: Failure | null): SourceEnd {
    this.#end ??= { end: true, failure };
    this.#pacing.wake();
    return this.#end;
  }
}

/** Our own is as prompt as capturing here, and says each second what was dropped. */
function limitsOf({ kind, title }: CaptureHelper): readonly string[] {
  if (kind === 'netloupe-capture') return [];
  const delay = kind === 'dumpcap' ? 'up to a quarter of a second' : 'up to a second';
  return [
    `Packets come through ${title}, ${delay} late`,
    'How many packets were dropped is known only when the capture ends',
  ];
}

async function stop(child: HelperChild): Promise<void> {
  child.interrupt();
  await child.source.close();
}
