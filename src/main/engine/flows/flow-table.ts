/**
 * The flow table: owns the sessions and joins key, states, expiry, fragments and DNS. One packet in, at most a few calls
 * of the listener out, nothing allocated on the way (but for DNS messages). Time is packet time.
 */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { assert } from '#base/assert.ts';
import {
  type DecodedPacket,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
} from '#main/engine/decode/packet.ts';
import { AddressNames } from './address-names.ts';
import { DnsTracker } from './dns-tracker.ts';
import { CLASS_DNS, CLASS_ICMP, CLASS_OTHER, CLASS_UDP, Expiry } from './expiry.ts';
import type { FlowFilter } from './flow-filter.ts';
import {
  FLAG_DECLINED,
  FLAG_ENDED,
  FLAG_FIN_IN,
  FLAG_FIN_OUT,
  FLAG_IPV6,
  FLAG_LOOKING,
  FLAG_ANSWERED,
  FLAG_REPORTED,
  FLAG_UNDER_WAY,
  routineFlag,
} from './flow-flags.ts';
import { FlowKey } from './flow-key.ts';
import type { FlowListener } from './flow-listener.ts';
import { createFlowCounters, type FlowCounters, type FlowOptions } from './flow-options.ts';
import { Fragments } from './fragments.ts';
import { KIND_DATA, noteOnce } from './history.ts';
import { type KeyHasher, SeededHasher } from './key-hash.ts';
import { PacketClock } from './packet-clock.ts';
import { isAnswer, writeNewSession } from './new-session.ts';
import { PayloadNames } from './payload-names.ts';
import {
  BYTE_HOSTNAME_SOURCE,
  BYTE_TCP_FLAGS,
  DOUBLE_ACTIVITY,
  DOUBLE_LAST_TIME,
  DOUBLE_PAYLOAD_BYTES,
  DOUBLE_WIRE_BYTES,
  END_EVICTED,
  END_FIN,
  END_REUSED,
  END_TIMEOUT,
  HALF_ICMP_ERRORS,
  IN,
  OUT,
  RECORD_BYTES,
  RECORD_DOUBLES,
  RECORD_HALVES,
  RECORD_WORDS,
  SessionColumns,
  type Slot,
  STATE_ABORT,
  STATE_CLOSE,
  STATE_ESTABLISHED,
  STATE_EXPIRED,
  STATE_NEW,
  WORD_FLAGS,
  WORD_PACKETS,
} from './session-columns.ts';
import { SessionIndex } from './session-index.ts';
import { SlotPool } from './slot-pool.ts';
import { TcpSegments } from './tcp-segments.ts';
import { TcpStates } from './tcp-states.ts';

const INITIAL_CAPACITY = 1024;
/** Slots from which on the table takes all the room that it may need. */
const LARGEST_DOUBLED = 65_536;

/** A segment with one of these may change a state. */
const EVENTFUL_TCP_FLAGS = TCP_SYN | TCP_FIN | TCP_RST;

export class FlowTable {
  readonly columns: SessionColumns = new SessionColumns(INITIAL_CAPACITY);
  readonly counters: FlowCounters = createFlowCounters();
  readonly #options: FlowOptions;
  readonly #listener: FlowListener;
  readonly #filter: FlowFilter | null;
  readonly #onlyMatching: boolean;
  readonly #hasher: KeyHasher;
  readonly #key: FlowKey = new FlowKey();
  /** One of its own: a session may end while `#key` is the packet's at hand. */
  readonly #endedKey: FlowKey = new FlowKey();
  readonly #index: SessionIndex = new SessionIndex(this.columns);
  readonly #pool: SlotPool = new SlotPool(this.columns);
  readonly #clock: PacketClock = new PacketClock(this.counters);
  readonly #expiry: Expiry;
  readonly #tcp: TcpStates = new TcpStates(this.columns);
  readonly #segments: TcpSegments = new TcpSegments(this.columns, this.counters);
  readonly #fragments: Fragments = new Fragments(this.columns, this.counters);
  readonly #names: AddressNames = new AddressNames();
  readonly #dns: DnsTracker;
  readonly #payload: PayloadNames;
  readonly #dnsPorts: ReadonlySet<number>;

