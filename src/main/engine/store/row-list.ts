/** Rows, as many as there are, in memory that is used again. */
export class RowList {
  private indices = new Uint32Array(1024);
  private count = 0;

  clear(): void {
    this.count = 0;
  }

  add(block: Uint32Array, count: number): void {
    if (this.count + count > this.indices.length) {
      const larger = new Uint32Array(Math.max(this.count + count, this.indices.length * 2));
      larger.set(this.indices);
      this.indices = larger;
    }
    for (let i = 0; i < count; i++) this.indices[this.count + i] = block[i]!;
    this.count += count;
  }

  /** A view of what was added so far; it holds until `clear`. */
  rows(): Uint32Array {
    return this.indices.subarray(0, this.count);
  }
}
