/**
 * What happens in the capture under way, as records for the pipelines that run. One listener of the flow table for all of
 * them; a record is made once, and only where some pipeline wants it.
 */
import { formatTime } from '#base/time-text.ts';
import type { ChainName } from '#contract/observers.ts';
import {
  RECORD_ID_KEY,
  RECORD_TIME_KEY,
  RECORD_TYPE_KEY,
  type PipelineRecord,
  type RecordType,
} from '#contract/pipelines/record.ts';
import type { DnsRecord, PacketLog, SessionRecord } from '#contract/records.ts';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import type { DnsTransaction, FlowListener } from '#main/engine/flows/flow-listener.ts';
import { STATE_ESTABLISHED, type Slot } from '#main/engine/flows/session-columns.ts';
import { chainsNamed } from '../observers/chains.ts';
import { FlowObserver } from '../observers/flow-observer.ts';
import { isLogged, type PacketLogRule } from '../packet-logs.ts';
import type { Patience, RecordSource } from './record-source.ts';

export const SESSION_EVENTS = ['start', 'established', 'end'] as const;
export type SessionEvent = (typeof SESSION_EVENTS)[number];

/** What one source wants. */
export type FeedWish =
  | { readonly kind: 'sessions'; readonly on: readonly SessionEvent[]; readonly everyMs: number | null }
  | { readonly kind: 'packets'; readonly rule: PacketLogRule }
  | { readonly kind: 'dns' }
  /** `chains` of ours, or what the observers of `plugin` note. */
  | { readonly kind: 'flows'; readonly chains: readonly ChainName[]; readonly plugin: string | null };

/** One capture, as far as records need it. What it answers is of the moment. */
export interface FedCapture {
  session(slot: Slot): SessionRecord;
  packet(packet: DecodedPacket, slot: Slot, direction: number, filter: string | null, name: string | null): PacketLog;
  stateChange(slot: Slot, time: number): PacketLog;
  dns(transaction: DnsTransaction): DnsRecord;
  /** Not ended yet. */
  openSessions(): readonly Slot[];
  lastTime(slot: Slot): number;
}

export type CaptureHandlers = Pick<
  Required<FlowListener>,
  'sessionStarted' | 'sessionEnded' | 'packet' | 'expired' | 'dnsTransaction'
>;

interface Listening {
  readonly source: RecordSource;
  readonly wish: FeedWish;
  /** When open sessions are told next, packet time; null: not known before the first packet. */
  updateAtUs: number | null;
  updatedAtUs: number;
  /** Chains over the packets of the capture under way. */
  observer: FlowObserver | null;
}

const MICROSECONDS = 1000;
/** Packet time goes out to stages in steps of at least this. */
const TIME_STEP_US = 1_000_000;
/** Sessions told between two looks for room. */
const STRIDE = 256;

export class CaptureFeeds {
  /** How the reader of the capture under way meets a full queue. */
  patience: Patience = 'live';
  private readonly run: string;
  private readonly hashSeed: () => number;
  private readonly listening = new Map<RecordSource, Listening>();
  private attached: FedCapture | null = null;
  /** Beginnings and ends of captures: time begins anew with each. */
  private captures = 0;
  private packets = 0;
  private transactions = 0;
  private flows = 0;
  /** Packet time, never going back. */
  private nowUs = Number.NEGATIVE_INFINITY;
  private toldUs = Number.NEGATIVE_INFINITY;
  private nowText = '';
  private nowTextUs = Number.NaN;
  /** Its first packet, whose counts the record is to have, is about to be told. */
  private begun: Slot = -1;

  /** `run`: part of the ids of what has none of its own; unique to this run of the program. `hashSeed`: a new one each time. */
  constructor(run: string, hashSeed: () => number) {
    this.run = run;
    this.hashSeed = hashSeed;
  }

  get isActive(): boolean {
    return this.listening.size > 0;
  }

  listen(source: RecordSource, wish: FeedWish): void {
    const observer = wish.kind === 'flows' ? this.observerFor(source, wish) : null;
    this.listening.set(source, { source, wish, updateAtUs: null, updatedAtUs: Number.NEGATIVE_INFINITY, observer });
  }

  unlisten(source: RecordSource): void {
    this.listening.delete(source);
  }

