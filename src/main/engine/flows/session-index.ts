/**
 * From a conversation's key to its slot: open addressing with linear probing over pairs of words, `hash, slot + 1`
 * (0: empty), so that a probe touches the session's columns only where the hash agrees. At most half full. Removal shifts
 * the rest of the run back, so there are no tombstones and a table that churns for ever does not slow down.
 */
import type { FlowKey } from './flow-key.ts';
import { FLAG_HAS_PORTS } from './flow-flags.ts';
import { IN, OUT, type SessionColumns, type Slot } from './session-columns.ts';

const INITIAL_BUCKETS = 2048;

export class SessionIndex {
  /** Set by a successful `find`: whether the key's source is the initiator (OUT) or the responder (IN). */
  direction: number = OUT;
  readonly #columns: SessionColumns;
  #entries: Uint32Array = new Uint32Array(INITIAL_BUCKETS * 2);
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
    const columns = this.#columns;
    if (
      columns.protocol[slot] !== key.protocol ||
      columns.outerVlan[slot] !== key.outerVlan ||
      columns.innerVlan[slot] !== key.innerVlan ||
      columns.interfaceId[slot] !== key.interfaceId ||
      ((columns.flags[slot]! & FLAG_HAS_PORTS) !== 0) !== key.hasPorts
    ) {
      return false;
    }
    const initiatorPort = columns.initiatorPort[slot]!;
    const responderPort = columns.responderPort[slot]!;
    const at = slot * 8;
    if (
      initiatorPort === key.sourcePort &&
      responderPort === key.destinationPort &&
      sameAddress(columns.addresses, at, key.words, key.source) &&
      sameAddress(columns.addresses, at + 4, key.words, key.destination)
    ) {
      this.direction = OUT;
      return true;
    }
    if (
      initiatorPort === key.destinationPort &&
      responderPort === key.sourcePort &&
      sameAddress(columns.addresses, at, key.words, key.destination) &&
      sameAddress(columns.addresses, at + 4, key.words, key.source)
    ) {
      this.direction = IN;
      return true;
    }
    return false;
  }

  /** Adds a slot that is not in yet. */
  insert(hash: number, slot: Slot): void {
    if ((this.#count + 1) * 2 > this.#mask + 1) this.#double();
    this.#count++;
    this.#put(hash, slot + 1);
  }

  #put(hash: number, stored: number): void {
    const entries = this.#entries;
    let bucket = hash & this.#mask;
    while (entries[bucket * 2 + 1] !== 0) bucket = (bucket + 1) & this.#mask;
    entries[bucket * 2] = hash;
    entries[bucket * 2 + 1] = stored;
  }

  /** Removes a slot that is in. */
  remove(hash: number, slot: Slot): void {
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
    this.#entries = new Uint32Array(old.length * 2);
    this.#mask = old.length - 1;
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.#put(old[at]!, old[at + 1]!);
  }
}

function sameAddress(addresses: Uint32Array, at: number, words: Uint32Array, from: number): boolean {
  return (
    addresses[at + 3] === words[from + 3] &&
    addresses[at + 2] === words[from + 2] &&
    addresses[at + 1] === words[from + 1] &&
    addresses[at] === words[from]
  );
}
