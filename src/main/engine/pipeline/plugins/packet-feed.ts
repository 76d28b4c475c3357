/**
 * Packet logs on their way to plugins: what the flow table reports is copied into columns, and every so often made into
 * one frame that all plugins share. Costs nothing while nobody listens.
 */
import { PAYLOAD_FILTERS } from '#contract/settings.ts';
import { encodePacketFrame, FRAME_NAME_CHARACTERS, FRAME_ROWS } from '#contract/plugins/packet-frame.ts';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import { PacketColumns } from '#main/engine/flows/packet-columns.ts';
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';
import { isLogged, type PacketLogRule } from '../packet-logs.ts';
import type { PluginClock } from './ports.ts';

/** A log reaches the queues after this time at the latest. */
const FLUSH_MS = 50;

/** What one capture is made of, as far as frames need it. */
export interface FeedCapture {
  readonly sessions: SessionColumns;
  /** Seed of its session ids, 4 bytes. */
  readonly seed: Uint8Array;
  interfaceNames(): readonly string[];
}

/** Whoever takes frames: a plugin's queue and what pumps it. */
export interface FeedListener {
  frame(frame: Uint8Array, rows: number): void;
}

/** The logs of one rule. */
export class PacketFeed {
  readonly rule: PacketLogRule;
  private readonly clock: PluginClock;
  private readonly listeners = new Set<FeedListener>();
  private readonly columns = new PacketColumns(FRAME_ROWS);
  private capture: FeedCapture | null = null;
  private rows = 0;
  private nameCharacters = 0;
  private first = 0;
  private cancelFlush: (() => void) | null = null;

  constructor(rule: PacketLogRule, clock: PluginClock) {
    this.rule = rule;
    this.clock = clock;
  }

  get isActive(): boolean {
    return this.listeners.size > 0;
  }

  /** Gets every log from now on, none from before. Returns how to stop, after which everything until then was delivered. */
  listen(listener: FeedListener): () => void {
    this.flush();
    this.listeners.add(listener);
    return () => {
      this.flush();
      this.listeners.delete(listener);
    };
  }

  attach(capture: FeedCapture): void {
    this.flush();
    this.capture = capture;
  }

  /** Arguments as in `FlowListener.packet`. */
  packet(
    packet: DecodedPacket,
    slot: Slot,
    direction: number,
    change: number,
    filter: string | null,
    name: string | null,
  ): void {
    if (this.capture === null || !isLogged(this.rule, packet.protocol, change, name)) return;
    if (name !== null && this.nameCharacters + name.length > FRAME_NAME_CHARACTERS) this.flush();
    this.columns.setPacket(this.rows, packet, this.capture.sessions, slot, direction, filter, name);
    if (name !== null) this.nameCharacters += name.length;
    this.added();
  }

  /** As `FlowListener.expired`. */
  stateChange(slot: Slot, time: number): void {
    if (this.capture === null) return;
    this.columns.setStateChange(this.rows, this.capture.sessions, slot, time);
    this.added();
  }

  flush(): void {
    this.cancelFlush?.();
    this.cancelFlush = null;
    const { rows, capture } = this;
    if (rows === 0 || capture === null) return;
    const { seed } = capture;
    const head = { seed, first: this.first, interfaces: capture.interfaceNames(), filters: PAYLOAD_FILTERS };
    const frame = encodePacketFrame(this.columns, rows, head);
    this.first += rows;
    this.rows = 0;
    this.nameCharacters = 0;
    for (const listener of this.listeners) listener.frame(frame, rows);
  }

  private added(): void {
    this.rows++;
    if (this.rows === FRAME_ROWS) this.flush();
    else this.cancelFlush ??= this.clock.after(FLUSH_MS, () => this.flush());
  }
}
