/**
 * From a conversation's key to its slot: open addressing with linear probing over pairs of words, `hash, slot + 1`
 * (0: empty), so that a probe touches the session's columns only where the hash agrees. At most half full. Removal shifts
 * the rest of the run back, so there are no tombstones and a table that churns for ever does not slow down.
 */
import { type FlowKey, META_IPV4 } from './flow-key.ts';
import {
  IN,
  OUT,
  RECORD_WORDS,
  type SessionColumns,
  type Slot,
  WORD_INITIATOR,
  WORD_META,
  WORD_PORTS,
  WORD_RESPONDER,
  WORD_TUNNEL_KEY,
  WORD_VLANS,
} from './session-columns.ts';

const INITIAL_BUCKETS = 2048;

export class SessionIndex {
  /** Set by a successful `find`: whether the key's source is the initiator (OUT) or the responder (IN). */
  direction: number = OUT;
  readonly #columns: SessionColumns;
  #entries: Int32Array = new Int32Array(INITIAL_BUCKETS * 2);
  #mask: number = INITIAL_BUCKETS - 1;
  #count = 0;

  constructor(columns: SessionColumns) {
    this.#columns = columns;
  }

  get count(): number {
    return this.#count;
  }

  /** The slot of the conversation with this key, in either direction, or -1. */
  find(key: FlowKey): Slot {
    const entries = this.#entries;
    const mask = this.#mask;
    const hash = key.hash;
    for (let bucket = hash & mask; ; bucket = (bucket + 1) & mask) {
      const stored = entries[bucket * 2 + 1]!;
      if (stored === 0) return -1;
      if (entries[bucket * 2] === hash && this.#matches(stored - 1, key)) return stored - 1;
    }
  }

  #matches(slot: Slot, key: FlowKey): boolean {
    const records = this.#columns.words;
    const at = slot * RECORD_WORDS;
    if (
      records[at + WORD_META] !== key.meta ||
      records[at + WORD_VLANS] !== key.vlans ||
      records[at + WORD_TUNNEL_KEY] !== key.tunnel
    )
      return false;
    const ports = records[at + WORD_PORTS]!;
    const words = key.words;
    const initiatorLast = records[at + WORD_INITIATOR + 3]!;
    const responderLast = records[at + WORD_RESPONDER + 3]!;
    const sourceLast = words[key.source + 3]! | 0;
    const destinationLast = words[key.destination + 3]! | 0;
    const outward = (ports ^ key.ports) | (initiatorLast ^ sourceLast) | (responderLast ^ destinationLast);
    const inward = (ports ^ key.portsTurned) | (initiatorLast ^ destinationLast) | (responderLast ^ sourceLast);
    if (outward !== 0 && inward !== 0) return false;
    // IN where they differ outwards. Nobody can predict it, so no jump depends on it.
    const direction = (outward | -outward) >>> 31;
    this.direction = direction;
    if ((key.meta & META_IPV4) !== 0) return true;
    if (direction === IN) return this.#samePrefixes(at, words, key.destination, key.source);
    if (this.#samePrefixes(at, words, key.source, key.destination)) return true;
    // Both ends may look alike in all but their prefixes.
    this.direction = IN;
    return inward === 0 && this.#samePrefixes(at, words, key.destination, key.source);
  }

  /** Whether the first three words of both addresses agree, which IPv4 addresses have in common anyway. */
  #samePrefixes(at: number, words: Uint32Array, initiator: number, responder: number): boolean {
    const records = this.#columns.unsigned;
    for (let word = 0; word < 3; word++) {
      if (records[at + WORD_INITIATOR + word] !== words[initiator + word]) return false;
      if (records[at + WORD_RESPONDER + word] !== words[responder + word]) return false;
    }
    return true;
  }

  /** Adds a slot, whose addresses are written, under a key that is not in yet. `turned`: the source responds. */
  insert(key: FlowKey, slot: Slot, turned: boolean): void {
    if ((this.#count + 1) * 2 > this.#mask + 1) this.#double();
    this.#count++;
    const records = this.#columns.words;
    const at = slot * RECORD_WORDS;
    records[at + WORD_PORTS] = turned ? key.portsTurned : key.ports;
    records[at + WORD_META] = key.meta;
    records[at + WORD_VLANS] = key.vlans;
    records[at + WORD_TUNNEL_KEY] = key.tunnel;
    this.#put(key.hash, slot + 1);
  }

  #put(hash: number, stored: number): void {
    const entries = this.#entries;
    let bucket = hash & this.#mask;
    while (entries[bucket * 2 + 1] !== 0) bucket = (bucket + 1) & this.#mask;
    entries[bucket * 2] = hash;
    entries[bucket * 2 + 1] = stored;
  }

  /** Removes a slot that is in, under its key's hash. */
  remove(slot: Slot, hash: number): void {
    const entries = this.#entries;
    const mask = this.#mask;
    let hole = hash & mask;
    while (entries[hole * 2 + 1] !== slot + 1) hole = (hole + 1) & mask;
    this.#count--;
    // An entry may move back into the hole unless its home lies behind the hole (cyclically).
    for (let bucket = (hole + 1) & mask; entries[bucket * 2 + 1] !== 0; bucket = (bucket + 1) & mask) {
      const home = entries[bucket * 2]! & mask;
      if (((bucket - home) & mask) < ((bucket - hole) & mask)) continue;
      entries[hole * 2] = entries[bucket * 2]!;
      entries[hole * 2 + 1] = entries[bucket * 2 + 1]!;
      hole = bucket;
    }
    entries[hole * 2] = 0;
    entries[hole * 2 + 1] = 0;
  }

  #double(): void {
    const old = this.#entries;
    this.#entries = new Int32Array(old.length * 2);
    this.#mask = old.length - 1;
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.#put(old[at]!, old[at + 1]!);
  }
}
