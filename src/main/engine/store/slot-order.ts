/**
 * Sessions in order of their first packets, with holes where they were forgotten. Counts per block make it cheap to
 * find the n-th one. Once holes outnumber the rest they are closed, a few with every session that comes, so that nobody
 * waits for all of them; not while somebody is walking.
 */
const BLOCK = 1024;
const MIN_HOLES = 4096;
const GONE = -1;
/** Positions looked at per session that comes while holes are closed: more than come, so that it ends. */
const STEPS = 8;

export class SlotOrder {
  private slots = new Int32Array(BLOCK);
  private liveInBlock = new Uint32Array(1);
  private positionOfSlot = new Uint32Array(BLOCK);
  private end = 0;
  private live = 0;
  private walks = 0;
  /** While holes are closed: everything below `closedTo` is closed, everything from there up to `closedFrom` a hole. */
  private closing = false;
  private closedTo = 0;
  private closedFrom = 0;

  get size(): number {
    return this.live;
  }

  get endPosition(): number {
    return this.end;
  }

  append(slot: number): void {
    if (this.closing || this.hasManyHoles()) this.closeHoles();
    if (this.end === this.slots.length) this.growPositions();
    if (slot >= this.positionOfSlot.length) this.growSlots(slot);
    this.put(this.end++, slot);
    this.live++;
  }

  remove(slot: number): void {
    this.clear(this.positionOfSlot[slot]!);
    this.live--;
  }

  beginWalk(): void {
    this.walks++;
  }

  endWalk(): void {
    this.walks--;
  }

  /** The slots that are left at `count` positions from `position` downwards; answers how many. */
  readDown(position: number, count: number, into: Uint32Array): number {
    let read = 0;
    for (let at = position; at > position - count; at--) {
      const slot = this.slots[at]!;
      if (slot !== GONE) into[read++] = slot;
    }
    return read;
  }

  /** A copy of all positions, holes included: below 0. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.slots.slice(0, this.end);
  }

  /** The slot whose value is `wanted`, or -1: for values that rise from the first slot to the last. It is likely at `guess`. */
  find(wanted: number, value: (slot: number) => number, guess = -1): number {
    const likely = guess >= 0 && guess < this.end ? this.slots[guess]! : GONE;
    if (likely !== GONE && value(likely) === wanted) return likely;
    let low = 0;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      let at = middle;
      while (at < high && this.slots[at] === GONE) at++;
      const found = at < high ? value(this.slots[at]!) : Number.POSITIVE_INFINITY;
      if (found === wanted) return this.slots[at]!;
      if (found < wanted) low = at + 1;
      else high = middle;
    }
    return -1;
  }

  /** How many slots have a value above `limit`: for values that rise from the first slot to the last. */
  countAbove(limit: number, value: (slot: number) => number): number {
    let count = 0;
    for (let block = Math.ceil(this.end / BLOCK) - 1; block >= 0; block--) {
      let position = block * BLOCK;
      const blockEnd = Math.min(this.end, position + BLOCK);
      while (position < blockEnd && this.slots[position] === GONE) position++;
      if (position < blockEnd && value(this.slots[position]!) > limit) {
        count += this.liveInBlock[block]!;
        continue;
      }
      let above = 0;
      for (; position < blockEnd; position++) {
        const slot = this.slots[position]!;
        if (slot !== GONE && value(slot) > limit) above++;
      }
      count += above;
      if (above < this.liveInBlock[block]!) break;
    }
    return count;
  }

  /** `limit` slots from the offset-th latest one on, latest first. */
  latest(offset: number, limit: number): number[] {
    const found: number[] = [];
    let skip = offset;
    for (let block = Math.ceil(this.end / BLOCK) - 1; block >= 0 && found.length < limit; block--) {
      const inBlock = this.liveInBlock[block]!;
      if (skip >= inBlock) {
        skip -= inBlock;
        continue;
      }
      const blockEnd = Math.min(this.end, (block + 1) * BLOCK);
      for (let position = blockEnd - 1; position >= block * BLOCK && found.length < limit; position--) {
        const slot = this.slots[position]!;
        if (slot === GONE) continue;
        if (skip > 0) skip--;
        else found.push(slot);
      }
    }
    return found;
  }

  private put(position: number, slot: number): void {
    this.slots[position] = slot;
    this.positionOfSlot[slot] = position;
    this.liveInBlock[Math.floor(position / BLOCK)]!++;
  }

  private clear(position: number): void {
    this.slots[position] = GONE;
    this.liveInBlock[Math.floor(position / BLOCK)]!--;
  }

  private hasManyHoles(): boolean {
    const holes = this.end - this.live;
    return holes >= MIN_HOLES && holes >= this.live;
  }

  /** A few steps; all positions keep their order, and everybody may read in between. */
  private closeHoles(): void {
    if (this.walks > 0) return;
    if (!this.closing) {
      this.closing = true;
      this.closedTo = 0;
      this.closedFrom = 0;
    }
    const until = Math.min(this.end, this.closedFrom + STEPS);
    while (this.closedFrom < until) {
      const from = this.closedFrom++;
      const slot = this.slots[from]!;
      if (slot === GONE) continue;
      if (from !== this.closedTo) {
        this.clear(from);
        this.put(this.closedTo, slot);
      }
      this.closedTo++;
    }
    if (this.closedFrom < this.end) return;
    this.end = this.closedTo;
    this.closing = false;
  }

  private growPositions(): void {
    const slots = new Int32Array(this.slots.length * 2);
    slots.set(this.slots);
    this.slots = slots;
    const counts = new Uint32Array(slots.length / BLOCK);
    counts.set(this.liveInBlock);
    this.liveInBlock = counts;
  }

  private growSlots(slot: number): void {
    const positions = new Uint32Array(Math.max(slot + 1, this.positionOfSlot.length * 2));
    positions.set(this.positionOfSlot);
    this.positionOfSlot = positions;
  }
}
