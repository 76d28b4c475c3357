/** What the members of each category have together. */
import type { Categories } from './sums-categories.ts';
import type { Members } from './sums-members.ts';

export class GroupSums {
  readonly categories: Categories;
  /** By member. */
  categoryOf: Int32Array = new Int32Array(1024);
  sessions: Float64Array = new Float64Array(0);
  bytesIn: Float64Array = new Float64Array(0);
  bytesOut: Float64Array = new Float64Array(0);

  constructor(categories: Categories) {
    this.categories = categories;
  }

  /** A session became the member of this number. */
  add(member: number, slot: number): void {
    if (member >= this.categoryOf.length) this.categoryOf = larger(this.categoryOf);
    this.categoryOf[member] = this.categories.of(slot);
  }

  get count(): number {
    return this.categories.count();
  }

  /** Makes room; before the first `sum`. */
  begin(): void {
    this.sessions = new Float64Array(this.count);
    this.bytesIn = new Float64Array(this.count);
    this.bytesOut = new Float64Array(this.count);
  }

  sum(members: Members, from: number, to: number): void {
    for (let member = from; member < to; member++) {
      const category = this.categoryOf[member]!;
      this.sessions[category]!++;
      this.bytesIn[category]! += members.bytesIn[member]!;
      this.bytesOut[category]! += members.bytesOut[member]!;
    }
  }

  bytes(category: number): number {
    return this.bytesIn[category]! + this.bytesOut[category]!;
  }
}

function larger(values: Int32Array): Int32Array {
  const copy = new Int32Array(values.length * 2);
  copy.set(values);
  return copy;
}
