/**
 * One plugin: whether it is on, its process, how it is started again, and how one version takes over from another. Owns
 * the queue, which outlives processes: what comes while one is started again waits for the next.
 *
 * Commands (enable, disable, restart, update) take turns. At most two processes exist at once, and only one is served.
 */
import { failure, success, type Result } from '#base/result.ts';
import { checkConfig } from '#contract/plugins/config-schema.ts';
import type { PluginRequest, PluginResponse } from '#contract/plugins/process.ts';
import type { PluginState, PluginStatus } from '#contract/plugins/status.ts';
import { PluginCounts } from './plugin-counters.ts';
import { PluginInbox, wishesWith } from './plugin-inbox.ts';
import { heardEvents } from './heard-events.ts';
import { PluginHealth } from './plugin-health.ts';
import { PluginRestarts } from './plugin-restarts.ts';
import type { InstanceEnd, InstanceEvents, PluginInstance } from './plugin-instance.ts';
import { startInstance, type StartedInstance } from './start-instance.ts';
import type { SupervisorParts } from './supervisor-parts.ts';
import type { StagedPlugin, StoredPlugin } from './ports.ts';
import { PluginStoreEntries } from './plugin-store-entries.ts';
import { PluginSymbols } from './symbols/plugin-symbols.ts';

export class PluginSupervisor {
  private readonly parts: SupervisorParts;
  readonly inbox: PluginInbox;
  /** Its parts of pipelines that are open. */
  readonly symbols: PluginSymbols;
  private readonly counters: PluginCounts;
  private readonly health: PluginHealth;
  private readonly restarts: PluginRestarts;
  private stored: StoredPlugin;
  private store: PluginStoreEntries | null = null;
  private instance: PluginInstance | null = null;
  private state: PluginState;
  private cause: string | null = null;
  private sinceMs: number;
  private exports: readonly string[] = [];
  private enforcement: PluginStatus['enforcement'] = null;
  /** One process finishes, and the next takes its place when it has. */
  private isChangingHands = false;
  private updatingTo: string | null = null;
  private lastUpdate: PluginStatus['last_update'] = null;
  /** Aborted when somebody who does not want it any more need not wait for its start. */
  private starting: AbortController | null = null;
  private last: Promise<unknown> = Promise.resolve();

  /** `symbols`: those that were open before it was removed, where it was there once. */
  constructor(stored: StoredPlugin, parts: SupervisorParts, symbols: PluginSymbols | null = null) {
    this.parts = parts;
    this.stored = stored;
    this.symbols = symbols ?? new PluginSymbols(stored.id, parts.clock, () => this.changed());
    this.inbox = new PluginInbox({
      clock: parts.clock,
      feeds: parts.feeds,
      queue: stored.manifest.queue,
      isAttended: () => this.instance !== null || this.state === 'starting',
      isChangingHands: () => this.isChangingHands,
      arrived: () => this.instance?.pump(),
    });
    this.counters = new PluginCounts(this.inbox.queue);
    this.health = new PluginHealth({
      clock: parts.clock,
      facts: () => ({
        errors: this.counters.errors,
        dropped: this.inbox.queue.dropped,
        missingFilters: parts.missingFilters(this.stored),
      }),
      judged: (problem) => this.judged(problem),
    });
    const { clock, chance } = parts;
    this.restarts = new PluginRestarts({ clock, chance, again: (after) => this.startAgain(after) });
    this.state = stored.decided ? 'disabled' : 'installed';
    this.sinceMs = parts.clock.nowUs() / 1000;
  }

  get plugin(): StoredPlugin {
    return this.stored;
  }

  get isServing(): boolean {
    return this.instance?.isServing === true;
  }

  /** As far as is known: a plugin that was not loaded yet may. */
  get exportsRequest(): boolean {
    return this.exports.length === 0 ? !this.isServing : this.exports.includes('request');
  }

  status(): PluginStatus {
    const { manifest, id, origin, folder, enabled } = this.stored;
    const config = checkConfig(manifest.config, this.stored.config);
    return {
      id,
      manifest,
      origin,
      folder,
      enabled,
      state: this.state,
      cause: this.cause,
      since_ms: this.sinceMs,
      restart_at_ms: this.restarts.atMs,
      counters: this.counters.read(this.inbox.headersIn),
      enforcement: this.enforcement,
      config: config.ok ? config.value : this.stored.config,
      exports: this.exports,
      uses: this.symbols.uses(),
      updating_to: this.updatingTo,
      last_update: this.lastUpdate,
    };
  }

  /** Answers once it runs, or has said why it does not. */
  enable(): Promise<void> {
    return this.inTurn(async () => {
      this.stored = { ...this.stored, enabled: true, decided: true };
      if (this.instance === null) await this.start();
    });
  }

  /** At once, also while it is starting. */
  disable(): Promise<void> {
    this.starting?.abort();
    return this.inTurn(async () => {
      this.stored = { ...this.stored, enabled: false, decided: true };
      await this.end();
      const { id } = this.stored;
      const remedy = `netloupe plugin enable ${id}`;
      this.symbols.unavailable({ code: 'unavailable', message: `The plugin ${id} is switched off`, remedy });
      this.enter('disabled', null);
    });
  }

