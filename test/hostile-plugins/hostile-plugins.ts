/** Brings the hostile plugins of this folder into a world, a few at a time, and keeps what became of each. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { assertDefined } from '#base/assert.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import type { PluginWorld } from '../kit/plugin-world.ts';
import { SHARED_MANIFEST, type HostileCase } from './cases.ts';

/** Processes that hog a core each are tried a few at a time. */
const AT_ONCE = 4;
const LONGEST_MS = 30_000;

export interface Seen {
  readonly status: PluginStatus;
  /** Lines and alerts. */
  readonly said: readonly string[];
}

export class HostilePlugins {
  readonly #world: PluginWorld;
  readonly #seen = new Map<string, Seen>();

  constructor(world: PluginWorld) {
    this.#world = world;
  }

  /** What became of the plugin of this file. */
  seen(file: string): Seen {
    return assertDefined(this.#seen.get(file), `${file} was tried`);
  }

  /** Installs it, switched on. */
  async bring(file: string, manifest: Readonly<Record<string, unknown>> = {}): Promise<PluginStatus> {
    const language = file.slice(0, file.indexOf('/'));
    const written = { ...SHARED_MANIFEST, name: idOf(file), language, ...manifest };
    const source = this.#world.write(written.name, {
      'plugin.json': JSON.stringify(written),
      [language === 'js' ? 'main.mjs' : 'main.lua']: readFileSync(path.join(import.meta.dirname, file), 'utf8'),
    });
    const installed = await this.#world.install(source, true);
    if (!installed.ok) throw new Error(installed.failure.message);
    return installed.value;
  }

  /** Brings them all, waits for what is expected of each, and switches each off again. `manifest`: under that of each. */
  async tryAll(
    cases: readonly HostileCase[],
    manifest: Readonly<Record<string, unknown>> = {},
    isDone: (test: HostileCase, seen: Seen) => boolean = cameTo,
  ): Promise<void> {
    const waiting = [...cases];
    const work = async (): Promise<void> => {
      for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
        const tried = test;
        const id = idOf(tried.file);
        const look = (): Seen => ({ status: this.#world.status(id), said: this.#world.linesOf(id) });
        await this.bring(tried.file, { ...manifest, ...tried.manifest });
        await this.#world.until(() => isDone(tried, look()), LONGEST_MS);
        const { status, said } = look();
        this.#seen.set(tried.file, { status, said: [...said] });
        await this.#world.command('plugins.set_enabled', { id, enabled: false });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
}

export function idOf(file: string): string {
  const [language] = file.split('/');
  return `${path.parse(file).name}-${language}`;
}

/** Whether all that is expected of it has come. */
export function cameTo(test: HostileCase, { status, said }: Seen): boolean {
  return (
    status.state === test.state &&
    (test.cause === null || test.cause.test(status.cause ?? '')) &&
    (test.said ?? []).every((wanted) => said.some((line) => wanted.test(line)))
  );
}
