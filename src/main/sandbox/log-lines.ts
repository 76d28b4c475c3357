/**
 * The plugin's log on its way to the engine: lines are cut, gathered into few messages, and no more than so many a second;
 * what is above is counted, unless every line is wanted.
 */
import { MAX_LOG_CHARACTERS } from '#contract/plugins/process-limits.ts';
import type { FromPlugin } from '#contract/plugins/process.ts';
import type { PluginLogLevel } from '#contract/plugins/status.ts';
import type { SandboxClock } from './clock.ts';

const LONGEST_WAIT_MS = 50;
const LINES_A_MESSAGE = 100;
/** What one message may hold where lines come faster than messages should. */
const MOST_LINES_A_MESSAGE = 1000;
const CHARACTERS_A_MESSAGE = 200_000;
const WINDOW_MS = 1000;
const LINES_A_WINDOW = 1000;

export class LogLines {
  private readonly clock: SandboxClock;
  private readonly send: (message: FromPlugin) => void;
  private readonly unlimited: boolean;
  private lines: { level: PluginLogLevel; text: string }[] = [];
  private characters = 0;
  private suppressed = 0;
  private windowStart = Number.NEGATIVE_INFINITY;
  private inWindow = 0;
  private cancelTimer: (() => void) | null = null;

  constructor(clock: SandboxClock, send: (message: FromPlugin) => void, unlimited: boolean) {
    this.clock = clock;
    this.send = send;
    this.unlimited = unlimited;
  }

  add(level: PluginLogLevel, text: string): void {
    if (!this.unlimited && !this.isAllowed()) {
      this.suppressed++;
      this.cancelTimer ??= this.clock.after(WINDOW_MS, () => this.flush());
      return;
    }
    const cut = text.length > MAX_LOG_CHARACTERS ? `${text.slice(0, MAX_LOG_CHARACTERS)}…` : text;
    this.lines.push({ level, text: cut });
    this.characters += cut.length;
    const most = this.unlimited ? MOST_LINES_A_MESSAGE : LINES_A_MESSAGE;
    if (this.lines.length >= most || this.characters >= CHARACTERS_A_MESSAGE) this.flush();
    else this.cancelTimer ??= this.clock.after(LONGEST_WAIT_MS, () => this.flush());
  }

  flush(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    const { lines, suppressed } = this;
    if (lines.length === 0 && suppressed === 0) return;
    this.lines = [];
    this.characters = 0;
    this.suppressed = 0;
    this.send({ t: 'log', lines, suppressed });
  }

  private isAllowed(): boolean {
    const now = this.clock.nowMs();
    if (now - this.windowStart >= WINDOW_MS) {
      this.windowStart = now;
      this.inWindow = 0;
    }
    return ++this.inWindow <= LINES_A_WINDOW;
  }
}