  /** `hasher` is for tests that want keys to collide. */
  constructor(options: FlowOptions, listener: FlowListener, hasher: KeyHasher = new SeededHasher(options.hashSeed)) {
    assert(options.maxSessions >= 1, 'maxSessions must be at least 1');
    assert(options.retainEnded >= 0, 'retainEnded must not be negative');
    this.#options = options;
    this.#listener = listener;
    this.#filter = options.filter;
    this.#onlyMatching = options.filter?.onlyMatching ?? false;
    this.#hasher = hasher;
    this.#expiry = new Expiry(
      options.timeouts,
      this.columns,
      options.retainEnded > 0 || listener.expired !== undefined || listener.sessionEnded !== undefined,
    );
    this.#dnsPorts = new Set(options.dnsPorts);
    this.#dns = new DnsTracker(
      this.columns,
      this.counters,
      this.#names,
      listener,
      options.dnsPorts,
      options.dnsTimeout * MICROSECONDS_PER_SECOND,
      options.filter?.payload ?? null,
    );
    this.#payload = new PayloadNames(
      this.columns,
      this.counters,
      this.#dns,
      options.filter?.payload ?? null,
      options.quicCrypto,
    );
  }

  /** Counts one decoded packet (KIND_SESSION). A packet without a time is given the last known one, in `packet.time`. */
  ingest(packet: DecodedPacket): void {
    const counters = this.counters;
    counters.packets++;
    counters.wireBytes += packet.wireLength;
    const now = this.#clock.observe(packet);
    if (this.#clock.now >= this.#expiry.nextSweep) this.#sweep();
    if (packet.laterFragment) {
      this.#ingestLaterFragment(packet, now);
      return;
    }
    if (packet.quoted && this.#attachError(packet, now)) return;
    const key = this.#key;
    key.takePacket(packet, this.#hasher);
    const slot = this.#index.find(key);
    if (slot >= 0 && (packet.tcpFlags & EVENTFUL_TCP_FLAGS) === 0 && !packet.firstFragment) {
      const { direction } = this.#index;
      const { words, bytes } = this.columns;
      const routine = words[slot * RECORD_WORDS + WORD_FLAGS]! & routineFlag(direction, packet.payloadLength);
      if (routine !== 0 && !this.#expiry.isDue(slot, now)) {
        bytes[slot * RECORD_BYTES + BYTE_TCP_FLAGS + direction]! |= packet.tcpFlags;
        this.#count(slot, direction, packet, now);
        if (packet.protocol === PROTOCOL_TCP && packet.sourcePort >= 0)
          this.#segments.continue(slot, packet, direction);
        this.#listener.packet?.(packet, slot, direction, 0, null, null);
        return;
      }
    }
    this.#ingestEventful(packet, slot, now);
  }

  /** A packet that is not known to be routine; `found` is the session that has its key, or -1. */
  #ingestEventful(packet: DecodedPacket, found: Slot, now: number): void {
    const hasPorts = packet.sourcePort >= 0;
    const segment = packet.protocol === PROTOCOL_TCP && hasPorts;
    let slot = found;
    let direction = this.#index.direction;
    if (slot >= 0) {
      if (this.#expiry.isDue(slot, now)) {
        this.#endDue(slot);
        slot = -1;
      } else if (segment && (packet.tcpFlags & TCP_SYN) !== 0 && this.#tcp.begins(slot, packet, direction)) {
        this.#endReused(slot, packet.time);
        slot = -1;
      }
    }
    let change = 0;
    const fresh = slot < 0;
    if (fresh) {
      direction = isAnswer(packet, segment) ? IN : OUT;
      slot = this.#start(packet, direction, now);
      change = STATE_NEW;
    }
    const columns = this.columns;
    const entered = segment ? this.#tcp.update(slot, packet, direction) : this.#updateState(slot, direction);
    if (entered !== 0) change = entered;
    if (segment) columns.bytes[slot * RECORD_BYTES + BYTE_TCP_FLAGS + direction]! |= packet.tcpFlags;
    this.#count(slot, direction, packet, now);
    if (segment) {
      this.#segments.examine(slot, packet, direction);
      if (fresh) this.#expiry.place(slot, this.#tcp.timeoutClass(slot));
      else if (entered !== 0 || (packet.tcpFlags & TCP_FIN) !== 0)
        this.#expiry.place(slot, this.#tcp.timeoutClass(slot));
    } else {
      if (packet.protocol === PROTOCOL_UDP) noteOnce(columns, slot, KIND_DATA, direction);
      if (fresh) this.#expiry.place(slot, this.#datagramClass(packet));
    }
    const looking = (packet.payloadLength > 0 || packet.firstFragment) && this.#isLookedAt(slot, direction);
    if (packet.firstFragment) this.#fragments.first(packet, slot, direction, now, looking);
    const whole = packet.firstFragment ? this.#fragments.whole : packet;
    const readable = looking && whole !== null && whole.payloadLength > 0;
    const name = readable ? this.#payload.take(whole, slot, direction, now) : null;
    this.#tell(packet, slot, direction, change, name);
    if (packet.firstFragment) this.#tellEarlyFragments(slot, direction, now);
    if (this.#isRoutine(packet, slot, direction, segment))
      columns.addFlags(slot, routineFlag(direction, packet.payloadLength));
  }

  /** Whether another packet like this one, in the same direction, can change nothing but counts. */
  #isRoutine(packet: DecodedPacket, slot: Slot, direction: number, segment: boolean): boolean {
    const { columns } = this;
    const flags = columns.flags(slot);
    if ((flags & FLAG_REPORTED) === 0 || this.#onlyMatching) return false;
    if (packet.payloadLength > 0 && (flags & (FLAG_LOOKING << direction)) !== 0) return false;
    if (segment)
      return (flags & FLAG_UNDER_WAY) !== 0 && (packet.payloadLength > 0 || (packet.tcpFlags & TCP_ACK) !== 0);
    return direction === OUT || columns.state(slot) !== STATE_NEW;
  }

  /** Moves the clock of a live capture: ends what is due although no packet comes. Microseconds since the epoch. */
  advance(nowUs: number): void {
    this.#clock.advance(nowUs);
    if (this.#clock.now >= this.#expiry.nextSweep) this.#sweep();
  }

  /**
   * The input ended: what is due by now ends, then closed sessions in the order in which they closed; waiting DNS queries
   * are unanswered; open sessions stay open.
   */
  finish(): void {
    this.#sweep();
    this.#fragments.flush();
    this.#dns.flush();
    const closed: Slot[] = [];
    for (let slot = 0; slot < this.#pool.touched; slot++)
      if (this.#isLive(slot) && this.#isClosed(slot)) closed.push(slot);
    this.#tcp.sortByClosing(closed);
    for (const slot of closed) this.#end(slot);
  }

  /** Sessions that have not ended and that the listener knows of, by serial. A copy. */
  openSessions(): Slot[] {
    const { columns } = this;
    const open: Slot[] = [];
    for (let slot = 0; slot < this.#pool.touched; slot++) {
      const reported = (columns.flags(slot) & (FLAG_REPORTED | FLAG_ENDED)) === FLAG_REPORTED;
      if (reported && columns.serial(slot) > 0) open.push(slot);
    }
    return open.sort((one, other) => columns.serial(one) - columns.serial(other));
  }

  /** The slot of the held session with this serial, or -1. A scan: for when somebody looks. */
  slotOf(serial: number): Slot {
    return this.columns.slotOf(serial, this.#pool.touched);
  }

  #isLive(slot: Slot): boolean {
    return this.columns.serial(slot) !== 0 && (this.columns.flags(slot) & FLAG_ENDED) === 0;
  }

  #isClosed(slot: Slot): boolean {
    const state = this.columns.state(slot);
    return state === STATE_CLOSE || state === STATE_ABORT;
  }

  /** Makes a session for the key at hand. `direction` is the first packet's. */
  #start(packet: DecodedPacket, direction: number, now: number): Slot {
    if (this.#index.count >= this.#options.maxSessions) this.#evict(packet.time);
    const slot = this.#takeSlot();
    const columns = this.columns;
    let flags = writeNewSession(columns, slot, packet, direction, now);
    const responderPort = direction === OUT ? packet.destinationPort : packet.sourcePort;
    const ipv6 = (flags & FLAG_IPV6) !== 0;
    const accepted =
      this.#filter?.accepts(columns.unsigned, columns.initiatorAt(slot), ipv6, packet.protocol, responderPort) ?? true;
    if (accepted) {
      columns.setSerial(slot, ++this.counters.sessions);
      this.counters.live++;
    } else {
      flags |= FLAG_DECLINED;
      columns.setSerial(slot, -++this.counters.declined);
    }
    columns.setFlags(slot, flags | this.#payload.flagsFor(packet, accepted));
    this.#nameResponder(slot);
    this.#index.insert(this.#key, slot, direction === IN);
    return slot;
  }

  #nameResponder(slot: Slot): void {
    const { columns } = this;
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
    this.columns.grow(capacity);
    return this.#pool.take();
  }

  /**
   * Doubles while copying is cheap, then makes room for all at once: memory costs nothing until it is touched, whereas each
   * doubling leaves half as much behind until it is collected.
   */
  #largerCapacity(): number {
    const { capacity } = this.columns;
    if (capacity < LARGEST_DOUBLED) return capacity * 2;
    const most = this.#options.maxSessions + this.#options.retainEnded + 1;
    return Math.max(most, capacity + 1);
  }

  #updateState(slot: Slot, direction: number): number {
    if (direction === OUT || this.columns.state(slot) !== STATE_NEW) return 0;
    this.columns.setState(slot, STATE_ESTABLISHED);
    this.columns.addFlags(slot, FLAG_ANSWERED);
    return STATE_ESTABLISHED;
  }

  #datagramClass(packet: DecodedPacket): number {
    if (packet.protocol === PROTOCOL_UDP) {
      const dns = this.#dnsPorts.has(packet.sourcePort) || this.#dnsPorts.has(packet.destinationPort);
      return dns ? CLASS_DNS : CLASS_UDP;
    }
    return packet.protocol === PROTOCOL_ICMP || packet.protocol === PROTOCOL_ICMPV6 ? CLASS_ICMP : CLASS_OTHER;
  }

  #count(slot: Slot, direction: number, packet: DecodedPacket, now: number): void {
    const { unsigned, doubles } = this.columns;
    unsigned[slot * RECORD_WORDS + WORD_PACKETS + direction]!++;
    const at = slot * RECORD_DOUBLES;
    doubles[at + DOUBLE_WIRE_BYTES + direction]! += packet.wireLength;
    if (packet.payloadLength > 0) doubles[at + DOUBLE_PAYLOAD_BYTES + direction]! += packet.payloadLength;
    if (packet.time > doubles[at + DOUBLE_LAST_TIME]!) doubles[at + DOUBLE_LAST_TIME] = packet.time;
    if (now > doubles[at + DOUBLE_ACTIVITY]!) doubles[at + DOUBLE_ACTIVITY] = now;
  }

  #tell(packet: DecodedPacket, slot: Slot, direction: number, change: number, name: string | null): void {
    const flags = this.columns.flags(slot);
    if ((flags & FLAG_REPORTED) === 0) {
      if ((flags & FLAG_DECLINED) !== 0) {
        this.counters.declinedPackets++;
        return;
      }
      if (this.#onlyMatching && name === null) return;
      this.columns.setFlags(slot, flags | FLAG_REPORTED);
      this.#listener.sessionStarted?.(slot);
    }
    if (this.#onlyMatching && name === null) return;
    this.#listener.packet?.(packet, slot, direction, change, name === null ? null : this.#payload.filter, name);
  }

  #ingestLaterFragment(packet: DecodedPacket, now: number): void {
    const slot = this.#fragments.later(packet, now);
    if (slot < 0) return;
    const { direction, whole } = this.#fragments;
    if (this.#isLive(slot) && this.#expiry.isDue(slot, now)) this.#endDue(slot);
    if (!this.#isLive(slot)) {
      this.counters.unattributedFragments++;
      return;
    }
    this.#count(slot, direction, packet, now);
    const looking = whole !== null && whole.payloadLength > 0 && this.#isLookedAt(slot, direction);
    const name = looking ? this.#payload.take(whole, slot, direction, now) : null;
    // A name is told with the ports that the datagram has.
    this.#tell(name === null ? packet : whole!, slot, direction, 0, name);
  }

  /** Those that came before the packet at hand, the first of theirs. */
  #tellEarlyFragments(slot: Slot, direction: number, now: number): void {
    for (const fragment of this.#fragments.early) {
      this.#count(slot, direction, fragment, now);
      this.#tell(fragment, slot, direction, 0, null);
    }
  }

  #isLookedAt(slot: Slot, direction: number): boolean {
    return (this.columns.flags(slot) & (FLAG_LOOKING << direction)) !== 0;
  }

  /** An ICMP error belongs to the session that it quotes, without being counted in it. False where none is known. */
  #attachError(packet: DecodedPacket, now: number): boolean {
    this.#key.takeQuoted(packet, this.#hasher);
    const slot = this.#index.find(this.#key);
    if (slot < 0) return false;
    const direction = this.#index.direction === OUT ? IN : OUT;
    if (this.#expiry.isDue(slot, now)) {
      this.#endDue(slot);
      return false;
    }
    const { halves } = this.columns;
    const errors = slot * RECORD_HALVES + HALF_ICMP_ERRORS;
    if (halves[errors]! < 0xffff) halves[errors]!++;
    this.counters.icmpErrorsAttached++;
    this.#tellAttached(packet, slot, direction);
    return true;
  }

  #tellAttached(packet: DecodedPacket, slot: Slot, direction: number): void {
    const flags = this.columns.flags(slot);
    if ((flags & FLAG_DECLINED) !== 0) this.counters.declinedPackets++;
    else if ((flags & FLAG_REPORTED) !== 0 && !this.#onlyMatching) {
      this.#listener.packet?.(packet, slot, direction, 0, null, null);
    }
  }

  #sweep(): void {
    const now = this.#clock.now;
    for (const slot of this.#expiry.sweep(now)) this.#endDue(slot);
    this.#fragments.expire(now);
    this.#dns.expire(now);
  }

  /** Ends a session that was idle for its time-out; a closed one was only lingering, a half-closed one is closed by it. */
  #endDue(slot: Slot): void {
    const columns = this.columns;
    if (!this.#isClosed(slot)) {
      const halfClosed = (columns.flags(slot) & (FLAG_FIN_OUT | FLAG_FIN_IN)) !== 0;
      columns.setState(slot, halfClosed ? STATE_CLOSE : STATE_EXPIRED);
      columns.setEndReason(slot, halfClosed ? END_FIN : END_TIMEOUT);
      if (!halfClosed && columns.serial(slot) > 0) this.counters.expired++;
      this.#tellExpired(slot, columns.lastTime(slot) + this.#expiry.timeoutOf(slot));
    }
    this.#end(slot);
  }

  #endReused(slot: Slot, time: number): void {
    if (!this.#isClosed(slot)) {
      this.columns.setState(slot, STATE_EXPIRED);
      this.columns.setEndReason(slot, END_REUSED);
      if (this.columns.serial(slot) > 0) this.counters.reused++;
      this.#tellExpired(slot, time);
    }
    this.#end(slot);
  }

  #evict(time: number): void {
    const slot = this.#expiry.leastRecent();
    assert(slot >= 0, 'a full table has a least recent session');
    // It may be over its time already: what is due ends within a second, not at once.
    if (this.#expiry.isDue(slot, this.#clock.now)) {
      this.#endDue(slot);
      return;
    }
    if (!this.#isClosed(slot)) {
      this.columns.setState(slot, STATE_EXPIRED);
      this.columns.setEndReason(slot, END_EVICTED);
      if (this.columns.serial(slot) > 0) this.counters.evicted++;
      this.#tellExpired(slot, time);
    }
    this.#end(slot);
  }

  #tellExpired(slot: Slot, time: number): void {
    if ((this.columns.flags(slot) & FLAG_REPORTED) !== 0 && !this.#onlyMatching) this.#listener.expired?.(slot, time);
  }

  /** Takes a session, whose state and reason are final, out of the live ones. */
  #end(slot: Slot): void {
    const columns = this.columns;
    this.#endedKey.takeSession(columns, slot, this.#hasher);
    this.#index.remove(slot, this.#endedKey.hash);
    this.#expiry.remove(slot);
    this.#payload.forget(slot);
    const flags = columns.flags(slot);
    columns.setFlags(slot, flags | FLAG_ENDED);
    if ((flags & FLAG_DECLINED) === 0) this.counters.live--;
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
    this.counters.retained = this.#pool.retained;
  }

  #forget(slot: Slot): void {
    this.#listener.sessionForgotten?.(slot);
    this.#release(slot);
  }

  #release(slot: Slot): void {
    const { columns } = this;
    columns.setSerial(slot, 0);
    if (columns.hostnameSource(slot) !== 0) columns.hostnames[slot] = undefined;
    if (columns.tunnel(slot) !== 0) columns.tunnels.release(columns.tunnel(slot));
    this.#pool.free(slot);
  }
}
