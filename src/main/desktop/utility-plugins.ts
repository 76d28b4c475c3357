/** Joins the broker of plugins to Electron: utility processes with nothing of ours in them, and message channels. */
import { MessageChannelMain, type MessagePortMain, utilityProcess, type UtilityProcess } from 'electron';
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import { childEnvironment } from '#main/host/plugins/child-arguments.ts';
import { ProcessEnd } from '#main/host/plugins/process-end.ts';
import type { PluginPortsMessage } from './engine-messages.ts';
import { PluginBroker, type BrokerPorts, type PluginChild, type PluginChildEvents } from './plugin-broker.ts';

/** `file`: the one program that is run, whatever the plugin. */
export function createUtilityBroker(
  file: string,
  tellEngine: BrokerPorts<MessagePortMain>['tellEngine'],
): PluginBroker<MessagePortMain> {
  return new PluginBroker<MessagePortMain>({
    fork: (id, language, events) => forkPlugin(file, id, language, events),
    channel: () => {
      const { port1, port2 } = new MessageChannelMain();
      return [port1, port2];
    },
    tellEngine,
  });
}

function forkPlugin(
  file: string,
  id: string,
  language: PluginLanguage,
  events: PluginChildEvents,
): PluginChild<MessagePortMain> {
  const child = utilityProcess.fork(file, [language], {
    serviceName: `Netloupe plugin ${id}`,
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
  end.onExit(({ code, stderr }) => events.exited(code, stderr));
  return {
    connect: (control, data) => {
      const message: PluginPortsMessage = { kind: 'ports' };
      child.postMessage(message, [control, data]);
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
