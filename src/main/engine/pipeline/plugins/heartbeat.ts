/** Asks a plugin's process once a second whether it is there, and how much it uses. */
import { formatBytes } from '#base/units-format.ts';
import type { ProcessStats } from '#contract/plugins/process.ts';
import type { PluginClock } from './ports.ts';

const INTERVAL_MS = 1000;
/** Silence after which a process counts as unresponsive. */
export const SILENCE_MS = 3000;
/** What came while the engine itself was busy is heard first. */
const LAST_CHANCE_MS = 200;
/** Memory of the runtime itself, which is not the plugin's doing, is taken as what there was at the start, up to this. */
const MOST_BASE_BYTES: number = 192 * 1024 * 1024;

export interface HeartbeatOptions {
  readonly clock: PluginClock;
  readonly memoryMb: number;
  ping(seq: number): void;
  residentBytes(): Promise<number | null>;
  stats(stats: ProcessStats, residentBytes: number | null): void;
  failed(kind: 'unresponsive' | 'crashed', message: string): void;
}

export class Heartbeat {
  private readonly options: HeartbeatOptions;
  private cancelTimer: (() => void) | null = null;
  private seq = 0;
  /** Since when a ping is unanswered and nothing else came either; null where nothing is awaited. */
  private silentSince: number | null = null;
  private isSuspect = false;
  private baseBytes: number | null = null;
  private running = false;

  constructor(options: HeartbeatOptions) {
    this.options = options;
  }

  start(): void {
    this.running = true;
    void this.weigh(null);
    this.beat();
  }

  stop(): void {
    this.running = false;
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  /** A sign of life that is no pong: a process that handles what it is given is there, however slow the machine. */
  heard(): void {
    if (this.silentSince !== null) this.silentSince = this.options.clock.monotonicMs();
    this.isSuspect = false;
  }

  pong(seq: number, stats: ProcessStats): void {
    if (seq !== this.seq) return;
    this.silentSince = null;
    this.isSuspect = false;
    void this.weigh(stats);
  }

  private beat(): void {
    const { clock, ping, failed } = this.options;
    const now = clock.monotonicMs();
    if (this.silentSince !== null && now - this.silentSince >= SILENCE_MS) {
      if (!this.isSuspect) {
        this.isSuspect = true;
        this.cancelTimer = clock.after(LAST_CHANCE_MS, () => this.beat());
        return;
      }
      this.stop();
      failed('unresponsive', `Did not answer for ${SILENCE_MS / 1000} s and was ended`);
      return;
    }
    if (this.silentSince === null) {
      this.silentSince = now;
      ping(++this.seq);
    } else void this.weigh(null);
    this.cancelTimer = clock.after(INTERVAL_MS, () => this.beat());
  }

  /** Compares its memory with what it may use; `stats` null: only as the system counts it. */
  private async weigh(stats: ProcessStats | null): Promise<void> {
    const { memoryMb, residentBytes, failed } = this.options;
    const resident = (await residentBytes()) ?? stats?.rss_bytes ?? null;
    if (!this.running || resident === null) return;
    if (stats !== null) this.options.stats(stats, resident);
    this.baseBytes ??= Math.min(resident, MOST_BASE_BYTES);
    const used = resident - this.baseBytes;
    if (used <= memoryMb * 1_000_000) return;
    this.stop();
    failed('crashed', `Used ${formatBytes(used)} of memory where ${memoryMb} MB are allowed, and was ended`);
  }
}
