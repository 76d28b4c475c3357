/** Placeholder header of the DNS decoder, replaced by its author in this same session. */
export interface DnsResourceRecord {
  /** Owner name, presentation form without the final dot (`.` for the root), escaped as RFC 4343 §2.1. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  /** Presentation form of the data; unknown types as RFC 3597 `\# length hex`. */
  readonly data: string;
}
