/** The history process as the engine's process has it on the desktop. */
import type { HistorySpawner } from '#main/engine/history/ports.ts';
import type { UtilityProcesses } from './utility-process.ts';

const CHANNEL = 0;

export function createUtilityHistory(processes: UtilityProcesses): HistorySpawner {
  return {
    spawn() {
      const process = processes.spawn({ name: 'history' });
      return {
        send: (message) => process.send(CHANNEL, message),
        onMessage: (listener) => process.onMessage(CHANNEL, listener),
        onExit: (listener) => process.onExit(listener),
        kill: () => process.kill(),
      };
    },
  };
}
