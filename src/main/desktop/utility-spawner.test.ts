import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PluginProcess, ProcessExit, SpawnRequest } from '#main/engine/pipeline/plugins/ports.ts';
import type { EngineProcessRequest } from './engine-messages.ts';
import { UtilityProcesses } from './utility-process.ts';
import { UtilitySpawner } from './utility-spawner.ts';

let folder: string;
const opened: MessagePort[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
});
afterEach(() => {
  for (const port of opened.splice(0)) port.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The spawner with a main that the test plays: ports are Node's, which behave as Electron's do. */
function spawning() {
  const asked: EngineProcessRequest[] = [];
  const processes = new UtilityProcesses((request) => asked.push(request));
  const spawner = new UtilitySpawner(processes);
  const spawn = (more: Partial<SpawnRequest> = {}): PluginProcess => {
    const base = { id: 'demo', language: 'lua', folder, writableFolders: [], memoryMb: 64, network: false } as const;
    return spawner.spawn({ ...base, ...more });
  };
  const connect = (spawnId: number): { readonly control: MessagePort; readonly data: MessagePort } => {
    const [control, data] = [new MessageChannel(), new MessageChannel()];
    opened.push(control.port2, data.port2);
    processes.handle({ kind: 'spawned', spawnId, pid: process.pid }, [control.port1, data.port1]);
    return { control: control.port2, data: data.port2 };
  };
  return { asked, processes, spawn, connect };
}

const next = (port: MessagePort): Promise<unknown> => new Promise((resolve) => port.once('message', resolve));
const exitOf = (plugin: PluginProcess): Promise<ProcessExit> => new Promise((resolve) => plugin.onExit(resolve));

describe('a plugin process on the desktop', () => {
  it('is asked of main by name and language alone', () => {
    const { asked, spawn } = spawning();
    const plugin = spawn();
    expect(asked).toEqual([{ kind: 'spawn', spawnId: 1, program: { name: 'plugin', id: 'demo', language: 'lua' } }]);
    expect(plugin.pid).toBeNull();
  });

  it('gets what was said before it ran, in order', async () => {
    const { spawn, connect } = spawning();
    const plugin = spawn();
    const whole = new Uint8Array(100_000).fill(1);
    plugin.sendControl({ t: 'ping', seq: 1 });
    plugin.sendControl({ t: 'stop' });
    plugin.deliver({ seq: 1, from: 0, step: 1, frame: whole.subarray(10, 20) });
    const { control, data } = connect(1);
    expect([await next(control), await next(control)]).toEqual([{ t: 'ping', seq: 1 }, { t: 'stop' }]);
    const delivery = (await next(data)) as { readonly frame: Uint8Array };
    expect(delivery).toMatchObject({ seq: 1, from: 0, step: 1 });
    // Alone, without what lay around it.
    expect([delivery.frame.length, delivery.frame.buffer.byteLength]).toEqual([10, 10]);
    expect(plugin.pid).toBe(process.pid);
  });

  it('says its last words before its end is told', async () => {
    const { processes, spawn, connect } = spawning();
    const plugin = spawn();
    const { control, data } = connect(1);
    const order: unknown[] = [];
    plugin.onControl((message) => order.push(message));
    plugin.onAck((ack) => order.push(ack));
    const exit = exitOf(plugin).then((end) => order.push(end));
    control.postMessage({ t: 'ready' });
    data.postMessage({ seq: 1, handled: 2, errors: 0 });
    // Main is faster than the ports.
    processes.handle({ kind: 'exited', spawnId: 1, code: 3, stderr: 'no luck\n' }, []);
    control.close();
    data.close();
    await exit;
    expect(order.slice(0, 2)).toEqual(
      expect.arrayContaining([{ t: 'ready' }, { seq: 1, handled: 2, errors: 0 }]) as unknown[],
    );
    expect(order[2]).toEqual({ code: 3, signal: null, stderr: 'no luck' });
    expect(await plugin.residentBytes()).toBeNull();
  });

  it('that main could not start ends with the reason', async () => {
    const { processes, spawn } = spawning();
    const plugin = spawn();
    processes.handle({ kind: 'exited', spawnId: 1, code: null, stderr: 'not today' }, []);
    expect(await exitOf(plugin)).toEqual({ code: null, signal: null, stderr: 'not today' });
    plugin.sendControl({ t: 'stop' });
    plugin.kill();
  });

  it('is killed through main, once it is asked for', () => {
    const { asked, spawn, connect } = spawning();
    const plugin = spawn();
    plugin.kill();
    connect(1);
    expect(asked.slice(1)).toEqual([{ kind: 'kill', spawnId: 1 }]);
  });

  it('has its folders made, or is not asked for', async () => {
    const { asked, spawn } = spawning();
    const data = path.join(folder, 'deep', 'data');
    spawn({ writableFolders: [data] });
    expect(existsSync(data)).toBe(true);
    const refused = spawn({ writableFolders: ['/proc/nope/x'] });
    expect((await exitOf(refused)).stderr).toMatch(/could not be started: Cannot write/);
    expect(asked).toHaveLength(1);
  });

  it('of nobody has its ports closed', async () => {
    const { connect } = spawning();
    const { control } = connect(9);
    await new Promise((resolve) => control.once('close', resolve));
  });
});
