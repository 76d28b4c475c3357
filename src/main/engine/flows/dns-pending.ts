/**
 * DNS queries that wait for their response, oldest first. Found by session, direction and id, told apart by name and type.
 * One record each in arrays of numbers, so that a query costs nothing to collect. Bounded: the caller takes the oldest out
 * when `full`. What a row needs to know of the query beyond that is kept here, too: the session may be gone by then.
 */
import { OUT, type SessionColumns, type Slot } from './session-columns.ts';

/** No query. The first record, which is none, holds both ends of the list by age. */
export const NO_QUERY = 0;
/** As questions go: of a message without one. */
export const NO_QUESTION = -1;

const RECORD_WORDS = 32;
const RECORD_DOUBLES = 16;
/** A name has at most 255 bytes (RFC 1035 §2.3.4). */
const NAME_BYTES = 256;
const FIRST_CAPACITY = 256;
/** Of so many queries in one place of the index the newest are compared; an honest client has a few under one id. */
const MOST_COMPARED = 64;

const DOUBLE_TIME = 0;
const DOUBLE_ARRIVED = 1;
const DOUBLE_SERIAL = 2;
const DOUBLE_SESSION_START = 3;
/** Id, and the type of the question above it. */
const WORD_ID = 8;
/** Bit 0: direction. */
const WORD_STATE = 9;
/** 0 where there is no question. */
const WORD_NAME_LENGTH = 10;
const WORD_COPIES = 11;
const WORD_NEWER = 12;
const WORD_OLDER = 13;
/** In one place of the index; 0 at its ends. A free record's next free one. */
const WORD_NEXT = 14;
const WORD_PREVIOUS = 15;
const WORD_CLIENT = 16;
const WORD_SERVER = 20;
/** Client's port, and the server's above it. */
const WORD_PORTS = 24;
const WORD_INTERFACE = 25;
/** Class of the question, and the header's flags above it. */
const WORD_CLASS = 26;

const STATE_DIRECTION = 1;
const STATE_ANSWERED = 2;
const STATE_TCP = 4;

export class PendingQueries {
  readonly #limit: number;
  readonly #seed: number;
  #words: Int32Array;
  #doubles: Float64Array;
  #names: Uint8Array;
  /** By hash: the newest query there. */
  #places: Int32Array;
  #capacity = 0;
  #free = NO_QUERY;
  /** Records that were ever used, the first one included. */
  #touched = 1;
  #count = 0;

  /** `seed`: secret, so that nobody can make queries of others share a place. */
  constructor(limit: number, seed: number) {
    this.#limit = limit;
    this.#seed = seed;
    this.#words = new Int32Array(RECORD_WORDS);
    this.#doubles = new Float64Array(this.#words.buffer);
    this.#names = new Uint8Array(0);
    this.#places = new Int32Array(0);
    this.#grow(FIRST_CAPACITY);
  }

  /** NO_QUERY where none waits. */
  get oldest(): number {
    return this.#words[WORD_NEWER]!;
  }

  get full(): boolean {
    return this.#count >= this.#limit;
  }

  /**
   * The newest query of this session, direction and id that asked for the type and the name in `nameStart` … `nameEnd`
   * (without compression); `nameEnd` NO_QUESTION, and a query without a question, match by id alone. Or NO_QUERY.
   */
  find(
    serial: number,
    direction: number,
    id: number,
    type: number,
    bytes: Uint8Array,
    nameStart: number,
    nameEnd: number,
  ): number {
    const words = this.#words;
    let query = this.#places[this.#placeOf(serial, id)]!;
    for (let compared = 0; query !== NO_QUERY && compared < MOST_COMPARED; compared++) {
      const at = query * RECORD_WORDS;
      const idAndType = words[at + WORD_ID]!;
      if (
        (idAndType & 0xffff) === id &&
        (words[at + WORD_STATE]! & STATE_DIRECTION) === direction &&
        this.#doubles[query * RECORD_DOUBLES + DOUBLE_SERIAL] === serial
      ) {
        const length = words[at + WORD_NAME_LENGTH]!;
        if (nameEnd === NO_QUESTION || length === 0) return query;
        if (
          idAndType >>> 16 === type &&
          length === nameEnd - nameStart &&
          this.#isNamed(query, bytes, nameStart, length)
        )
          return query;
      }
      query = words[at + WORD_NEXT]!;
    }
    return NO_QUERY;
  }

