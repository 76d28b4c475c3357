/**
 * Faults in the plugin's log: the first of a kind with its trace, then only how many more there were. Two faults are of a
 * kind when their texts differ in numbers only, as they do where a text names an address or a port.
 */
import type { SandboxClock } from './clock.ts';
import { faultText, type Fault } from './outcome.ts';

const SUMMARY_MS = 5000;
const KINDS_HELD = 50;
const KEY_CHARACTERS = 200;

interface Kind {
  readonly firstLine: string;
  more: number;
}

export class FaultReports {
  private readonly clock: SandboxClock;
  private readonly log: (text: string) => void;
  /** A trial run: no summary because time has passed. */
  private readonly timeless: boolean;
  private kinds = new Map<string, Kind>();
  private cancelTimer: (() => void) | null = null;

  constructor(clock: SandboxClock, log: (text: string) => void, timeless: boolean) {
    this.clock = clock;
    this.log = log;
    this.timeless = timeless;
  }

  /** `where`: the export, or what else was being run. */
  report(where: string, fault: Fault): void {
    const text = `${where}: ${faultText(fault)}`;
    const firstLine = text.split('\n', 1)[0]!.slice(0, KEY_CHARACTERS);
    const key = firstLine.replace(/\d+|\b[\da-f]{4,}\b/gi, '#');
    const known = this.kinds.get(key);
    if (known !== undefined) {
      known.more++;
      return;
    }
    if (this.kinds.size >= KINDS_HELD) this.summarise();
    this.kinds.set(key, { firstLine, more: 0 });
    this.log(text);
    if (!this.timeless) this.cancelTimer ??= this.clock.after(SUMMARY_MS, () => this.summarise());
  }

  /** Says how many there were of each kind since it was logged, and begins anew. */
  summarise(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    const { kinds } = this;
    this.kinds = new Map();
    for (const { firstLine, more } of kinds.values()) {
      if (more > 0) this.log(`… and ${more} more like this: ${firstLine}`);
    }
  }
}
