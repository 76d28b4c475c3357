/** Plugins as an engine would tell of them, for tests. */
import type { PluginsFrame } from '#contract/plugins/commands.ts';
import { parseManifest } from '#contract/plugins/manifest.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { assert } from '#base/assert.ts';

export function statusOf(id: string, change: Partial<PluginStatus> = {}): PluginStatus {
  const manifest = parseManifest({ name: id, version: '1.0.0', language: 'lua' });
  assert(manifest.ok, `${id} is the name of a plugin`);
  return {
    id,
    manifest: manifest.value,
    origin: 'installed',
    folder: `/plugins/${id}`,
    enabled: false,
    state: 'disabled',
    cause: null,
    since_ms: 0,
    restart_at_ms: null,
    counters: {
      logs_in: 0,
      handled: 0,
      dropped: 0,
      errors: 0,
      queue_depth: 0,
      alerts: 0,
      requests: 0,
      restarts: 0,
      headers_in: 0,
      flows: 0,
      flows_declined: 0,
      call_p50_ms: null,
      call_p99_ms: null,
      cpu_percent: null,
      memory_bytes: null,
    },
    enforcement: null,
    config: {},
    exports: [],
    uses: [],
    updating_to: null,
    last_update: null,
    ...change,
  };
}

export function frameOf(plugins: readonly PluginStatus[]): PluginsFrame {
  return {
    plugins,
    broken: [],
    alerts: 0,
    api: { enabled: false, switchable: true, url: null, key: null, problem: null },
  };
}
