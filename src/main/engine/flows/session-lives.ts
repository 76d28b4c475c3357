/**
 * How sessions begin and end: slots handed out and taken back, index and time-outs kept in step, the listener told. A slot
 * is live (in index and expiry), retained (ended, readable) or free.
 */
import { assert } from '#base/assert.ts';
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import type { AddressNames } from './address-names.ts';
import type { Expiry } from './expiry.ts';
import { FLAG_DECLINED, FLAG_ENDED, FLAG_FIN_IN, FLAG_FIN_OUT, FLAG_IPV6, FLAG_REPORTED } from './flow-flags.ts';
import { FlowKey } from './flow-key.ts';
import type { FlowListener } from './flow-listener.ts';
import type { FlowCounters, FlowOptions } from './flow-options.ts';
import type { KeyHasher } from './key-hash.ts';
import { writeNewSession } from './new-session.ts';
import type { PacketClock } from './packet-clock.ts';
import type { PayloadNames } from './payload-names.ts';
import {
  BYTE_HOSTNAME_SOURCE,
  END_EVICTED,
  END_FIN,
  END_REUSED,
  END_TIMEOUT,
  IN,
  OUT,
  RECORD_BYTES,
  type SessionColumns,
  type Slot,
  STATE_ABORT,
  STATE_CLOSE,
  STATE_EXPIRED,
} from './session-columns.ts';
import type { SessionIndex } from './session-index.ts';
import type { SlotPool } from './slot-pool.ts';

/** Slots from which on the table takes all the room that it may need. */
const LARGEST_DOUBLED = 65_536;

/** What sessions are kept in and told to. */
export interface SessionKeeping {
  readonly columns: SessionColumns;
  readonly counters: FlowCounters;
  readonly options: FlowOptions;
  readonly listener: FlowListener;
  readonly hasher: KeyHasher;
  readonly index: SessionIndex;
  readonly pool: SlotPool;
  readonly clock: PacketClock;
  readonly expiry: Expiry;
  readonly names: AddressNames;
  readonly payload: PayloadNames;
}

export class SessionLives {
  readonly #columns: SessionColumns;
  readonly #counters: FlowCounters;
  readonly #options: FlowOptions;
  readonly #listener: FlowListener;
  readonly #hasher: KeyHasher;
  readonly #index: SessionIndex;
  readonly #pool: SlotPool;
  readonly #clock: PacketClock;
  readonly #expiry: Expiry;
  readonly #names: AddressNames;
  readonly #payload: PayloadNames;
  readonly #endedKey: FlowKey = new FlowKey();

  constructor(keeping: SessionKeeping) {
    this.#columns = keeping.columns;
    this.#counters = keeping.counters;
    this.#options = keeping.options;
    this.#listener = keeping.listener;
    this.#hasher = keeping.hasher;
    this.#index = keeping.index;
    this.#pool = keeping.pool;
    this.#clock = keeping.clock;
    this.#expiry = keeping.expiry;
    this.#names = keeping.names;
    this.#payload = keeping.payload;
  }

  isLive(slot: Slot): boolean {
    return this.#columns.serial(slot) !== 0 && (this.#columns.flags(slot) & FLAG_ENDED) === 0;
  }

  isClosed(slot: Slot): boolean {
    const state = this.#columns.state(slot);
    return state === STATE_CLOSE || state === STATE_ABORT;
  }

  /** Makes a session under `key`, the one of its first packet; in a full table at the cost of another. `direction` is the first packet's. */
  start(packet: DecodedPacket, key: FlowKey, direction: number, now: number): Slot {
    if (this.#index.count >= this.#options.maxSessions) this.#evict(packet.time);
    const slot = this.#takeSlot();
    const columns = this.#columns;
    let flags = writeNewSession(columns, slot, packet, direction, now);
    const responderPort = direction === OUT ? packet.destinationPort : packet.sourcePort;
    const ipv6 = (flags & FLAG_IPV6) !== 0;
    const accepted =
      this.#options.filter?.accepts(
        columns.unsigned,
        columns.initiatorAt(slot),
        ipv6,
        packet.protocol,
        responderPort,
      ) ?? true;
    if (accepted) {
      columns.setSerial(slot, ++this.#counters.sessions);
      this.#counters.live++;
    } else {
      flags |= FLAG_DECLINED;
      columns.setSerial(slot, -++this.#counters.declined);
    }
    columns.setFlags(slot, flags | this.#payload.flagsFor(packet, accepted));
    this.#nameResponder(slot);
    this.#index.insert(key, slot, direction === IN);
    return slot;
  }

  #nameResponder(slot: Slot): void {
    const columns = this.#columns;
    const { hostnames } = columns;
    const name = this.#names.find(columns.unsigned, columns.responderAt(slot));
    if (name === undefined) return;
    columns.bytes[slot * RECORD_BYTES + BYTE_HOSTNAME_SOURCE] = 1;
    // Without gaps, so that it stays an array for V8; and no longer than the last name needs.
    while (hostnames.length < slot) hostnames.push(undefined);
    hostnames[slot] = name;
  }

  #takeSlot(): Slot {
    const slot = this.#pool.take();
    if (slot >= 0) return slot;
    const capacity = this.#largerCapacity();
    this.#columns.grow(capacity);
    return this.#pool.take();
  }

  /**
   * Doubles while copying is cheap, then makes room for all at once: memory costs nothing until it is touched, whereas each
   * doubling leaves half as much behind until it is collected.
   */
  #largerCapacity(): number {
    const { capacity } = this.#columns;
    if (capacity < LARGEST_DOUBLED) return capacity * 2;
    const most = this.#options.maxSessions + this.#options.retainEnded + 1;
    return Math.max(most, capacity + 1);
  }

