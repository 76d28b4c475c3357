/** The most recent DNS records, the oldest replaced first. */
import type { DnsRecord } from '#contract/records.ts';

export class DnsRing {
  readonly capacity: number;
  /** Rows ever written; row number n (from 0) sits at `n % capacity` until `capacity` later ones came. */
  written = 0;
  /** Latest time of any row that was replaced, as in records; null: none was. */
  forgottenUntil: string | null = null;
  private rows: DnsRecord[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get first(): number {
    return Math.max(0, this.written - this.capacity);
  }

  get forgotten(): number {
    return this.first;
  }

  add(row: DnsRecord): void {
    const place = this.written % this.capacity;
    const former = this.rows[place];
    // ISO 8601 in UTC sorts as text.
    if (former !== undefined && (this.forgottenUntil === null || former.time > this.forgottenUntil)) {
      this.forgottenUntil = former.time;
    }
    this.rows[place] = row;
    this.written++;
  }

  at(index: number): DnsRecord {
    return this.rows[index]!;
  }

  numberAt(index: number): number {
    const last = this.written - 1;
    const behind = (last - index) % this.capacity;
    return behind < 0 ? -1 : last - behind;
  }

  /** A copy that no longer changes. */
  snapshot(): DnsRing {
    const copy = new DnsRing(this.capacity);
    copy.rows = this.rows.slice();
    copy.written = this.written;
    return copy;
  }
}