  /** As asked for by the user: what was held against it is forgotten. */
  restart(): Promise<void> {
    this.starting?.abort();
    return this.inTurn(async () => {
      if (!this.stored.enabled) return;
      this.restarts.forgive();
      await this.retire(this.stored.manifest.limits.stop_ms);
      await this.start();
    });
  }

  /** The end of the program, or of the plugin. */
  close(): Promise<void> {
    this.starting?.abort();
    return this.inTurn(async () => {
      await this.end();
      await this.store?.flush();
    });
  }

  /**
   * A version that waits beside, or the same one with another configuration, takes over: it is started and tested while
   * the present one goes on, and only then gets the deliveries that follow. Where it fails, nothing has changed.
   */
  update(next: StagedPlugin | StoredPlugin): Promise<Result<StoredPlugin>> {
    return this.inTurn(() => this.switchTo(next));
  }

  /** What the user decided elsewhere, without a process to be touched (a disabled plugin, another configuration). */
  adopt(stored: StoredPlugin): void {
    this.stored = stored;
    this.inbox.queue.configure(stored.manifest.queue);
  }

  request(request: PluginRequest): Promise<Result<PluginResponse>> {
    const { id } = this.stored;
    if (this.instance === null || !this.instance.isServing) {
      return Promise.resolve(
        failure('unavailable', `${id} is not running`, { remedy: this.cause ?? 'Switch it on in the plugins pane' }),
      );
    }
    this.counters.requests++;
    return this.instance.request(request);
  }

  /** `restartedAfter`: why the process before it ended, where nobody asked for this one. */
  private async start(restartedAfter: string | null = null): Promise<void> {
    this.restarts.cancel();
    this.openInbox();
    this.symbols.detach(`${this.stored.id} is starting`);
    this.enter('starting', null);
    const store = await this.openStore();
    const abort = new AbortController();
    this.starting = abort;
    const started = store.ok ? await this.launch(this.stored, abort.signal) : store;
    this.starting = null;
    if (abort.signal.aborted) {
      if (started.ok) await started.value.instance.stop();
    } else if (started.ok) this.serve(started.value, restartedAfter);
    else this.failedToStart(started.failure.message, started.failure.code === 'invalid');
  }

  private serve({ instance, exports }: StartedInstance, restartedAfter: string | null): void {
    this.restarts.cancel();
    this.instance = instance;
    this.exports = exports;
    this.openInbox();
    this.inbox.renew();
    if (instance.end !== null) {
      this.died(instance.end);
      return;
    }
    const problem = this.health.watch(restartedAfter);
    this.enter(problem === null ? 'running' : 'degraded', problem);
    this.inbox.progressed();
    instance.begin(this.store?.snapshot() ?? {});
    this.symbols.attach({ limits: this.stored.manifest.limits, send: (message) => instance.sendSymbol(message) });
  }

  /** What its exports are is known once it was loaded, and taken to be the same for the next process. */
  private openInbox(): void {
    const { stored, exports, parts } = this;
    this.inbox.open(wishesWith(parts.wishesOf(stored), exports, stored.manifest));
  }

  /** A process with this version of the plugin in it, through `init` and `test`. `invalid`: it never will be. */
  private launch(plugin: StoredPlugin, signal?: AbortSignal): Promise<Result<StartedInstance>> {
    const store = this.store?.snapshot() ?? {};
    return startInstance(plugin, store, this.inbox.queue, this.parts, (made) => this.eventsOf(plugin, made), {
      ...(signal !== undefined && { signal }),
    });
  }

  private eventsOf(plugin: StoredPlugin, instance: () => PluginInstance | null): InstanceEvents {
    const { counters, inbox } = this;
    return {
      ...heardEvents(plugin, this.parts, { counters, inbox, store: () => this.store }),
      enforcement: (enforcement) => {
        this.enforcement = enforcement;
        this.changed();
      },
      symbol: (message) => this.instance !== instance() || this.symbols.receive(message),
      stats: (stats, residentBytes) => counters.report(stats, residentBytes, this.parts.clock.monotonicMs()),
      ended: (end) => {
        if (this.instance !== null && this.instance === instance()) this.died(end);
      },
    };
  }

  private died(end: InstanceEnd): void {
    this.instance = null;
    this.health.stop();
    this.counters.processGone();
    this.symbols.detach(end.message);
    this.parts.output.addLine(this.stored.id, 'error', end.message);
    this.scheduleRestart(end.kind === 'unresponsive' ? 'unresponsive' : 'crashed', end.message);
  }

  private failedToStart(message: string, final: boolean): void {
    this.counters.processGone();
    this.parts.output.addLine(this.stored.id, 'error', message);
    if (final) this.quarantine(message);
    else this.scheduleRestart('crashed', message);
  }

  private scheduleRestart(state: 'crashed' | 'unresponsive', message: string): void {
    const hopeless = this.restarts.ended(message);
    if (hopeless === null) this.enter(state, message);
    else this.quarantine(hopeless);
  }

