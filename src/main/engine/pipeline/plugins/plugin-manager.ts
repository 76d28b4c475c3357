/**
 * All plugins: what is on disk against what runs, and the commands of the settings pane and the command line. What adds or
 * removes plugins takes turns; what concerns one plugin takes turns at that plugin, so that one that is slow to start
 * delays nobody else.
 */
import { failure, success, type Result } from '#base/result.ts';
import { checkConfig, type Config } from '#contract/plugins/config-schema.ts';
import { inUse } from '#contract/plugins/in-use.ts';
import { permissionWords } from '#contract/plugins/permission-words.ts';
import type { PluginRequest, PluginResponse } from '#contract/plugins/process.ts';
import type { PluginInspection, PluginStatus } from '#contract/plugins/status.ts';
import { PluginSupervisor } from './plugin-supervisor.ts';
import type { BrokenPlugin, StagedPlugin, StoredPlugin } from './ports.ts';
import type { SupervisorParts } from './supervisor-parts.ts';
import type { PluginSymbols } from './symbols/plugin-symbols.ts';
import { PluginSymbolRunner } from './symbols/symbol-runner.ts';

export class PluginManager {
  /** Parts of pipelines that are in plugins. */
  readonly symbols: PluginSymbolRunner;
  private readonly parts: SupervisorParts;
  private readonly supervisors = new Map<string, PluginSupervisor>();
  /** Symbols that are open of plugins that are not there any more, and may come back. */
  private readonly orphans = new Map<string, PluginSymbols>();
  private readonly waitables = new Map<string, () => void>();
  private brokenOnes: readonly BrokenPlugin[] = [];
  private unwatch: (() => void) | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(parts: SupervisorParts) {
    this.parts = parts;
    this.symbols = new PluginSymbolRunner({
      supervisor: (id) => this.supervisors.get(id),
      supervisors: () => [...this.supervisors.values()],
      openInlet: parts.openInlet ?? null,
      say: (id, text) => parts.output.addLine(id, 'error', text),
      runName: () => Array.from({ length: 8 }, () => Math.floor(parts.chance() * 36).toString(36)).join(''),
    });
  }

  /** Starts what is enabled; answers once each of them runs or has said why it does not. */
  start(): Promise<void> {
    this.unwatch = this.parts.storage.watch(() => void this.inTurn(() => this.bringAllUp()));
    return this.inTurn(() => this.bringAllUp());
  }

  get broken(): readonly BrokenPlugin[] {
    return this.brokenOnes;
  }

