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
import { FrameFeed, type TakenFrame } from './frame-feed.ts';
import type { PluginClock } from './ports.ts';

/** What one capture is made of, as far as frames need it. */
export interface FeedCapture {
  readonly sessions: SessionColumns;
  /** Seed of its session ids, 4 bytes. */
  readonly seed: Uint8Array;
  interfaceNames(): readonly string[];
}

/** The logs of one rule. */
export class PacketFeed extends FrameFeed {
  readonly rule: PacketLogRule;
  private readonly columns = new PacketColumns(FRAME_ROWS);
  private capture: FeedCapture | null = null;
  private rows = 0;
  private nameCharacters = 0;
  private first = 0;

  constructor(rule: PacketLogRule, clock: PluginClock) {
    super(clock);
    this.rule = rule;
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
    this.addedRow();
  }

  /** As `FlowListener.expired`. */
  stateChange(slot: Slot, time: number): void {
    if (this.capture === null) return;
    this.columns.setStateChange(this.rows, this.capture.sessions, slot, time);
    this.addedRow();
  }

  protected override take(): TakenFrame | null {
    const { rows, capture } = this;
    if (rows === 0 || capture === null) return null;
    const { seed } = capture;
    const head = { seed, first: this.first, interfaces: capture.interfaceNames(), filters: PAYLOAD_FILTERS };
    const frame = encodePacketFrame(this.columns, rows, head);
    this.first += rows;
    this.rows = 0;
    this.nameCharacters = 0;
    return { frame, rows };
  }

  private addedRow(): void {
    this.rows++;
    if (this.rows === FRAME_ROWS) this.flush();
    else this.added();
  }
}
