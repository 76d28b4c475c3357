/**
 * Sessions in order of their first packets, with holes where they were forgotten. Counts per block make it cheap to
 * find the n-th one; holes are closed once they outnumber the rest and nobody is walking.
 */
const BLOCK = 1024;
const MIN_HOLES = 4096;
const GONE = -1;

export class SlotOrder {
  private slots = new Int32Array(BLOCK);
  private liveInBlock = new Uint32Array(1);
  private positionOfSlot = new Uint32Array(BLOCK);
  private end = 0;
  private live = 0;
  private walks = 0;

  get size(): number {
    return this.live;
  }

  get endPosition(): number {
    return this.end;
  }

  slotAt(position: number): number {
    return this.slots[position]!;
  }

  append(slot: number): void {
    this.closeHoles();
    if (this.end === this.slots.length) this.growPositions();
    if (slot >= this.positionOfSlot.length) this.growSlots(slot);
    this.slots[this.end] = slot;
    this.positionOfSlot[slot] = this.end;
    this.liveInBlock[Math.floor(this.end / BLOCK)]!++;
    this.end++;
    this.live++;
  }

  remove(slot: number): void {
    const position = this.positionOfSlot[slot]!;
    this.slots[position] = GONE;
    this.liveInBlock[Math.floor(position / BLOCK)]!--;
    this.live--;
  }

  beginWalk(): void {
    this.walks++;
  }

  endWalk(): void {
    this.walks--;
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

  private closeHoles(): void {
    const holes = this.end - this.live;
    if (holes < MIN_HOLES || holes < this.live || this.walks > 0) return;
    let to = 0;
    this.liveInBlock.fill(0);
    for (let from = 0; from < this.end; from++) {
      const slot = this.slots[from]!;
      if (slot === GONE) continue;
      this.slots[to] = slot;
      this.positionOfSlot[slot] = to;
      this.liveInBlock[Math.floor(to / BLOCK)]!++;
      to++;
    }
    this.end = to;
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