  /** By name. */
  status(): readonly PluginStatus[] {
    return [...this.supervisors.values()]
      .map((supervisor) => supervisor.status())
      .sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  supervisor(id: string): PluginSupervisor | undefined {
    return this.supervisors.get(id);
  }

  inspect(source: string): Promise<Result<PluginInspection>> {
    return this.parts.storage.inspect(source);
  }

  /** `accepted`: the permissions that the user was shown. A source that changed meanwhile is refused. */
  install(source: string, accepted: readonly string[], enable: boolean): Promise<Result<PluginStatus>> {
    return this.inTurn(async () => {
      const staged = await this.parts.storage.stage(source);
      if (!staged.ok) return staged;
      // Of what was unpacked, not of what the source holds by now.
      const asked = permissionWords(staged.value.manifest);
      if (asked.length !== accepted.length || asked.some((line) => !accepted.includes(line))) {
        await staged.value.discard();
        return failure('not-permitted', `${staged.value.id} asks for other permissions than were accepted`, {
          remedy: `It asks for: ${asked.join('; ') || 'nothing'}. Look at them and install it again`,
        });
      }
      const supervisor = this.supervisors.get(staged.value.id);
      return supervisor === undefined
        ? this.installNew(staged.value, enable)
        : this.installOver(supervisor, staged.value, enable);
    });
  }

  /** `force`: switched off also while pipelines use its symbols. */
  setEnabled(id: string, enabled: boolean, force = false): Promise<Result<PluginStatus>> {
    return this.with(id, async (supervisor) => {
      const uses = supervisor.symbols.uses();
      return enabled || force || uses.length === 0 ? this.switchOn(supervisor, enabled) : inUse(id, uses);
    });
  }

  /** Refused values change nothing. A running plugin goes over to the new ones as to a new version. */
  configure(id: string, config: Config): Promise<Result<PluginStatus>> {
    return this.with(id, async (supervisor) => {
      const { plugin } = supervisor;
      const checked = checkConfig(plugin.manifest.config, config);
      if (!checked.ok) return checked;
      const switched = await supervisor.update({ ...plugin, config });
      if (!switched.ok) return switched;
      const kept = await this.parts.storage.setConfig(id, config);
      return kept.ok ? success(supervisor.status()) : kept;
    });
  }

  restart(id: string): Promise<Result<PluginStatus>> {
    return this.with(id, async (supervisor) => {
      if (!supervisor.plugin.enabled) {
        return failure('unavailable', `${id} is switched off`, { remedy: 'Switch it on' });
      }
      await supervisor.restart();
      return success(supervisor.status());
    });
  }

  /** `force`: also while pipelines use its symbols. */
  remove(id: string, force = false): Promise<Result<null>> {
    return this.with(id, (supervisor) => {
      const uses = supervisor.symbols.uses();
      if (!force && uses.length > 0) return Promise.resolve(inUse(id, uses));
      if (supervisor.plugin.origin === 'bundled') {
        return Promise.resolve(
          failure('not-permitted', `${id} ships with Netloupe and cannot be removed`, { remedy: 'Switch it off' }),
        );
      }
      return this.inTurn(async () => {
        await supervisor.close();
        const removed = await this.parts.storage.remove(id);
        // A plugin of the same name that ships with the program, or what could not be removed, is there again.
        this.forget(id);
        await this.bringAllUp();
        return removed;
      });
    });
  }

  request(id: string, request: PluginRequest): Promise<Result<PluginResponse>> {
    const supervisor = this.supervisors.get(id);
    return supervisor?.request(request) ?? Promise.resolve(failure('not-found', `There is no plugin "${id}"`));
  }

  /** Resolves when nothing that was fed until now waits for a plugin that gets on. */
  async drain(): Promise<void> {
    await Promise.all([...this.supervisors.values()].map((supervisor) => supervisor.inbox.whenIdle()));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.unwatch?.();
    await this.inTurn(() => Promise.all([...this.supervisors.values()].map((supervisor) => supervisor.close())));
  }

  private async installNew(staged: StagedPlugin, enable: boolean): Promise<Result<PluginStatus>> {
    const committed = await staged.commit();
    if (!committed.ok) return committed;
    const supervisor = this.add(committed.value);
    return enable ? this.switchOn(supervisor, true) : success(supervisor.status());
  }

  private async installOver(
    supervisor: PluginSupervisor,
    staged: StagedPlugin,
    enable: boolean,
  ): Promise<Result<PluginStatus>> {
    const updated = await supervisor.update(staged);
    if (!updated.ok) return updated;
    await this.parts.storage.removeOldVersions(staged.id);
    const off = !supervisor.plugin.enabled;
    return enable && off ? this.switchOn(supervisor, true) : success(supervisor.status());
  }

  private async switchOn(supervisor: PluginSupervisor, enabled: boolean): Promise<Result<PluginStatus>> {
    const kept = await this.parts.storage.setEnabled(supervisor.plugin.id, enabled);
    if (!kept.ok) return kept;
    if (enabled) await supervisor.enable();
    else await supervisor.disable();
    return success(supervisor.status());
  }

  /** Makes what runs agree with what is kept: at the start, and after another process changed it. */
  private async bringAllUp(): Promise<void> {
    if (this.closed) return;
    const { plugins, broken } = await this.parts.storage.list();
    this.brokenOnes = broken;
    const wanted = new Map(plugins.map((plugin) => [plugin.id, plugin]));
    const work: Promise<unknown>[] = [];
    for (const [id, supervisor] of this.supervisors) {
      if (wanted.has(id)) continue;
      work.push(supervisor.close());
      this.forget(id);
    }
    for (const plugin of plugins) {
      const supervisor = this.supervisors.get(plugin.id);
      if (supervisor !== undefined) work.push(this.bringUp(supervisor, plugin));
      else {
        const added = this.add(plugin);
        if (plugin.enabled) work.push(added.enable());
      }
    }
    await Promise.all(work);
    this.parts.changed('');
  }

  private async bringUp(supervisor: PluginSupervisor, kept: StoredPlugin): Promise<void> {
    const present = supervisor.plugin;
    if (!kept.enabled) {
      if (present.enabled) await supervisor.disable();
      supervisor.adopt(kept);
      return;
    }
    const changed = present.folder !== kept.folder || JSON.stringify(present.config) !== JSON.stringify(kept.config);
    if (!present.enabled) {
      supervisor.adopt(kept);
      await supervisor.enable();
    } else if (changed) await supervisor.update(kept);
  }

  private add(plugin: StoredPlugin): PluginSupervisor {
    const supervisor = new PluginSupervisor(plugin, this.parts, this.orphans.get(plugin.id) ?? null);
    this.orphans.delete(plugin.id);
    this.supervisors.set(plugin.id, supervisor);
    this.waitables.set(plugin.id, this.parts.feeds.addWaitable(supervisor.inbox));
    return supervisor;
  }

  private forget(id: string): void {
    const symbols = this.supervisors.get(id)?.symbols;
    symbols?.unavailable({ code: 'unavailable', message: `The plugin ${id} was removed`, remedy: 'Install it again' });
    if (symbols !== undefined && symbols.uses().length > 0) this.orphans.set(id, symbols);
    this.supervisors.delete(id);
    this.waitables.get(id)?.();
    this.waitables.delete(id);
    this.parts.output.forget(id);
    this.parts.changed(id);
  }

  private with<T>(id: string, command: (supervisor: PluginSupervisor) => Promise<Result<T>>): Promise<Result<T>> {
    const supervisor = this.supervisors.get(id);
    if (supervisor !== undefined) return command(supervisor);
    const known = [...this.supervisors.keys()].sort().join(', ') || 'none';
    return Promise.resolve(failure('not-found', `There is no plugin "${id}"`, { remedy: `There are: ${known}` }));
  }

  private inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.last.then(command, command);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
