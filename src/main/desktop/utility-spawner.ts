/** Processes of plugins as the engine's process has them on the desktop. */
import type { PacketDelivery } from '#contract/plugins/process.ts';
import type { PluginProcess, PluginSpawner, SpawnRequest } from '#main/engine/pipeline/plugins/ports.ts';
import { notStarted, prepareFolders } from '#main/host/plugins/child-spawner.ts';
import { residentBytes } from '#main/host/plugins/resident-memory.ts';
import type { UtilityProcess, UtilityProcesses } from './utility-process.ts';

const CONTROL = 0;
const DATA = 1;

export class UtilitySpawner implements PluginSpawner {
  readonly #processes: UtilityProcesses;

  constructor(processes: UtilityProcesses) {
    this.#processes = processes;
  }

  spawn(request: SpawnRequest): PluginProcess {
    const problem = prepareFolders(request);
    if (problem !== null) return notStarted(problem);
    const { id, language } = request;
    return pluginOver(this.#processes.spawn({ name: 'plugin', id, language }));
  }
}

function pluginOver(process: UtilityProcess): PluginProcess {
  return {
    get pid() {
      return process.pid;
    },
    sendControl: (message) => process.send(CONTROL, message),
    onControl: (listener) => process.onMessage(CONTROL, listener),
    deliver: (delivery) => process.send(DATA, alone(delivery)),
    onAck: (listener) => process.onMessage(DATA, listener),
    onExit: (listener) => process.onExit(listener),
    kill: () => process.kill(),
    residentBytes: async () => (process.pid === null || process.isOver ? null : await residentBytes(process.pid)),
  };
}

/** A view would be sent with everything that lies around it. */
function alone(delivery: PacketDelivery): PacketDelivery {
  const { frame } = delivery;
  return { ...delivery, frame: frame.byteLength === frame.buffer.byteLength ? frame : frame.slice() };
}
