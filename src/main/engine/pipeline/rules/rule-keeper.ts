/**
 * Keeps the compiled rules of a stage: reads and compiles them, and again when files change, aside, so that records are judged by
 * the last good ones meanwhile and for as long as the new ones have mistakes.
 */
import { success, type Failure, type Result } from '#base/result.ts';
import type { StageContext } from '../stages/stage.ts';
import { compileRules, type RuleOptions } from './compile-rules.ts';
import { loadRules } from './load-rules.ts';
import { mistakesFailure } from './mistakes.ts';
import type { RuleSet } from './rule-set.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 300;

export class RuleKeeper {
  private readonly context: StageContext;
  private readonly paths: readonly string[];
  private readonly options: RuleOptions;
  private set: RuleSet | null = null;
  private stops: (() => void)[] = [];
  private cancelTimer: (() => void) | null = null;
  private loading: Promise<void> | null = null;
  private again = false;

  /** `paths` are absolute. */
  constructor(context: StageContext, paths: readonly string[], options: RuleOptions) {
    this.context = context;
    this.paths = paths;
    this.options = options;
  }

  get current(): RuleSet | null {
    return this.set;
  }

  /** Reads and compiles them. A failure leaves those that are there. */
  async load(): Promise<Result<null>> {
    const { world } = this.context;
    const files = await loadRules(this.paths, world);
    if (!files.ok) return files;
    const resolvers = await world.resolvers();
    const { set, report } = compileRules(files.value, { resolvers, ...this.options });
    if (set === null) return { ok: false, failure: mistakesFailure(report.mistakes) };
    this.set = set;
    return success(null);
  }

  /** From now on, changes of files are taken up. */
  watch(): void {
    if (this.stops.length > 0) return;
    this.stops = this.paths.map((path) => this.context.world.watch(path, () => this.changed()));
  }

  close(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private changed(): void {
    this.cancelTimer?.();
    this.cancelTimer = this.context.clock.after(SETTLE_MS, () => {
      this.cancelTimer = null;
      if (this.loading === null) this.loading = this.reload();
      else this.again = true;
    });
  }

  private async reload(): Promise<void> {
    do {
      this.again = false;
      const loaded = await this.load();
      if (!loaded.ok) this.context.warn(kept(loaded.failure));
    } while (this.again);
    this.loading = null;
  }
}

function kept(failure: Failure): Failure {
  return { ...failure, message: `The rules from before stay in use. ${failure.message}` };
}
