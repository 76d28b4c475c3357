/**
 * The table's clock, which only moves forward, made from packet times, which do not.
 *
 * A packet less than a second behind the clock keeps its own time (interfaces are read in turns). One further behind is
 * taken as of now, so that its session does not end at once. Where hundreds of packets in a row are far behind, one wrong
 * time has moved the clock ahead, or a later file begins earlier: from then on the clock runs on from where it stands.
 */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import type { FlowCounters } from './flow-options.ts';

const JITTER_US = MICROSECONDS_PER_SECOND;
const FAR_BEHIND_US = 600 * MICROSECONDS_PER_SECOND;
const FAR_BEHIND_PACKETS = 500;

export class PacketClock {
  /** Microseconds; -Infinity before the first packet. Not an epoch time after a step (see above). */
  now: number = Number.NEGATIVE_INFINITY;
  /** What is added to packet time. */
  #offset = 0;
  #lastPacketTime = 0;
  #farBehind = 0;
  readonly #counters: FlowCounters;

  constructor(counters: FlowCounters) {
    this.#counters = counters;
  }

  /** Moves the clock by a packet and answers its time on the clock. A packet without a time is given the last one. */
  observe(packet: DecodedPacket): number {
    const time = packet.time;
    if (!Number.isFinite(time)) {
      this.#counters.packetsWithoutTime++;
      packet.time = this.#lastPacketTime;
      if (this.now === Number.NEGATIVE_INFINITY) this.now = this.#lastPacketTime;
      return this.now;
    }
    this.#lastPacketTime = time;
    const at = time + this.#offset;
    if (at >= this.now) {
      this.now = at;
      this.#farBehind = 0;
      return at;
    }
    if (at >= this.now - JITTER_US) {
      this.#farBehind = 0;
      return at;
    }
    this.#counters.packetsBehind++;
    if (at >= this.now - FAR_BEHIND_US) this.#farBehind = 0;
    else if (++this.#farBehind >= FAR_BEHIND_PACKETS) {
      this.#farBehind = 0;
      this.#offset = this.now - time;
    }
    return this.now;
  }

  /** Moves the clock by wall time (microseconds since the epoch), if that is ahead of it. */
  advance(nowUs: number): void {
    const at = nowUs + this.#offset;
    if (at > this.now && this.now !== Number.NEGATIVE_INFINITY) this.now = at;
  }
}
