/** Processes that main forks for itself, with the parts that fork them for the engine's process: here both sides are in one. */
import type { MessagePortMain } from 'electron';
import { HISTORY_PROCESS_FILE, PLUGIN_PROCESS_FILE } from '../paths.ts';
import type { ProcessBroker } from '../process-broker.ts';
import { createUtilityBroker } from '../utility-broker.ts';
import { UtilityProcesses } from '../utility-process.ts';

/** To be called when Electron is ready. */
export function createOwnProcesses(): UtilityProcesses {
  const files = { plugin: PLUGIN_PROCESS_FILE, history: HISTORY_PROCESS_FILE };
  const broker: ProcessBroker<MessagePortMain> = createUtilityBroker(files, (message, ports) => {
    if (message.kind === 'spawned' || message.kind === 'exited') processes.handle(message, ports);
  });
  const processes = new UtilityProcesses((request) => broker.handle(request));
  return processes;
}
