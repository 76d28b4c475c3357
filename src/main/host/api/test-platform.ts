/** A platform for tests of the API: plugins that are plain functions, commands that are written down. */
import { failure, success, type Result } from '#base/result.ts';
import { parseManifest } from '#contract/plugins/manifest.ts';
import type { PluginRequest, PluginResponse } from '#contract/plugins/process.ts';
import type { PluginInspection, PluginStatus } from '#contract/plugins/status.ts';
import type { PluginEndpoint, PluginPlatform } from '#main/engine/plugin-platform.ts';

export interface TestPlugin {
  readonly endpoint: PluginEndpoint | null;
  request(request: PluginRequest): Promise<Result<PluginResponse>>;
}

export interface TestPlatform extends PluginPlatform {
  /** Every command with its parameters. */
  readonly asked: [command: string, params: unknown][];
  /** What `plugins.inspect` answers. */
  inspection: Result<PluginInspection>;
  /** Called while `plugins.install` is under way. */
  onInstall(source: string): void;
}

export function testStatus(name: string, version = '1.0.0'): PluginStatus {
  const manifest = parseManifest({ name, version, language: 'js', description: `The plugin ${name}` });
  if (!manifest.ok) throw new Error(manifest.failure.message);
  return {
    id: name,
    manifest: manifest.value,
    origin: 'installed',
    folder: `/plugins/${name}`,
    enabled: true,
    state: 'running',
    cause: null,
    since_ms: 0,
    restart_at_ms: null,
    counters: {
      logs_in: 7,
      handled: 7,
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
    config: { token: 'of the plugin' },
    exports: ['request'],
    uses: [],
    updating_to: null,
    last_update: null,
  };
}

export function testInspection(
  name: string,
  permissions: readonly string[],
  installed: string | null,
): PluginInspection {
  const { manifest } = testStatus(name, '2.0.0');
  return {
    manifest,
    permissions,
    bytes: 10,
    files: 1,
    installed_version: installed,
    installed_origin: installed === null ? null : 'installed',
  };
}

export function testPlatform(plugins: Readonly<Record<string, TestPlugin>>): TestPlatform {
  const statuses = new Map(Object.keys(plugins).map((id) => [id, testStatus(id)]));
  const asked: [string, unknown][] = [];
  const note = (command: string) => (params: { readonly id: string }) => {
    asked.push([command, params]);
    return Promise.resolve(success(testStatus(params.id)));
  };
  const unused = (): never => {
    throw new Error('not for this test');
  };
  const platform: TestPlatform = {
    asked,
    inspection: failure('not-found', 'nothing to inspect'),
    onInstall: () => undefined,
    commands: {
      'plugins.inspect': () => Promise.resolve(platform.inspection),
      'plugins.install': (params) => {
        asked.push(['plugins.install', params]);
        platform.onInstall(params.source);
        return Promise.resolve(
          platform.inspection.ok ? success(testStatus(platform.inspection.value.manifest.name)) : platform.inspection,
        );
      },
      'plugins.set_enabled': note('plugins.set_enabled'),
      'plugins.configure': note('plugins.configure'),
      'plugins.restart': note('plugins.restart'),
      'plugins.remove': (params) => {
        asked.push(['plugins.remove', params]);
        return Promise.resolve(params.id === 'bundled' ? failure('not-permitted', 'It ships') : success(null));
      },
      'plugins.try': unused,
      'api.configure': unused,
    },
    symbols: {
      names: () => [],
      openStage: unused,
      openSink: unused,
      openSource: unused,
      call: unused,
      release: unused,
    },
    streams: {
      plugins: unused,
      plugin_output: ({ id, limit }) => ({
        take: () => ({ id, lines: [{ number: limit, time_ms: 1, level: 'print', text: 'hello' }], alerts: [] }),
        update: unused,
        close: () => undefined,
      }),
    },
    start: () => Promise.resolve(),
    status: () => [...statuses.values()],
    endpointOf: (id) => plugins[id]?.endpoint ?? null,
    request: (id, request) => plugins[id]?.request(request) ?? Promise.resolve(failure('not-found', `No ${id}`)),
    onOutput: unused,
    tryPlugin: unused,
    drain: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return platform;
}
