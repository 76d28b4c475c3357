/** Joins the engine's supervisor to Electron: the utility process with those that it asks for, message ports, timers. */
import { MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { Failure } from '#base/result.ts';
import { RestartPolicy } from '#base/restart-policy.ts';
import type { ServerEnvelope } from '#contract/envelope.ts';
import type { PathUse } from './chosen-paths.ts';
import { engineProcessRequestSchema, type EngineProcessArgument } from './engine-messages.ts';
import { type EngineChild, EngineSupervisor } from './engine-supervisor.ts';
import { LogTail } from './crashes/log-tail.ts';
import { createUtilityBroker, type ProgramCrashed } from './utility-broker.ts';

export interface UtilityEngine {
  /** A new port to the engine; it answers as soon as the engine runs. */
  connect(): MessagePortMain;
  /** The user chose these, where no page has a hand in it. */
  chosen(use: PathUse, paths: readonly string[]): void;
  stop(patienceMs: number): Promise<void>;
}

export interface UtilityEngineFiles {
  readonly engine: string;
  readonly plugin: string;
  readonly history: string;
}

export interface EngineEvents {
  /** The engine's process ended unasked; with a failure when it is not started again. `said`: the end of what it wrote to standard error. */
  died(code: number, failure: Failure | null, said: string): void;
  /** One that was forked for it did. */
  programCrashed: ProgramCrashed;
}

export function startUtilityEngine(
  files: UtilityEngineFiles,
  argument: EngineProcessArgument,
  { died, programCrashed }: EngineEvents,
): UtilityEngine {
  let said = new LogTail();
  const supervisor = new EngineSupervisor<MessagePortMain>(
    {
      start: (exited) => {
        said = new LogTail();
        return forkEngine(files, argument, { exited, programCrashed, said });
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
      died: (code, failure) => died(code, failure, said.text),
    },
    new RestartPolicy(),
  );
  return {
    connect: () => {
      const { port1, port2 } = new MessageChannelMain();
      supervisor.connect(port2);
      return port1;
    },
    chosen: (use, paths) => supervisor.chosen(use, paths),
    stop: (patienceMs) => supervisor.stop(patienceMs),
  };
}

function forkEngine(
  files: UtilityEngineFiles,
  argument: EngineProcessArgument,
  {
    exited,
    programCrashed,
    said,
  }: { exited(code: number): void; readonly programCrashed: ProgramCrashed; readonly said: LogTail },
): EngineChild<MessagePortMain> {
  const child = utilityProcess.fork(files.engine, [JSON.stringify(argument)], {
    serviceName: 'Netloupe engine',
    // What it says last is part of the report of its end.
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said.add(chunk.toString('utf8'));
    process.stderr.write(chunk);
  });
  const processes = createUtilityBroker(
    files,
    (message, ports) => child.postMessage(message, [...ports]),
    programCrashed,
  );
  child.on('message', (request: unknown) => {
    const parsed = engineProcessRequestSchema.safeParse(request);
    if (parsed.success) processes.handle(parsed.data);
    else console.error('netloupe: the engine asked for something that there is not');
  });
  child.once('exit', (code) => {
    processes.close();
    exited(code);
  });
  return {
    postMessage: (message, ports) => child.postMessage(message, [...ports]),
    kill: () => void child.kill(),
  };
}