  /** Ends a session that was idle for its time-out; a closed one was only lingering, a half-closed one is closed by it. */
  endDue(slot: Slot): void {
    const columns = this.#columns;
    if (!this.isClosed(slot)) {
      const halfClosed = (columns.flags(slot) & (FLAG_FIN_OUT | FLAG_FIN_IN)) !== 0;
      columns.setState(slot, halfClosed ? STATE_CLOSE : STATE_EXPIRED);
      columns.setEndReason(slot, halfClosed ? END_FIN : END_TIMEOUT);
      if (!halfClosed && columns.serial(slot) > 0) this.#counters.expired++;
      this.#tellExpired(slot, columns.lastTime(slot) + this.#expiry.timeoutOf(slot));
    }
    this.end(slot);
  }

  endReused(slot: Slot, time: number): void {
    if (!this.isClosed(slot)) {
      this.#columns.setState(slot, STATE_EXPIRED);
      this.#columns.setEndReason(slot, END_REUSED);
      if (this.#columns.serial(slot) > 0) this.#counters.reused++;
      this.#tellExpired(slot, time);
    }
    this.end(slot);
  }

  #evict(time: number): void {
    const slot = this.#expiry.leastRecent();
    assert(slot >= 0, 'a full table has a least recent session');
    // It may be over its time already: what is due ends within a second, not at once.
    if (this.#expiry.isDue(slot, this.#clock.now)) {
      this.endDue(slot);
      return;
    }
    if (!this.isClosed(slot)) {
      this.#columns.setState(slot, STATE_EXPIRED);
      this.#columns.setEndReason(slot, END_EVICTED);
      if (this.#columns.serial(slot) > 0) this.#counters.evicted++;
      this.#tellExpired(slot, time);
    }
    this.end(slot);
  }

  #tellExpired(slot: Slot, time: number): void {
    if ((this.#columns.flags(slot) & FLAG_REPORTED) !== 0 && !(this.#options.filter?.onlyMatching ?? false))
      this.#listener.expired?.(slot, time);
  }

  /** Takes a session, whose state and reason are final, out of the live ones. */
  end(slot: Slot): void {
    const columns = this.#columns;
    this.#endedKey.takeSession(columns, slot, this.#hasher);
    this.#index.remove(slot, this.#endedKey.hash);
    this.#expiry.remove(slot);
    this.#payload.forget(slot);
    const flags = columns.flags(slot);
    columns.setFlags(slot, flags | FLAG_ENDED);
    if ((flags & FLAG_DECLINED) === 0) this.#counters.live--;
    if ((flags & FLAG_REPORTED) === 0) {
      this.#release(slot);
      return;
    }
    this.#listener.sessionEnded?.(slot);
    if (this.#options.retainEnded === 0) {
      this.#forget(slot);
      return;
    }
    this.#pool.retain(slot);
    if (this.#pool.retained > this.#options.retainEnded) this.#forget(this.#pool.releaseOldest());
    this.#counters.retained = this.#pool.retained;
  }

  #forget(slot: Slot): void {
    this.#listener.sessionForgotten?.(slot);
    this.#release(slot);
  }

  #release(slot: Slot): void {
    const columns = this.#columns;
    columns.setSerial(slot, 0);
    if (columns.hostnameSource(slot) !== 0) columns.hostnames[slot] = undefined;
    if (columns.tunnel(slot) !== 0) columns.tunnels.release(columns.tunnel(slot));
    this.#pool.free(slot);
  }
}
