/** A data folder and plugins for tests of what is kept. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { assert } from '#base/assert.ts';
import type { Result } from '#base/result.ts';
import type { PluginStorage, StagedPlugin, StoredPlugin } from '#main/engine/pipeline/plugins/ports.ts';
import { createPluginStorage } from './plugin-storage.ts';
import { LUA_MAIN } from './test-zip.ts';

let folder: string;

/** Each test of the file gets a folder of its own. */
export function useTestFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

export function at(...names: readonly string[]): string {
  return path.join(folder, ...names);
}

export function inHome(...names: readonly string[]): string {
  return at('home', 'plugins', ...names);
}

/** As another program would open it. */
export function storage(engineVersion: string = '0.1.0'): PluginStorage {
  return createPluginStorage({
    home: at('home'),
    bundledFolder: at('bundled'),
    engineVersion,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
  });
}

/** A folder with a plugin in it. */
export function source(where: string, manifest: Readonly<Record<string, unknown>> = {}): string {
  mkdirSync(at(where), { recursive: true });
  const whole = { name: 'demo', version: '1.0.0', language: 'lua', ...manifest };
  writeFileSync(at(where, 'plugin.json'), JSON.stringify(whole));
  writeFileSync(at(where, 'main.lua'), LUA_MAIN);
  return at(where);
}

export function value<T>(result: Result<T>): T {
  assert(result.ok, result.ok ? '' : result.failure.message);
  return result.value;
}

export function messageOf(result: Result<unknown>): string {
  return result.ok ? 'accepted' : `${result.failure.code}: ${result.failure.message}`;
}

export async function staged(plugins: PluginStorage, from: string): Promise<StagedPlugin> {
  return value(await plugins.stage(from));
}

export async function install(plugins: PluginStorage, from: string): Promise<StoredPlugin> {
  return value(await (await staged(plugins, from)).commit());
}

export async function listed(plugins: PluginStorage): Promise<readonly string[]> {
  const { plugins: found, broken } = await plugins.list();
  return [
    ...found.map(
      ({ id, manifest, origin, enabled }) => `${id} ${manifest.version} ${origin} ${enabled ? 'on' : 'off'}`,
    ),
    ...broken.map(({ failure }) => `broken: ${failure.message}`),
  ];
}
