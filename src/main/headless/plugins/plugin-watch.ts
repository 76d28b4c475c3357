/** Plugins that observe for one command: started before anything is read, and summed up at the end. */
import { assert } from '#base/assert.ts';
import { failure, success, type Result } from '#base/result.ts';
import { formatCount } from '#base/units-format.ts';
import { OBSERVERS_EXPORT } from '#contract/plugins/header-fields.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import type { Engine } from '#main/engine/engine.ts';
import { note } from '../terminal.ts';
import { createPluginRun, type PluginRun } from './plugin-run.ts';

/** Plugins while they observe. */
export interface PluginWatch {
  readonly run: PluginRun;
  /** All of them run to the end. */
  isWell: boolean;
  /** At the end: they handle what they have, and what there is to say of them is said. */
  settle(): Promise<void>;
}

/** Starts them. Fails where one does not start, or observes nothing. */
export async function watchPlugins(
  { plugins: platform }: Engine,
  stored: readonly { readonly id: string }[],
): Promise<Result<PluginWatch>> {
  const shown = stored.map(({ id }) => id);
  assert(platform !== null, 'an engine that was given plugins has them');
  const run = createPluginRun(platform, { shown, stdoutTaken: true, onReaderGone: () => undefined });
  const started = await run.start();
  if (!started.ok) return started;
  const statuses = (): readonly PluginStatus[] => platform.status().filter(({ id }) => shown.includes(id));
  const idle = statuses().find(({ exports }) => !exports.includes(OBSERVERS_EXPORT));
  if (idle !== undefined) {
    return failure('usage', `The plugin ${idle.id} observes nothing: it does not export "${OBSERVERS_EXPORT}"`, {
      remedy: 'docs/observers.md shows how it is done',
    });
  }
  const watch: PluginWatch = {
    run,
    isWell: true,
    async settle() {
      watch.isWell = await run.finish();
      for (const { id, counters } of statuses()) {
        const { flows, flows_declined: declined } = counters;
        note(`[${id}] ${formatCount(flows)} flows, ${formatCount(declined)} declined`);
      }
      // What a plugin still looks at it tells when it is stopped.
      await platform.close();
    },
  };
  return success(watch);
}
