/**
 * The flow table: owns the sessions and joins key, states, expiry, fragments and DNS. One packet in, at most a few calls
 * of the listener out, nothing allocated on the way (but for messages with names). Time is packet time.
 */
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
import {
  FLAG_DECLINED,
  FLAG_ENDED,
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
import { NameTexts } from './name-texts.ts';
import { isAnswer } from './new-session.ts';
import { PayloadNames } from './payload-names.ts';
import {
  BYTE_TCP_FLAGS,
  DOUBLE_ACTIVITY,
  DOUBLE_LAST_TIME,
  DOUBLE_PAYLOAD_BYTES,
  DOUBLE_WIRE_BYTES,
  HALF_ICMP_ERRORS,
  IN,
  OUT,
  RECORD_BYTES,
  RECORD_DOUBLES,
  RECORD_HALVES,
  RECORD_WORDS,
  SessionColumns,
  type Slot,
  STATE_ESTABLISHED,
  STATE_NEW,
  WORD_FLAGS,
  WORD_PACKETS,
} from './session-columns.ts';
import { SessionIndex } from './session-index.ts';
import { SessionLives } from './session-lives.ts';
import { SlotPool } from './slot-pool.ts';
import { TcpSegments } from './tcp-segments.ts';
import { TcpStates } from './tcp-states.ts';

const INITIAL_CAPACITY = 1024;

/** A segment with one of these may change a state. */
const EVENTFUL_TCP_FLAGS = TCP_SYN | TCP_FIN | TCP_RST;

export class FlowTable {
  readonly columns: SessionColumns = new SessionColumns(INITIAL_CAPACITY);
  readonly counters: FlowCounters = createFlowCounters();
  readonly #listener: FlowListener;
  readonly #onlyMatching: boolean;
  readonly #hasher: KeyHasher;
  readonly #key: FlowKey = new FlowKey();
  readonly #index: SessionIndex = new SessionIndex(this.columns);
  readonly #pool: SlotPool = new SlotPool(this.columns);
  readonly #clock: PacketClock = new PacketClock(this.counters);
  readonly #expiry: Expiry;
  readonly #tcp: TcpStates = new TcpStates(this.columns);
  readonly #segments: TcpSegments = new TcpSegments(this.columns, this.counters);
  readonly #fragments: Fragments = new Fragments(this.columns, this.counters);
  readonly #dns: DnsTracker;
  readonly #payload: PayloadNames;
  readonly #lives: SessionLives;
  readonly #dnsPorts: ReadonlySet<number>;

  /** `hasher` is for tests that want keys to collide. */
  constructor(options: FlowOptions, listener: FlowListener, hasher: KeyHasher = new SeededHasher(options.hashSeed)) {
    assert(options.maxSessions >= 1, 'maxSessions must be at least 1');
    assert(options.retainEnded >= 0, 'retainEnded must not be negative');
    this.#listener = listener;
    this.#onlyMatching = options.filter?.onlyMatching ?? false;
    this.#hasher = hasher;
    this.#expiry = new Expiry(
      options.timeouts,
      this.columns,
      options.retainEnded > 0 || listener.expired !== undefined || listener.sessionEnded !== undefined,
    );
    this.#dnsPorts = new Set(options.dnsPorts);
    const texts = new NameTexts();
    const names = new AddressNames(texts);
    this.#dns = new DnsTracker(this.columns, this.counters, names, texts, listener, options);
    this.#payload = new PayloadNames(
      this.columns,
      this.counters,
      this.#dns,
      options.dnsPorts,
      options.looksForNames ? (options.filter?.payload ?? null) : null,
      options.quicCrypto,
    );
    this.#lives = new SessionLives({
      columns: this.columns,
      counters: this.counters,
      options,
      listener,
      hasher,
      index: this.#index,
      pool: this.#pool,
      clock: this.#clock,
      expiry: this.#expiry,
      names,
      payload: this.#payload,
    });
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
        this.#lives.endDue(slot);
        slot = -1;
      } else if (segment && (packet.tcpFlags & TCP_SYN) !== 0 && this.#tcp.begins(slot, packet, direction)) {
        this.#lives.endReused(slot, packet.time);
        slot = -1;
      }
    }
    let change = 0;
    const fresh = slot < 0;
    if (fresh) {
      direction = isAnswer(packet, segment) ? IN : OUT;
      slot = this.#lives.start(packet, this.#key, direction, now);
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
      if (this.#lives.isLive(slot) && this.#lives.isClosed(slot)) closed.push(slot);
    this.#tcp.sortByClosing(closed);
    for (const slot of closed) this.#lives.end(slot);
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
    if (this.#lives.isLive(slot) && this.#expiry.isDue(slot, now)) this.#lives.endDue(slot);
    if (!this.#lives.isLive(slot)) {
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
    packet.attached = false;
    this.#key.takeQuoted(packet, this.#hasher);
    const slot = this.#index.find(this.#key);
    if (slot < 0) return false;
    const direction = this.#index.direction === OUT ? IN : OUT;
    if (this.#expiry.isDue(slot, now)) {
      this.#lives.endDue(slot);
      return false;
    }
    const { halves } = this.columns;
    const errors = slot * RECORD_HALVES + HALF_ICMP_ERRORS;
    if (halves[errors]! < 0xffff) halves[errors]!++;
    this.counters.icmpErrorsAttached++;
    packet.attached = true;
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
    for (const slot of this.#expiry.sweep(now)) this.#lives.endDue(slot);
    this.#fragments.expire(now);
    this.#dns.expire(now);
  }
}