  private startAgain(after: string): void {
    void this.inTurn(async () => {
      if (!this.stored.enabled || this.instance !== null || this.restarts.atMs === null) return;
      this.counters.restarts++;
      await this.start(after);
    });
  }

  /** Nothing waits for it any more; it is started again only when asked. */
  private quarantine(message: string): void {
    const { id } = this.stored;
    this.inbox.close();
    this.health.stop();
    const remedy = `Correct it, and then: netloupe plugin restart ${id}`;
    this.symbols.unavailable({ code: 'unavailable', message: `The plugin ${id} is quarantined: ${message}`, remedy });
    this.enter('quarantined', message);
  }

  private async switchTo(next: StagedPlugin | StoredPlugin): Promise<Result<StoredPlugin>> {
    const staged = 'commit' in next ? next : null;
    const planned: StoredPlugin =
      staged === null ? (next as StoredPlugin) : { ...this.stored, manifest: staged.manifest, folder: staged.folder };
    const version = planned.manifest.version;
    const config = checkConfig(planned.manifest.config, planned.config);
    if (!config.ok) return this.updateFailed(version, staged, config);
    if (!this.stored.enabled) return this.commit(staged, planned);
    this.updatingTo = version;
    this.changed();
    const opened = await this.openStore();
    const started = opened.ok ? await this.launch(planned) : opened;
    this.updatingTo = null;
    if (!started.ok) return this.updateFailed(version, staged, started);
    const { instance } = started.value;
    const kept = await this.commit(staged, planned);
    if (!kept.ok) {
      await instance.stop();
      return kept;
    }
    // From here on the new version is the plugin. The old one finishes what it was handed; what comes meanwhile waits.
    await this.retire(this.stored.manifest.limits.batch_ms);
    this.counters.processGone();
    this.restarts.forgive();
    this.serve(started.value, null);
    return kept;
  }

  private async commit(staged: StagedPlugin | null, planned: StoredPlugin): Promise<Result<StoredPlugin>> {
    const kept = staged === null ? success(planned) : await staged.commit();
    if (!kept.ok) return this.updateFailed(planned.manifest.version, null, kept);
    this.adopt({ ...kept.value, enabled: this.stored.enabled });
    this.lastUpdate = { version: planned.manifest.version, failure: null, time_ms: this.parts.clock.nowUs() / 1000 };
    this.changed();
    return success(this.stored);
  }

  private async updateFailed(
    version: string,
    staged: StagedPlugin | null,
    failed: Extract<Result<never>, { ok: false }>,
  ): Promise<Result<StoredPlugin>> {
    await staged?.discard();
    const { message, remedy } = failed.failure;
    const { id, manifest } = this.stored;
    const outcome = `${version} did not start, ${manifest.version} stays: ${message}`;
    this.lastUpdate = { version, failure: failed.failure, time_ms: this.parts.clock.nowUs() / 1000 };
    this.parts.output.addLine(id, 'error', `Version ${outcome}`);
    this.changed();
    return failure(failed.failure.code, `${id} ${outcome}`, { ...(remedy !== undefined && { remedy }) });
  }

  private async openStore(): Promise<Result<null>> {
    if (this.store !== null) return success(null);
    const { id } = this.stored;
    const loaded = await this.parts.storage.loadStore(id);
    if (!loaded.ok) return loaded;
    this.store = new PluginStoreEntries(loaded.value, (entries) => this.parts.storage.saveStore(id, entries));
    return success(null);
  }

  /** Lets the process finish, for another one that takes its place at once. `symbolsMs`: most that its symbols may take. */
  private async retire(symbolsMs: number): Promise<void> {
    await this.symbols.pause(symbolsMs);
    const { instance } = this;
    this.instance = null;
    this.isChangingHands = true;
    await this.stop(instance);
  }

  /** Says so where it had to be ended by force. */
  private async stop(instance: PluginInstance | null): Promise<void> {
    await instance?.stop();
    const end = instance?.end ?? null;
    if (end !== null && end.kind !== 'stopped') this.parts.output.addLine(this.stored.id, 'error', end.message);
  }

  private async end(): Promise<void> {
    this.restarts.cancel();
    this.inbox.close();
    this.health.stop();
    await this.symbols.pause(this.stored.manifest.limits.stop_ms);
    this.restarts.cancel();
    const { instance } = this;
    this.instance = null;
    await this.stop(instance);
    this.counters.processGone();
    this.inbox.look();
  }

  private judged(problem: string | null): void {
    if (this.instance === null) return; // one is taking over from another
    const state = problem === null ? 'running' : 'degraded';
    if (state !== this.state) this.enter(state, problem);
    else this.cause = problem;
  }

  private enter(state: PluginState, cause: string | null): void {
    this.isChangingHands = false;
    this.state = state;
    this.cause = cause;
    this.sinceMs = this.parts.clock.nowUs() / 1000;
    this.inbox.look();
    this.changed();
  }

  private changed(): void {
    this.parts.changed(this.stored.id);
  }

  private inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.last.then(command, command);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
