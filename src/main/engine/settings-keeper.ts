/**
 * The settings as they are now: read anew before each capture, so that a change holds from the next one on, whoever made it.
 * Without a home they are what the engine was given, and what is set ends with it.
 */
import { failure, success, type Result } from '#base/result.ts';
import type { SettingsState } from '#contract/settings-commands.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '#contract/settings.ts';
import { compileFlowFilter } from './flows/flow-filter.ts';
import type { KeptSettings, SettingsHome } from './settings-ports.ts';

export class SettingsKeeper {
  private readonly home: SettingsHome | null;
  private known: Settings;
  private readonly watchers = new Set<(settings: Settings) => void>();

  constructor(home: SettingsHome | null, given: Settings) {
    this.home = home;
    this.known = given;
  }

  /** As they were read or set last. */
  get latest(): Settings {
    return this.known;
  }

  /** Told whenever they were read or set. Returns how to stop that. */
  watch(watcher: (settings: Settings) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** As they are kept at this moment. */
  async current(): Promise<Settings> {
    return (await this.read()).settings;
  }

  /** `inForce`: those of the capture on view. */
  async state(inForce: Settings | null): Promise<SettingsState> {
    const kept = await this.read();
    return { ...kept, inForce, defaults: DEFAULT_SETTINGS, path: this.home?.path ?? null };
  }

  /** Failures: `invalid` names every wrong key; `not-permitted` says why nothing can be changed; what writing says. */
  async set(value: unknown): Promise<Result<null>> {
    const parsed = parseSettings(value);
    if (!parsed.ok) return parsed;
    // What the schema cannot know: names of protocols.
    const compiled = compileFlowFilter(parsed.value.filter);
    if (!compiled.ok) return compiled;
    const { fixed } = await this.read();
    if (fixed !== null) return failure('not-permitted', `The settings cannot be changed: ${fixed}`);
    const written = this.home === null ? success(null) : await this.home.write(parsed.value);
    if (written.ok) this.know(parsed.value);
    return written;
  }

  private async read(): Promise<KeptSettings> {
    if (this.home === null) return { settings: this.known, fixed: null, damaged: null, written: true };
    const kept = await this.home.read();
    this.know(kept.settings);
    return kept;
  }

  private know(settings: Settings): void {
    this.known = settings;
    for (const watcher of this.watchers) watcher(settings);
  }
}