  /** From now on records come from this capture. */
  attach(capture: FedCapture, patience: Patience): void {
    this.attached = capture;
    this.patience = patience;
    this.nowUs = Number.NEGATIVE_INFINITY;
    this.toldUs = Number.NEGATIVE_INFINITY;
    this.captures++;
    for (const each of this.listening.values()) {
      each.source.restart(this.captures);
      each.updateAtUs = null;
      each.updatedAtUs = Number.NEGATIVE_INFINITY;
      if (each.wish.kind === 'flows') each.observer = this.observerFor(each.source, each.wish);
    }
  }

  /** For every packet of the capture that `of` is, before the flow table has it. */
  observe(packet: DecodedPacket, of: FedCapture): void {
    if (this.listening.size === 0 || this.attached !== of) return;
    if (packet.time > this.nowUs) this.nowUs = packet.time;
    for (const { observer } of this.listening.values()) observer?.ingest(packet);
  }

  /** Records of flows that a plugin observed. */
  pluginFlows(plugin: string, records: readonly object[]): void {
    for (const { wish, source } of this.listening.values()) {
      if (wish.kind !== 'flows' || wish.plugin !== plugin || !source.isOpen) continue;
      for (const record of records) source.offer(this.record('flow', `${this.run}:f${++this.flows}`, record));
    }
  }

  /** For the flow table of the capture that `of` answers; another's events are not fed. */
  listener(of: () => FedCapture): CaptureHandlers {
    const isFed = (): boolean => this.listening.size > 0 && this.attached === of();
    return {
      sessionStarted: (slot) => {
        this.begun = slot;
      },
      sessionEnded: (slot) => {
        if (isFed()) this.session(slot, 'end', 'end');
      },
      packet: (packet, slot, direction, change, filter, name) => {
        const begins = slot >= 0 && slot === this.begun;
        this.begun = -1;
        if (!isFed()) return;
        if (packet.time > this.nowUs) this.nowUs = packet.time;
        if (begins) this.session(slot, 'start', 'start');
        if (change === STATE_ESTABLISHED) this.session(slot, 'established', 'established');
        this.packet(packet, slot, direction, change, filter, name);
      },
      expired: (slot, time) => {
        if (isFed()) this.stateChange(slot, time);
      },
      dnsTransaction: (transaction) => {
        if (isFed()) this.dns(transaction);
      },
    };
  }

  /**
   * Between batches of packets: time goes on, and sessions that are open are told where some pipeline wants that. To be awaited
   * where the input is a file; live, `nowUs` is the wall clock.
   */
  afterBatch(nowUs: number | null = null): Promise<void> | null {
    if (this.listening.size === 0) return null;
    if (nowUs !== null && nowUs > this.nowUs) this.nowUs = nowUs;
    if (nowUs !== null) for (const { observer } of this.listening.values()) observer?.advance(nowUs);
    const updated = this.updateDue() ? this.update() : null;
    if (this.nowUs - this.toldUs >= TIME_STEP_US) {
      this.toldUs = this.nowUs;
      for (const { source } of this.listening.values()) source.advance(this.nowUs);
    }
    const room = this.whenRoom();
    if (updated === null || this.patience === 'live') return room;
    return updated.then(() => this.whenRoom() ?? undefined);
  }

  /** The capture ended: its open sessions are told as they are. Its reader's patience holds for them, live ones' too. */
  async captureEnded(capture: FedCapture): Promise<void> {
    if (this.attached !== capture || this.listening.size === 0) return;
    if (this.patience === 'live') this.patience = 'while-it-gets-on';
    for (const { observer } of this.listening.values()) observer?.flush();
    const open = this.wants('end') ? capture.openSessions() : [];
    for (const [at, slot] of open.entries()) {
      this.session(slot, 'end', 'end');
      if (at % STRIDE === STRIDE - 1) await this.whenRoom();
    }
    this.captures++;
    for (const { source } of this.listening.values()) {
      source.advance(this.nowUs);
      // Windows end with it: nobody knows when another capture begins, or where in time.
      source.restart(this.captures);
    }
  }

  /** Nothing will come any more, from any capture. */
  finish(): void {
    for (const source of this.listening.keys()) source.finish();
  }

  private observerFor(
    source: RecordSource,
    { chains, plugin }: Extract<FeedWish, { kind: 'flows' }>,
  ): FlowObserver | null {
    if (plugin !== null) return null;
    const observer: FlowObserver = new FlowObserver(
      chainsNamed(chains),
      (flow) => {
        if (!source.isOpen) return;
        const columns = Object.fromEntries(observer.keys.map((key, position) => [key, observer.value(flow, position)]));
        source.offer(this.record('flow', `${this.run}:f${++this.flows}`, columns));
      },
      this.hashSeed(),
    );
    return observer;
  }

