/**
 * Whether a batch is done: it and everything that was emitted for it. Whoever has a part of it in hand holds it; the last to
 * let go settles it, and with it what it was made from. Lost once means lost in the end.
 */
export class Delivery {
  private readonly parents: readonly Delivery[];
  private readonly settled: ((done: boolean) => void) | null;
  /** Its maker holds it. */
  private holders = 1;
  private lost = false;

  constructor(parents: readonly Delivery[], settled: ((done: boolean) => void) | null = null) {
    this.parents = parents;
    this.settled = settled;
  }

  hold(): void {
    this.holders++;
  }

  /** `done` false: the part in hand will not get anywhere. */
  release(done: boolean): void {
    if (!done) this.lost = true;
    if (--this.holders > 0) return;
    this.settled?.(!this.lost);
    for (const parent of this.parents) parent.release(!this.lost);
  }
}
