/**
 * From a packet to the key of its flow: a small number for the addresses, the protocol and, of TCP, UDP, SCTP and UDP-Lite,
 * the ports, the same in both directions. An ICMP error has the key of the packet that it quotes and travels against it.
 *
 * Numbers are dense and used again: those that are given back, and, once `most` are out, that of a conversation without
 * a packet for a while. Who keeps something by number looks at `isNew`.
 */
import { NumberQueue, QueueLinks } from '#base/number-queues.ts';
import {
  type DecodedPacket,
  WORD_DESTINATION,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
} from '#main/engine/decode/packet.ts';
import { hasPorts } from '#main/engine/decode/ports.ts';
import { type KeyHasher, SeededHasher } from '#main/engine/flows/key-hash.ts';
import { grown } from './value-columns.ts';

const SMALLEST_CAPACITY = 1024;
/** Two addresses, ports, meta, hash. */
const RECORD = 11;
const PORTS = 8;
const META = 9;
const HASH = 10;
/** Bits of `meta` above the protocol. */
const META_HAS_PORTS = 1 << 8;
const META_IPV4 = 1 << 9;

export class FlowIds {
  /** Of the last packet that was found. */
  key: number = -1;
  /** It travels against the direction that its key was made from. */
  opposite: boolean = false;
  /** The number was given to its conversation just now: whatever was kept by it is over. */
  isNew: boolean = false;
  /** Numbers taken from conversations that had not given them back. */
  recycled: number = 0;
  readonly #most: number;
  readonly #hasher: KeyHasher;
  #records: Int32Array = new Int32Array(SMALLEST_CAPACITY * RECORD);
  /** 1: a packet came since the hand went by. */
  #recent: Uint8Array = new Uint8Array(SMALLEST_CAPACITY);
  /** By hash, open addressing: key + 1, or 0. At most half full. */
  #buckets: Int32Array = new Int32Array(SMALLEST_CAPACITY * 2);
  #capacity: number = SMALLEST_CAPACITY;
  /** Keys below were given out at least once. */
  #touched: number = 0;
  readonly #links: QueueLinks = new QueueLinks();
  readonly #free: NumberQueue = new NumberQueue(this.#links);
  #hand: number = 0;

  constructor(most: number, hashSeed: number) {
    this.#most = most;
    this.#hasher = new SeededHasher(hashSeed);
    this.#links.grow(this.#capacity);
  }

  /** Sets `key`, `opposite` and `isNew`. False: too little was captured to tell the conversation. */
  find(packet: DecodedPacket): boolean {
    if (packet.quoted) {
      this.#find(
        packet,
        WORD_QUOTED_SOURCE,
        WORD_QUOTED_DESTINATION,
        packet.quotedProtocol,
        packet.quotedSourcePort,
        packet.quotedDestinationPort,
      );
      this.opposite = !this.opposite;
      return true;
    }
    const { protocol, sourcePort, destinationPort } = packet;
    // Ports of a fragment but the first are elsewhere; those of any other packet were cut off.
    if (sourcePort < 0 && hasPorts(protocol) && !packet.laterFragment) return false;
    this.#find(packet, WORD_SOURCE, WORD_DESTINATION, protocol, sourcePort, destinationPort);
    return true;
  }

  /** The conversation is over: its number may be given to another. */
  release(key: number): void {
    this.#forget(key);
    this.#free.append(key);
  }

  #find(
    { words, ipVersion }: DecodedPacket,
    source: number,
    destination: number,
    protocol: number,
    sourcePort: number,
    destinationPort: number,
  ): void {
    let meta = protocol;
    let one = 0;
    let other = 0;
    if (sourcePort >= 0) {
      meta |= META_HAS_PORTS;
      one = sourcePort;
      other = destinationPort;
    }
    if (ipVersion === 4) meta |= META_IPV4;
    const hash = this.#hasher.hash(words, source, one, destination, other, meta, 0);
    const ports = one | (other << 16);
    const portsTurned = other | (one << 16);
    const buckets = this.#buckets;
    const known = this.#records;
    const mask = buckets.length - 1;
    for (let bucket = hash & mask; ; bucket = (bucket + 1) & mask) {
      const key = buckets[bucket]! - 1;
      if (key < 0) break;
      const at = key * RECORD;
      if (known[at + HASH] !== hash || known[at + META] !== meta) continue;
      const pair = known[at + PORTS];
      if (pair === ports && isBetween(known, at, words, source, destination)) {
        this.#found(key, false);
        return;
      }
      if (pair === portsTurned && isBetween(known, at, words, destination, source)) {
        this.#found(key, true);
        return;
      }
    }
    const key = this.#take();
    const records = this.#records;
    const at = key * RECORD;
    for (let word = 0; word < 4; word++) {
      records[at + word] = words[source + word]!;
      records[at + 4 + word] = words[destination + word]!;
    }
    records[at + PORTS] = ports;
    records[at + META] = meta;
    records[at + HASH] = hash;
    this.#insert(key, hash);
    this.#found(key, false);
    this.isNew = true;
  }

  #found(key: number, opposite: boolean): void {
    this.#recent[key] = 1;
    this.key = key;
    this.opposite = opposite;
    this.isNew = false;
  }

  /** A number that nobody has. */
  #take(): number {
    const free = this.#free.first;
    if (free >= 0) {
      this.#free.remove(free);
      return free;
    }
    if (this.#touched < this.#most) {
      if (this.#touched === this.#capacity) this.#grow();
      return this.#touched++;
    }
    // None is free, so all are in use. Each is passed once at most before it is found not recent.
    while (this.#recent[this.#hand] !== 0) {
      this.#recent[this.#hand] = 0;
      this.#hand = (this.#hand + 1) % this.#touched;
    }
    const key = this.#hand;
    this.#hand = (key + 1) % this.#touched;
    this.recycled++;
    this.#forget(key);
    return key;
  }

  #insert(key: number, hash: number): void {
    const mask = this.#buckets.length - 1;
    let bucket = hash & mask;
    while (this.#buckets[bucket] !== 0) bucket = (bucket + 1) & mask;
    this.#buckets[bucket] = key + 1;
  }

  /** Takes the key out of the table; what follows in its run moves up where that is nearer to its place. */
  #forget(key: number): void {
    const buckets = this.#buckets;
    const mask = buckets.length - 1;
    let hole = this.#records[key * RECORD + HASH]! & mask;
    while (buckets[hole] !== key + 1) hole = (hole + 1) & mask;
    for (let bucket = (hole + 1) & mask; buckets[bucket] !== 0; bucket = (bucket + 1) & mask) {
      const home = this.#records[(buckets[bucket]! - 1) * RECORD + HASH]! & mask;
      if (((bucket - home) & mask) < ((bucket - hole) & mask)) continue;
      buckets[hole] = buckets[bucket]!;
      hole = bucket;
    }
    buckets[hole] = 0;
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    this.#records = grown(this.#records, capacity * RECORD);
    this.#recent = grown(this.#recent, capacity);
    this.#links.grow(capacity);
    this.#capacity = capacity;
    this.#buckets = new Int32Array(capacity * 2);
    // Called where no number is free: all below `touched` are in use.
    for (let key = 0; key < this.#touched; key++) this.#insert(key, this.#records[key * RECORD + HASH]!);
  }
}

function isBetween(known: Int32Array, at: number, words: Uint32Array, source: number, destination: number): boolean {
  for (let word = 3; word >= 0; word--) {
    if (known[at + word] !== (words[source + word]! | 0)) return false;
    if (known[at + 4 + word] !== (words[destination + word]! | 0)) return false;
  }
  return true;
}