  /** Its times are the caller's to set. May go beyond the limit by one. */
  add(
    serial: number,
    direction: number,
    id: number,
    type: number,
    bytes: Uint8Array,
    nameStart: number,
    nameEnd: number,
  ): number {
    const query = this.#takeRecord();
    const words = this.#words;
    const at = query * RECORD_WORDS;
    const length = nameEnd === NO_QUESTION ? 0 : nameEnd - nameStart;
    const names = this.#names;
    const name = query * NAME_BYTES;
    for (let index = 0; index < length; index++) names[name + index] = bytes[nameStart + index]!;
    this.#doubles[query * RECORD_DOUBLES + DOUBLE_SERIAL] = serial;
    words[at + WORD_ID] = id | (type << 16);
    words[at + WORD_STATE] = direction;
    words[at + WORD_NAME_LENGTH] = length;
    words[at + WORD_COPIES] = 0;
    const newest = words[WORD_OLDER]!;
    words[at + WORD_OLDER] = newest;
    words[at + WORD_NEWER] = NO_QUERY;
    words[newest * RECORD_WORDS + WORD_NEWER] = query;
    words[WORD_OLDER] = query;
    this.#link(query, this.#placeOf(serial, id));
    this.#count++;
    return query;
  }

  remove(query: number): void {
    const words = this.#words;
    const at = query * RECORD_WORDS;
    const newer = words[at + WORD_NEWER]!;
    const older = words[at + WORD_OLDER]!;
    words[older * RECORD_WORDS + WORD_NEWER] = newer;
    words[newer * RECORD_WORDS + WORD_OLDER] = older;
    const next = words[at + WORD_NEXT]!;
    const previous = words[at + WORD_PREVIOUS]!;
    if (next !== NO_QUERY) words[next * RECORD_WORDS + WORD_PREVIOUS] = previous;
    if (previous !== NO_QUERY) words[previous * RECORD_WORDS + WORD_NEXT] = next;
    else this.#places[this.#placeOf(this.serial(query), this.id(query))] = next;
    words[at + WORD_NEXT] = this.#free;
    this.#free = query;
    this.#count--;
  }

  setTimes(query: number, time: number, arrived: number): void {
    this.#doubles[query * RECORD_DOUBLES + DOUBLE_TIME] = time;
    this.#doubles[query * RECORD_DOUBLES + DOUBLE_ARRIVED] = arrived;
  }

  /** Of the packet. */
  time(query: number): number {
    return this.#doubles[query * RECORD_DOUBLES + DOUBLE_TIME]!;
  }

  /** On the table's clock. */
  arrived(query: number): number {
    return this.#doubles[query * RECORD_DOUBLES + DOUBLE_ARRIVED]!;
  }

  serial(query: number): number {
    return this.#doubles[query * RECORD_DOUBLES + DOUBLE_SERIAL]!;
  }

  id(query: number): number {
    return this.#words[query * RECORD_WORDS + WORD_ID]! & 0xffff;
  }

  /** Of the question, if it has one. */
  type(query: number): number {
    return this.#words[query * RECORD_WORDS + WORD_ID]! >>> 16;
  }

