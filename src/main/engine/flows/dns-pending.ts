/**
 * DNS queries that wait for their response, oldest first. Found by session and id, told apart by sender, name and type.
 * Bounded: the table of transactions is the caller's, who takes the oldest out when `full`.
 */

export interface PendingQuery {
  /** Time of the packet, and on the table's clock. */
  readonly time: number;
  readonly arrived: number;
  readonly serial: number;
  readonly sessionStart: number;
  readonly interfaceId: number;
  readonly client: Uint32Array;
  readonly clientPort: number;
  readonly server: Uint32Array;
  readonly serverPort: number;
  readonly transport: 'udp' | 'tcp';
  /** Of the query within its session. */
  readonly direction: number;
  readonly id: number;
  readonly query: string | null;
  readonly queryType: number | null;
  readonly queryClass: number | null;
  readonly headerFlags: number;
  /** Further copies of the query that were seen, so that as many further responses are expected. */
  copies: number;
  /** Already reported; kept only for the responses to its copies. */
  answered: boolean;
  /** Linked by the table. */
  newer: PendingQuery | null;
  older: PendingQuery | null;
  sameKey: PendingQuery | null;
}

export class PendingQueries {
  readonly #limit: number;
  readonly #byKey: Map<number, PendingQuery> = new Map();
  #oldest: PendingQuery | null = null;
  #newest: PendingQuery | null = null;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get oldest(): PendingQuery | null {
    return this.#oldest;
  }

  get full(): boolean {
    return this.#count >= this.#limit;
  }

  /**
   * The query of this session, direction and id that asked for `query` and `queryType`; null for either stands for a
   * message without a question, which matches by id alone.
   */
  find(
    serial: number,
    direction: number,
    id: number,
    query: string | null,
    queryType: number | null,
  ): PendingQuery | null {
    for (let entry = this.#byKey.get(keyOf(serial, id)) ?? null; entry !== null; entry = entry.sameKey) {
      if (entry.direction !== direction) continue;
      if (query === null || entry.query === null) return entry;
      if (entry.queryType === queryType && sameName(entry.query, query)) return entry;
    }
    return null;
  }

  add(entry: PendingQuery): void {
    const key = keyOf(entry.serial, entry.id);
    entry.sameKey = this.#byKey.get(key) ?? null;
    this.#byKey.set(key, entry);
    entry.older = this.#newest;
    if (this.#newest === null) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
    this.#count++;
  }

  remove(entry: PendingQuery): void {
    const key = keyOf(entry.serial, entry.id);
    const first = this.#byKey.get(key)!;
    if (first === entry) {
      if (entry.sameKey === null) this.#byKey.delete(key);
      else this.#byKey.set(key, entry.sameKey);
    } else {
      let before = first;
      while (before.sameKey !== entry) before = before.sameKey!;
      before.sameKey = entry.sameKey;
    }
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    this.#count--;
  }
}

/** Exact up to serial 2^37. */
function keyOf(serial: number, id: number): number {
  return serial * 65_536 + id;
}

/** Names compare without case (RFC 4343 §3); resolvers vary it on purpose. */
function sameName(one: string, other: string): boolean {
  return one === other || (one.length === other.length && one.toLowerCase() === other.toLowerCase());
}
