/** Joins the broker of processes to Electron: utility processes with nothing of ours in them, and message channels. */
import { MessageChannelMain, type MessagePortMain, utilityProcess, type UtilityProcess } from 'electron';
import { childEnvironment } from '#main/host/plugins/child-arguments.ts';
import { ProcessEnd } from '#main/host/plugins/process-end.ts';
import type { ForkedProgram, PortsMessage } from './engine-messages.ts';
import { ProcessBroker, type BrokerPorts, type ChildEvents, type ForkedChild } from './process-broker.ts';

/** `files`: the programs that there are to run. */
export function createUtilityBroker(
  files: Readonly<Record<ForkedProgram['name'], string>>,
  tellEngine: BrokerPorts<MessagePortMain>['tellEngine'],
  crashed: ProgramCrashed = () => undefined,
): ProcessBroker<MessagePortMain> {
  return new ProcessBroker<MessagePortMain>({
    fork: (program, events) => forkProgram(files[program.name], program, events, crashed),
    channel: () => {
      const { port1, port2 } = new MessageChannelMain();
      return [port1, port2];
    },
    tellEngine,
  });
}

/** It ended with a fault, and nobody here had killed it. */
export type ProgramCrashed = (name: ForkedProgram['name'], code: number | null, stderr: string) => void;

function forkProgram(
  file: string,
  program: ForkedProgram,
  events: ChildEvents,
  crashed: ProgramCrashed,
): ForkedChild<MessagePortMain> {
  const isPlugin = program.name === 'plugin';
  const child = utilityProcess.fork(file, isPlugin ? [program.language] : [], {
    serviceName: isPlugin ? `Netloupe plugin ${program.id}` : 'Netloupe history',
    env: childEnvironment(),
    execArgv: [],
    stdio: 'pipe',
  });
  const end = new ProcessEnd(2);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => end.wrote(chunk));
    stream?.once('end', () => end.channelClosed());
  }
  let killed = false;
  child.once('spawn', () => {
    if (killed) killNow(child);
    else if (child.pid !== undefined) events.spawned(child.pid);
  });
  // The engine of JavaScript gave up, for want of memory most often.
  child.on('error', (type, location) => end.wrote(`${type} at ${location}\n`));
  child.once('exit', (code) => end.gone(code, null));
  end.onExit(({ code, stderr }) => {
    if (!killed && code !== 0) crashed(program.name, code, stderr);
    events.exited(code, stderr);
  });
  return {
    connect: (ports) => {
      const message: PortsMessage = { kind: isPlugin ? 'ports' : 'port' };
      child.postMessage(message, [...ports]);
    },
    kill: () => {
      killed = true;
      killNow(child);
    },
  };
}

/** `kill` of a utility process asks with SIGTERM, which a plugin may not hear. */
function killNow(child: UtilityProcess): void {
  const { pid } = child;
  child.kill();
  if (pid === undefined || process.platform === 'win32') return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
