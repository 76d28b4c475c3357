/**
 * Live packets through the `cap` package, for where libpcap cannot be loaded. It hands over one packet a call, without
 * the kernel's time, without the length on the wire and without drop counts, and loses packets from some tens of
 * thousands a second on.
 */
import { success, type Result } from '#base/result.ts';
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
import { loadCap, type CapModule, type CapSession } from './cap-module.ts';
import { badFilter, cannotCapture, noSuchInterface, notPermitted, type Refused } from './capture-failures.ts';
import { errorMessage } from './open-failures.ts';
import { Pacing } from './pacing.ts';

/** The package asks for this snap length itself. */
const CAP_SNAPLEN = 65_535;
const POOL_BYTES = 8 * 1024 * 1024;
const POOL_ROWS = 16_384;
const POLL_MS = 10;
const QUIET_POLLS = 10;
/** The package's own names for link types, as LINKTYPE_ values. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  IEEE802_11_RADIO: 127,
};

/** The package crashes the process when a session that could not be opened is collected: such sessions are kept. */
const neverOpened: CapSession[] = [];

const LIMITS: readonly string[] = [
  'Packets come through the cap package: their times are taken when they are read, not when they arrived',
  'Lengths on the wire are those captured, and drops are not known; at high rates packets are lost unseen',
];

export class CapSource implements PacketSource {
  readonly interfaces: CaptureInterface[] = [];
  readonly #sessions: CapSession[] = [];
  readonly #pacing = new Pacing();
  /** Filled by packets as they come; changed for the other by `next()`. */
  #filling = newPool();
  #answered = newPool();
  #used = 0;
  #bytesRead = 0;
  #overflow = 0;
  #finishing = false;
  #end: SourceEnd | null = null;

  /** Opens all interfaces or none. */
  static async open(request: LiveRequest): Promise<Result<LiveCapture>> {
    const loaded = await loadCap();
    if (!loaded.ok) return loaded;
    const source = new CapSource();
    for (const name of new Set(request.interfaces)) {
      const opened = source.#open(loaded.value, name, request);
      if (!opened.ok) {
        await source.close();
        return opened;
      }
    }
    return success({ source, backend: 'cap', limits: LIMITS });
  }

  async next(): Promise<PacketBatch | SourceEnd> {
    for (let quietPolls = 0; ; quietPolls++) {
      if (this.#end !== null) return this.#end;
      if (this.#filling.count > 0) return this.#take();
      if (this.#finishing) return this.#finished();
      if (quietPolls >= QUIET_POLLS) return this.#take();
      await this.#pacing.wait(POLL_MS);
    }
  }

  finish(): void {
    this.#finishing = true;
    this.#closeSessions();
    this.#pacing.wake();
  }

  counters(): SourceCounters {
    return { kernelDrops: this.#overflow, interfaceDrops: 0, bytesRead: this.#bytesRead, bytesTotal: null };
  }

  close(): Promise<void> {
    this.#finished();
    return Promise.resolve();
  }

  #open(module: CapModule, name: string, request: LiveRequest): Result<null> {
    const session = new module.Cap();
    const packet = Buffer.allocUnsafeSlow(CAP_SNAPLEN);
    const id = this.interfaces.length;
    try {
      const linkType = session.open(name, request.bpf ?? '', request.bufferBytes, packet);
      session.setMinBytes?.(0);
      const unknown = Number(/^Unknown linktype (\d+)$/.exec(linkType)?.[1] ?? Number.NaN);
      this.interfaces.push({ name, linkType: LINK_TYPES[linkType] ?? unknown, snaplen: request.snaplen });
    } catch (error) {
      neverOpened.push(session);
      return openFailure(name, request.bpf, errorMessage(error));
    }
    session.on('packet', (bytes) => this.#add(packet, bytes, Math.min(bytes, request.snaplen), id));
    this.#sessions.push(session);
    return success(null);
  }

  #add(packet: Buffer, bytes: number, kept: number, interfaceId: number): void {
    const batch = this.#filling;
    if (batch.count === batch.capacity || this.#used + kept > POOL_BYTES) {
      this.#overflow++;
      return;
    }
    batch.bytes.set(packet.subarray(0, kept), this.#used);
    const row = batch.count++;
    batch.offsets[row] = this.#used;
    batch.capturedLengths[row] = kept;
    batch.wireLengths[row] = bytes;
    batch.times[row] = Date.now() * MICROSECONDS_PER_MILLISECOND;
    batch.interfaceIds[row] = interfaceId;
    this.#used += kept;
    this.#bytesRead += kept;
  }

  #take(): PacketBatch {
    const batch = this.#filling;
    this.#filling = this.#answered;
    this.#answered = batch;
    this.#filling.count = 0;
    this.#used = 0;
    return batch;
  }

  #closeSessions(): void {
    for (const session of this.#sessions.splice(0)) session.close();
  }

  #finished(): SourceEnd {
    this.#end ??= { end: true, failure: null };
    this.#closeSessions();
    this.#pacing.wake();
    return this.#end;
  }
}

function newPool(): RecordBatch {
  const batch = new RecordBatch(POOL_ROWS);
  batch.bytes = new Uint8Array(POOL_BYTES);
  return batch;
}

function openFailure(name: string, bpf: string | null, reason: string): Refused {
  if (/no such device|doesn't exist|not exist/i.test(reason)) return noSuchInterface(name);
  if (/permi/i.test(reason)) return notPermitted(name);
  if (bpf !== null && /filter|syntax|parse/i.test(reason)) return badFilter(bpf, reason);
  return cannotCapture(name, reason);
}
