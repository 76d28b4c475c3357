/**
 * The engine's own process in the desktop app, so that a busy capture never freezes a window: one engine, served to
 * everybody whose port main hands over. A bug in it ends the process with a report; main starts it again.
 */
import path from 'node:path';
import type { MessagePortMain } from 'electron';
import { messagePortTransport } from '#channel/message-port.ts';
import { serveEngine } from '#channel/server.ts';
import { createEngine } from '#main/engine/engine.ts';
import { createApiSwitch } from '#main/host/api/api-switch.ts';
import { createDoctor } from '#main/host/doctor/doctor.ts';
import { historyFolder, packetFolder } from '#main/host/history/history-folder.ts';
import { createPacketFolder } from '#main/host/history/packet-folder.ts';
import { createQueryPorts } from '#main/host/history/query-ports.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { createPipelinePorts } from '#main/host/pipelines/pipeline-ports.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { createPluginStorage } from '#main/host/plugins/plugin-storage.ts';
import { createSettingsFile } from '#main/host/settings/settings-file.ts';
import { ChosenPaths, chosenService } from './chosen-paths.ts';
import { engineProcessArgumentSchema, engineProcessMessageSchema } from './engine-messages.ts';
import { createUtilityHistory } from './utility-history.ts';
import { UtilityProcesses } from './utility-process.ts';
import { UtilitySpawner } from './utility-spawner.ts';

const { parentPort } = process;
const { version, samplePath, pluginsFolder } = engineProcessArgumentSchema.parse(JSON.parse(process.argv[2] ?? 'null'));
const ports = createHostPorts();
const home = dataHome();
const processes = new UtilityProcesses((request) => parentPort.postMessage(request));
const spawner = new UtilitySpawner(processes);
const storage = createPluginStorage({
  home,
  bundledFolder: pluginsFolder,
  engineVersion: version,
  randomBytes: (count) => ports.randomBytes(count),
});
const api = createApiSwitch({
  home,
  uploads: ports.privateFolder,
  // Of one request, which was answered; the capture is worth more than that.
  onBug: (error) => console.error('netloupe: the local API failed:', error),
});
const pipelines = createPipelinePorts({
  clock: ports.clock,
  home,
  programFolder: pluginsFolder === null ? null : path.dirname(pluginsFolder),
  environment: process.env,
  randomBytes: (count) => ports.randomBytes(count),
  kept: true,
});
const settingsHome = createSettingsFile(home);
const doctor = createDoctor({ ports, host: 'desktop', version, home, plugins: storage, settings: settingsHome });
// Messages wait until they are listened to, below.
const { settings } = await settingsHome.read();
const history = {
  spawner: createUtilityHistory(processes),
  folder: historyFolder(home),
  packets: createPacketFolder(packetFolder(home)),
  ...createQueryPorts(home),
};
const engine = createEngine(
  { ...ports, plugins: { spawner, storage, api }, pipelines, doctor, settings: settingsHome, history },
  { version, host: 'desktop', platform: process.platform, samplePath, settings },
);

const chosen = new ChosenPaths((delayMs, callback) => ports.clock.after(delayMs, callback));
if (samplePath !== null) chosen.add('read', [samplePath]);
const service = chosenService(engine.service, chosen);

parentPort.on('message', ({ data, ports: given }) => {
  const message = engineProcessMessageSchema.parse(data);
  if (message.kind === 'shutdown') void shutDown();
  else if (message.kind === 'connect') serve(given);
  else if (message.kind === 'chosen') chosen.add(message.use, message.paths);
  else processes.handle(message, given);
});
void startPlugins();

async function startPlugins(): Promise<void> {
  if (engine.plugins === null) return;
  // Endpoints are there before the first of their plugins is; it answers once all have started or failed.
  await api.start(engine.plugins);
  await engine.plugins.start();
  // Parts of pipelines may be in plugins.
  await engine.pipelines?.start();
}

async function shutDown(): Promise<void> {
  await api.close();
  await engine.close();
  process.exit(0);
}

function serve([port]: readonly MessagePortMain[]): void {
  if (port === undefined) return;
  serveEngine(messagePortTransport(port), service, {
    after: (delayMs, callback) => ports.clock.after(delayMs, callback),
  });
}