  /** Already reported; kept only for the responses to its copies. */
  isAnswered(query: number): boolean {
    return (this.#words[query * RECORD_WORDS + WORD_STATE]! & STATE_ANSWERED) !== 0;
  }

  setAnswered(query: number): void {
    this.#words[query * RECORD_WORDS + WORD_STATE]! |= STATE_ANSWERED;
  }

  /** The query was seen once more, so that one more response is expected. */
  addCopy(query: number): void {
    this.#words[query * RECORD_WORDS + WORD_COPIES]!++;
  }

  /** A response came: false where no further one is expected. */
  takeCopy(query: number): boolean {
    return this.#words[query * RECORD_WORDS + WORD_COPIES]!-- > 0;
  }

  /** Where its name lies in `nameBytes`, without compression; of length 0 where it has no question. */
  get nameBytes(): Uint8Array {
    return this.#names;
  }

  nameAt(query: number): number {
    return query * NAME_BYTES;
  }

  nameLength(query: number): number {
    return this.#words[query * RECORD_WORDS + WORD_NAME_LENGTH]!;
  }

  /** Keeps what rows tell of the session in `slot` and of the message. */
  describe(
    query: number,
    columns: SessionColumns,
    slot: Slot,
    isTcp: boolean,
    questionClass: number,
    headerFlags: number,
  ): void {
    const words = this.#words;
    const at = query * RECORD_WORDS;
    const fromInitiator = (words[at + WORD_STATE]! & STATE_DIRECTION) === OUT;
    const initiator = columns.initiatorAt(slot);
    const responder = columns.responderAt(slot);
    const client = fromInitiator ? initiator : responder;
    const server = fromInitiator ? responder : initiator;
    const addresses = columns.unsigned;
    for (let word = 0; word < 4; word++) {
      words[at + WORD_CLIENT + word] = addresses[client + word]!;
      words[at + WORD_SERVER + word] = addresses[server + word]!;
    }
    const initiatorPort = columns.initiatorPort(slot);
    const responderPort = columns.responderPort(slot);
    words[at + WORD_PORTS] = fromInitiator
      ? initiatorPort | (responderPort << 16)
      : responderPort | (initiatorPort << 16);
    words[at + WORD_INTERFACE] = columns.interfaceId(slot);
    words[at + WORD_CLASS] = questionClass | (headerFlags << 16);
    if (isTcp) words[at + WORD_STATE]! |= STATE_TCP;
    this.#doubles[query * RECORD_DOUBLES + DOUBLE_SESSION_START] = columns.startTime(slot);
  }

  sessionStart(query: number): number {
    return this.#doubles[query * RECORD_DOUBLES + DOUBLE_SESSION_START]!;
  }

  /** A copy. */
  client(query: number): Uint32Array {
    return this.#address(query * RECORD_WORDS + WORD_CLIENT);
  }

  server(query: number): Uint32Array {
    return this.#address(query * RECORD_WORDS + WORD_SERVER);
  }

  clientPort(query: number): number {
    return this.#words[query * RECORD_WORDS + WORD_PORTS]! & 0xffff;
  }

  serverPort(query: number): number {
    return this.#words[query * RECORD_WORDS + WORD_PORTS]! >>> 16;
  }

  interfaceId(query: number): number {
    return this.#words[query * RECORD_WORDS + WORD_INTERFACE]!;
  }

  isTcp(query: number): boolean {
    return (this.#words[query * RECORD_WORDS + WORD_STATE]! & STATE_TCP) !== 0;
  }

  questionClass(query: number): number {
    return this.#words[query * RECORD_WORDS + WORD_CLASS]! & 0xffff;
  }

  headerFlags(query: number): number {
    return this.#words[query * RECORD_WORDS + WORD_CLASS]! >>> 16;
  }

  #address(at: number): Uint32Array {
    const address = new Uint32Array(4);
    for (let word = 0; word < 4; word++) address[word] = this.#words[at + word]!;
    return address;
  }

  /** Names compare without case (RFC 4343 §3); resolvers vary it on purpose. No length of a label is a letter. */
  #isNamed(query: number, bytes: Uint8Array, start: number, length: number): boolean {
    const names = this.#names;
    const name = query * NAME_BYTES;
    for (let index = 0; index < length; index++) {
      const one = names[name + index]!;
      const other = bytes[start + index]!;
      if (one !== other && ((one ^ other) !== 0x20 || !isLetter(one | 0x20))) return false;
    }
    return true;
  }

  #placeOf(serial: number, id: number): number {
    // Serials lie below 2^53; the lower 32 bits tell those apart that wait together.
    let mixed = Math.imul((serial | 0) ^ this.#seed, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15) ^ id, 0x85ebca6b);
    return (mixed ^ (mixed >>> 16)) & (this.#places.length - 1);
  }

  #link(query: number, place: number): void {
    const words = this.#words;
    const next = this.#places[place]!;
    words[query * RECORD_WORDS + WORD_NEXT] = next;
    words[query * RECORD_WORDS + WORD_PREVIOUS] = NO_QUERY;
    if (next !== NO_QUERY) words[next * RECORD_WORDS + WORD_PREVIOUS] = query;
    this.#places[place] = query;
  }

  #takeRecord(): number {
    const free = this.#free;
    if (free !== NO_QUERY) {
      this.#free = this.#words[free * RECORD_WORDS + WORD_NEXT]!;
      return free;
    }
    if (this.#touched > this.#capacity) this.#grow(Math.min(this.#capacity * 2, this.#limit + 1));
    return this.#touched++;
  }

  #grow(capacity: number): void {
    const words = new Int32Array((capacity + 1) * RECORD_WORDS);
    words.set(this.#words);
    const names = new Uint8Array((capacity + 1) * NAME_BYTES);
    names.set(this.#names);
    this.#words = words;
    this.#doubles = new Float64Array(words.buffer);
    this.#names = names;
    this.#capacity = capacity;
    if (this.#places.length >= capacity) return;
    this.#places = new Int32Array(Math.max(FIRST_CAPACITY, this.#places.length) * 2);
    // By age, so that the newest is the first again.
    for (let query = this.oldest; query !== NO_QUERY; query = words[query * RECORD_WORDS + WORD_NEWER]!)
      this.#link(query, this.#placeOf(this.serial(query), this.id(query)));
  }
}

function isLetter(lowered: number): boolean {
  return lowered >= 0x61 && lowered <= 0x7a;
}
