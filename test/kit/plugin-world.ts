/**
 * An engine with real plugins: on disk in a data folder that goes with the test, each in a process of its own. Needs a
 * build, whose code those processes run.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assertDefined } from '#base/assert.ts';
import { failure, success, type Result } from '#base/result.ts';
import type { FlowRecord } from '#contract/plugins/header-fields.ts';
import type { PluginCommandParams, PluginCommandResults } from '#contract/plugins/commands.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import type { PluginSpawner } from '#main/engine/pipeline/plugins/ports.ts';
import type { PluginPlatform } from '#main/engine/plugin-platform.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { createPipelinePorts } from '#main/host/pipelines/pipeline-ports.ts';
import { createChildSpawner } from '#main/host/plugins/child-spawner.ts';
import { createPluginStorage } from '#main/host/plugins/plugin-storage.ts';

export const PROJECT: string = path.resolve(import.meta.dirname, '..', '..');
export const SAMPLE: string = path.join(PROJECT, 'samples', 'netloupe-sample.pcap');
const VERSION = (JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { readonly version: string })
  .version;
const { signal } = new AbortController();
const LOOK_MS = 50;

export interface WorldOptions {
  /** Plugins that ship with the program are there, too. */
  readonly bundled?: boolean;
  /** Data folder of a world before this one, which `close(true)` left there. */
  readonly home?: string;
  readonly opener?: EnginePorts['opener'];
  readonly settings?: Settings;
}

export class PluginWorld {
  readonly home: string;
  readonly engine: Engine;
  readonly platform: PluginPlatform;
  readonly #said: Map<string, string[]> = new Map();
  readonly #flows: Map<string, readonly FlowRecord[]> = new Map();
  readonly #pids: Map<string, number | null> = new Map();

  constructor({ opener, settings = DEFAULT_SETTINGS, bundled = false, home }: WorldOptions = {}) {
    this.home = home ?? mkdtempSync(path.join(tmpdir(), 'netloupe-plugins-'));
    const ports = createHostPorts();
    const built = path.join(PROJECT, 'out', 'main');
    const children = createChildSpawner({
      processFile: path.join(built, 'plugin-process.js'),
      programFolders: [built, path.join(PROJECT, 'node_modules'), path.join(PROJECT, 'package.json')],
    });
    const spawner: PluginSpawner = {
      spawn: (request) => {
        const child = children.spawn(request);
        this.#pids.set(request.id, child.pid);
        return child;
      },
    };
    const storage = createPluginStorage({
      home: path.join(this.home, 'data'),
      bundledFolder: bundled ? path.join(PROJECT, 'plugins') : null,
      engineVersion: VERSION,
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
    });
    const off = { enabled: false, switchable: false, url: null, key: null, problem: null };
    const api = { status: () => off, configure: async () => failure('unavailable', 'There is no API here') };
    const pipelines = createPipelinePorts({
      clock: ports.clock,
      home: this.home,
      programFolder: PROJECT,
      environment: {},
      randomBytes: (count) => ports.randomBytes(count),
      kept: false,
    });
    this.engine = createEngine(
      { ...ports, ...(opener !== undefined && { opener }), plugins: { spawner, storage, api }, pipelines },
      { version: VERSION, host: 'headless', platform: process.platform, samplePath: SAMPLE, settings },
    );
    this.platform = assertDefined(this.engine.plugins, 'an engine that was given plugins has them');
    this.platform.onOutput((output) => {
      const said = this.#said.get(output.plugin) ?? [];
      this.#said.set(output.plugin, said);
      if (output.kind === 'line') said.push(output.line.text);
      else if (output.kind === 'alert') said.push(`alert: ${output.alert.title}`);
      else this.#flows.set(output.plugin, [...this.flowsOf(output.plugin), ...output.records]);
    });
  }

  /** kill -9. */
  kill(id: string): void {
    process.kill(assertDefined(this.#pids.get(id), `${id} has a process`), 'SIGKILL');
  }

  /** Writes files of a plugin's folder (or one file of code) where `install` finds them; answers the path. */
  write(name: string, files: string | Readonly<Record<string, string>>): string {
    const target = path.join(this.home, 'sources', name);
    mkdirSync(typeof files === 'string' ? path.dirname(target) : target, { recursive: true });
    if (typeof files === 'string') writeFileSync(target, files);
    else for (const [file, text] of Object.entries(files)) writeFileSync(path.join(target, file), text);
    return target;
  }

  /** Accepts whatever permissions it asks for. */
  async install(source: string, enable: boolean): Promise<Result<PluginStatus>> {
    const inspected = await this.command('plugins.inspect', { source });
    if (!inspected.ok) return inspected;
    return this.command('plugins.install', { source, accepted: inspected.value.permissions, enable });
  }

  command<K extends keyof PluginCommandParams>(
    name: K,
    params: PluginCommandParams[K],
  ): Promise<Result<PluginCommandResults[K]>> {
    const commands = this.platform.commands as unknown as {
      readonly [N in keyof PluginCommandParams]: (
        params: PluginCommandParams[N],
        signal: AbortSignal,
      ) => Promise<Result<PluginCommandResults[N]>>;
    };
    return commands[name](params, signal);
  }

  status(id: string): PluginStatus {
    return assertDefined(
      this.platform.status().find((status) => status.id === id),
      `${id} is installed`,
    );
  }

  /** Resolves when `holds` does; it is asked after something about plugins changed. In vain: when the time is over. */
  until(holds: () => boolean, longestMs: number): Promise<void> {
    return new Promise((resolve) => {
      let due: NodeJS.Timeout | null = null;
      const end = (): void => {
        clearTimeout(timer);
        if (due !== null) clearTimeout(due);
        stream.close();
        resolve();
      };
      const look = (): void => {
        due = null;
        if (holds()) end();
      };
      // Some plugins make something change thousands of times a second.
      const changed = (): void => {
        due ??= setTimeout(look, LOOK_MS);
      };
      const timer = setTimeout(end, longestMs);
      const stream = this.platform.streams.plugins({}, changed);
      look();
    });
  }

  /** Lines and alerts (`alert: title`) of this plugin so far, in the order in which they came. */
  linesOf(id: string): readonly string[] {
    return this.#said.get(id) ?? [];
  }

  /** Records of flows of this plugin so far, as they ended. */
  flowsOf(id: string): readonly FlowRecord[] {
    return this.#flows.get(id) ?? [];
  }

  /** Reads a capture with all enabled plugins to the end; answers its packet logs as the command line writes them. */
  async read(capture: string): Promise<readonly unknown[]> {
    let text = '';
    const sink = {
      write: async (bytes: Uint8Array) => {
        text += new TextDecoder().decode(bytes);
        return success(null);
      },
    };
    const inputs = [{ kind: 'file', path: capture } as const];
    const outcome = await this.engine.readCapture({
      inputs,
      filter: '',
      outputs: { packets: { format: 'jsonl', sink } },
    });
    if (outcome.failure !== null) throw new Error(outcome.failure.message);
    await this.platform.drain();
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  }

  async close(keepHome: boolean = false): Promise<void> {
    await this.engine.close();
    if (!keepHome) rmSync(this.home, { recursive: true, force: true });
  }
}