  private whenRoom(): Promise<void> | null {
    const waits = [...this.listening.values()].flatMap(({ source }) => source.whenRoom() ?? []);
    return waits.length === 0 ? null : Promise.all(waits).then(() => undefined);
  }

  private wants(event: SessionEvent): boolean {
    for (const { wish } of this.listening.values()) {
      if (wish.kind === 'sessions' && wish.on.includes(event)) return true;
    }
    return false;
  }

  private session(slot: Slot, event: SessionEvent, name: string): void {
    let record: PipelineRecord | null = null;
    for (const { wish, source } of this.listening.values()) {
      if (wish.kind !== 'sessions' || !wish.on.includes(event) || !source.isOpen) continue;
      record ??= this.sessionRecord(slot, event, name);
      source.offer(record);
    }
  }

  private sessionRecord(slot: Slot, event: string, name: string): PipelineRecord {
    const session = this.attached!.session(slot);
    return this.record('session', `${session.session_id}:${name}`, { event, ...session });
  }

  private packet(
    packet: DecodedPacket,
    slot: Slot,
    direction: number,
    change: number,
    filter: string | null,
    name: string | null,
  ): void {
    let record: PipelineRecord | null = null;
    for (const { wish, source } of this.listening.values()) {
      if (wish.kind !== 'packets' || !source.isOpen) continue;
      if (!isLogged(wish.rule, packet.protocol, change, name)) continue;
      record ??= this.packetRecord(this.attached!.packet(packet, slot, direction, filter, name));
      source.offer(record);
    }
  }

  private stateChange(slot: Slot, time: number): void {
    let record: PipelineRecord | null = null;
    for (const { wish, source } of this.listening.values()) {
      if (wish.kind !== 'packets' || !source.isOpen) continue;
      record ??= this.packetRecord(this.attached!.stateChange(slot, time));
      source.offer(record);
    }
  }

  private packetRecord(log: PacketLog): PipelineRecord {
    return this.record('packet', `${this.run}:p${++this.packets}`, log);
  }

  private dns(transaction: DnsTransaction): void {
    let record: PipelineRecord | null = null;
    for (const { wish, source } of this.listening.values()) {
      if (wish.kind !== 'dns' || !source.isOpen) continue;
      record ??= this.record('dns', `${this.run}:d${++this.transactions}`, this.attached!.dns(transaction));
      source.offer(record);
    }
  }

  private record(type: RecordType, id: string, columns: object): PipelineRecord {
    if (this.nowUs !== this.nowTextUs) {
      // Before the first packet it is clamped to the earliest time that can be written.
      this.nowText = formatTime(this.nowUs);
      this.nowTextUs = this.nowUs;
    }
    const head = { [RECORD_TYPE_KEY]: type, [RECORD_ID_KEY]: id, [RECORD_TIME_KEY]: this.nowText };
    return { ...head, ...columns } as PipelineRecord;
  }

  private updateDue(): boolean {
    let due = false;
    for (const each of this.listening.values()) {
      const { wish } = each;
      if (wish.kind !== 'sessions' || wish.everyMs === null || this.nowUs === Number.NEGATIVE_INFINITY) continue;
      const stepUs = wish.everyMs * MICROSECONDS;
      if (each.updateAtUs === null) each.updateAtUs = (Math.floor(this.nowUs / stepUs) + 1) * stepUs;
      else if (this.nowUs >= each.updateAtUs) due = true;
    }
    return due;
  }

  /** Tells sessions that are open and had a packet since they were told last. */
  private async update(): Promise<void> {
    const capture = this.attached!;
    const { nowUs } = this;
    const due = [...this.listening.values()].filter(({ updateAtUs }) => updateAtUs !== null && updateAtUs <= nowUs);
    const rounds = due.map((each) => {
      const since = each.updatedAtUs;
      const stepUs = each.wish.kind === 'sessions' ? (each.wish.everyMs ?? 1) * MICROSECONDS : 1;
      const number = Math.floor(nowUs / stepUs);
      each.updatedAtUs = nowUs;
      each.updateAtUs = (number + 1) * stepUs;
      return { source: each.source, since, number };
    });
    let told = 0;
    for (const slot of capture.openSessions()) {
      if (this.attached !== capture) return;
      for (const { source, since, number } of rounds) {
        if (capture.lastTime(slot) <= since) continue;
        source.offer(this.sessionRecord(slot, 'update', `update:${number}`));
        if (++told % STRIDE === 0) await this.whenRoom();
      }
    }
  }
}
