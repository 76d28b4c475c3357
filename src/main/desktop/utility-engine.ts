/** Joins the engine's supervisor to Electron: the utility process, message ports, timers. */
import { MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { Failure } from '#base/result.ts';
import type { ServerEnvelope } from '#contract/envelope.ts';
import type { EngineProcessArgument } from './engine-messages.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { RestartPolicy } from '#base/restart-policy.ts';

export interface UtilityEngine {
  /** A new port to the engine; it answers as soon as the engine runs. */
  connect(): MessagePortMain;
  stop(patienceMs: number): Promise<void>;
}

/** `died` is called each time the process ends unasked; with a failure when it is not started again. */
export function startUtilityEngine(
  file: string,
  argument: EngineProcessArgument,
  died: (code: number, failure: Failure | null) => void,
): UtilityEngine {
  const supervisor = new EngineSupervisor<MessagePortMain>(
    {
      start: (exited) => {
        const child = utilityProcess.fork(file, [JSON.stringify(argument)], { serviceName: 'Netloupe engine' });
        child.once('exit', exited);
        return {
          postMessage: (message, ports) => child.postMessage(message, [...ports]),
          kill: () => void child.kill(),
        };
      },
      refuse: (port, failure) => {
        const farewell: ServerEnvelope = { t: 'bye', failure };
        port.postMessage(farewell);
        port.close();
      },
      monotonicMs: () => performance.now(),
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
      died,
    },
    new RestartPolicy(),
  );
  return {
    connect: () => {
      const { port1, port2 } = new MessageChannelMain();
      supervisor.connect(port2);
      return port1;
    },
    stop: (patienceMs) => supervisor.stop(patienceMs),
  };
}
