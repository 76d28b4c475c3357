/**
 * Packet logs as columns: what a row needs is copied out of the packet and its session, because both are only lent.
 * The streaming writer uses a single row, the viewer's ring many, so both write the same text.
 */
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import { PROTOCOL_TCP, WORD_SOURCE } from '#main/engine/decode/packet.ts';
import { FLAG_HAS_PORTS, FLAG_IPV6 } from './flow-flags.ts';
import { OUT, type SessionColumns, type Slot } from './session-columns.ts';

export class PacketColumns {
  capacity: number;
  time: Float64Array;
  /** Source and destination of the packet itself, four words each. */
  addresses: Uint32Array;
  ipv6: Uint8Array;
  /** -1 where there is none. */
  sourcePort: Int32Array;
  destinationPort: Int32Array;
  protocol: Uint8Array;
  /** State of the session after the packet; 0 where it belongs to none. */
  state: Uint8Array;
  direction: Uint8Array;
  interfaceId: Uint16Array;
  length: Uint32Array;
  /** The session's serial and start, of which its id is made; serial 0: none. */
  sessionSerial: Float64Array;
  sessionStart: Float64Array;
  /** Where the frame's bytes are kept (-1: nowhere), and how many were captured. */
  frame: Float64Array;
  captured: Uint32Array;
  /**
   * What its session had counted in the packet's direction by then, of the counts the lower 16 bits: what a packet was itself
   * is the difference to the one before. Of TCP only.
   */
  retransmissions: Uint16Array;
  outOfOrder: Uint16Array;
  /** Which payload filter took which name. */
  filter: (string | undefined)[] = [];
  name: (string | undefined)[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
    this.time = new Float64Array(capacity);
    this.addresses = new Uint32Array(capacity * 8);
    this.ipv6 = new Uint8Array(capacity);
    this.sourcePort = new Int32Array(capacity);
    this.destinationPort = new Int32Array(capacity);
    this.protocol = new Uint8Array(capacity);
    this.state = new Uint8Array(capacity);
    this.direction = new Uint8Array(capacity);
    this.interfaceId = new Uint16Array(capacity);
    this.length = new Uint32Array(capacity);
    this.sessionSerial = new Float64Array(capacity);
    this.sessionStart = new Float64Array(capacity);
    this.frame = new Float64Array(capacity);
    this.captured = new Uint32Array(capacity);
    this.retransmissions = new Uint16Array(capacity);
    this.outOfOrder = new Uint16Array(capacity);
  }

  /** Everything held so far in columns of another size. */
  resized(capacity: number): PacketColumns {
    const copy = new PacketColumns(capacity);
    copy.time.set(this.time);
    copy.addresses.set(this.addresses);
    copy.ipv6.set(this.ipv6);
    copy.sourcePort.set(this.sourcePort);
    copy.destinationPort.set(this.destinationPort);
    copy.protocol.set(this.protocol);
    copy.state.set(this.state);
    copy.direction.set(this.direction);
    copy.interfaceId.set(this.interfaceId);
    copy.length.set(this.length);
    copy.sessionSerial.set(this.sessionSerial);
    copy.sessionStart.set(this.sessionStart);
    copy.frame.set(this.frame);
    copy.captured.set(this.captured);
    copy.retransmissions.set(this.retransmissions);
    copy.outOfOrder.set(this.outOfOrder);
    copy.filter = this.filter.slice();
    copy.name = this.name.slice();
    return copy;
  }

  setPacket(
    at: number,
    packet: DecodedPacket,
    sessions: SessionColumns,
    slot: Slot,
    direction: number,
    filter: string | null,
    name: string | null,
  ): void {
    const from = packet.words;
    const to = this.addresses;
    for (let word = 0; word < 8; word++) to[at * 8 + word] = from[WORD_SOURCE + word]!;
    this.time[at] = packet.time;
    this.ipv6[at] = packet.ipVersion === 6 ? 1 : 0;
    this.sourcePort[at] = packet.sourcePort;
    this.destinationPort[at] = packet.destinationPort;
    this.protocol[at] = packet.protocol;
    this.direction[at] = direction;
    this.interfaceId[at] = packet.interfaceId;
    this.length[at] = packet.wireLength;
    this.state[at] = slot < 0 ? 0 : sessions.state(slot);
    this.sessionSerial[at] = slot < 0 ? 0 : sessions.serial(slot);
    this.sessionStart[at] = slot < 0 ? 0 : sessions.startTime(slot);
    this.frame[at] = packet.frame;
    this.captured[at] = packet.capturedLength;
    if (packet.protocol === PROTOCOL_TCP && slot >= 0) {
      this.retransmissions[at] = sessions.retransmissions(slot, direction);
      this.outOfOrder[at] = sessions.outOfOrder(slot, direction);
    }
    this.setName(at, filter, name);
  }

  /** The log of a state change without a packet: from the initiator to the responder, of length 0. */
  setStateChange(at: number, sessions: SessionColumns, slot: Slot, time: number): void {
    const hasPorts = (sessions.flags(slot) & FLAG_HAS_PORTS) !== 0;
    const from = sessions.initiatorAt(slot);
    for (let word = 0; word < 8; word++) this.addresses[at * 8 + word] = sessions.unsigned[from + word]!;
    this.time[at] = time;
    this.ipv6[at] = (sessions.flags(slot) & FLAG_IPV6) === 0 ? 0 : 1;
    this.sourcePort[at] = hasPorts ? sessions.initiatorPort(slot) : -1;
    this.destinationPort[at] = hasPorts ? sessions.responderPort(slot) : -1;
    this.protocol[at] = sessions.protocol(slot);
    this.direction[at] = OUT;
    this.interfaceId[at] = sessions.interfaceId(slot);
    this.length[at] = 0;
    this.state[at] = sessions.state(slot);
    this.sessionSerial[at] = sessions.serial(slot);
    this.sessionStart[at] = sessions.startTime(slot);
    this.frame[at] = -1;
    this.captured[at] = 0;
    this.setName(at, null, null);
  }

  /** Names are rare: an array without them stays empty and costs nothing. */
  private setName(at: number, filter: string | null, name: string | null): void {
    if (name !== null && filter !== null) {
      this.filter[at] = filter;
      this.name[at] = name;
    } else if (at < this.name.length && this.name[at] !== undefined) {
      this.filter[at] = undefined;
      this.name[at] = undefined;
    }
  }
}
