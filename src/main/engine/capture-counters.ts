/** What was read, and what of it was no session and why. Plain numbers: they are touched per packet. */
import type { SourceCounters } from './capture/packet-source.ts';
import { linkTypeName } from './decode/link-types.ts';
import { nonIpName } from './decode/non-ip-names.ts';
import { UNDECODED_REASONS } from './decode/reasons.ts';

export class CaptureCounters {
  packets = 0;
  /** On the wire. */
  bytes = 0;
  truncated = 0;
  /** NaN before the first packet with a time. */
  firstTime: number = Number.NaN;
  lastTime: number = Number.NaN;
  readonly undecoded: Float64Array = new Float64Array(UNDECODED_REASONS.length);
  readonly nonIp: Map<number, number> = new Map();
  readonly linkTypes: Set<number> = new Set();
  /** Of sources that are closed. */
  kernelDrops = 0;
  interfaceDrops = 0;

  /** The earliest and the latest time of some packets; infinite where none of them has one. */
  addTimes(first: number, last: number): void {
    if (first > last) return;
    if (!(this.firstTime <= first)) this.firstTime = first;
    if (!(this.lastTime >= last)) this.lastTime = last;
  }

  countNonIp(etherType: number): void {
    this.nonIp.set(etherType, (this.nonIp.get(etherType) ?? 0) + 1);
  }

  addSource(counters: SourceCounters): void {
    this.kernelDrops += counters.kernelDrops;
    this.interfaceDrops += counters.interfaceDrops;
  }

  get undecodedPackets(): number {
    return this.undecoded.reduce((sum, count) => sum + count, 0);
  }

  get nonIpPackets(): number {
    let sum = 0;
    for (const count of this.nonIp.values()) sum += count;
    return sum;
  }

  undecodedByName(): Record<string, number> {
    const byName: Record<string, number> = {};
    UNDECODED_REASONS.forEach((reason, position) => {
      const count = this.undecoded[position]!;
      if (count > 0) byName[reason.name] = count;
    });
    return byName;
  }

  nonIpByName(): Record<string, number> {
    const byName: Record<string, number> = {};
    for (const [etherType, count] of this.nonIp) {
      const name = nonIpName(etherType);
      byName[name] = (byName[name] ?? 0) + count;
    }
    return byName;
  }

  linkTypeNames(): string[] {
    return [...this.linkTypes].map(linkTypeName);
  }
}
