/**
 * The engine's own process in the desktop app, so that a busy capture never freezes a window: one engine, served to
 * everybody whose port main hands over. A bug in it ends the process with a report; main starts it again.
 */
import type { MessagePortMain } from 'electron';
import { messagePortTransport } from '#channel/message-port.ts';
import { serveEngine } from '#channel/server.ts';
import { createEngine } from '#main/engine/engine.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { type EngineProcessMessage, engineProcessArgumentSchema } from './engine-messages.ts';

const { version, samplePath } = engineProcessArgumentSchema.parse(JSON.parse(process.argv[2] ?? 'null'));
const ports = createHostPorts();
const engine = createEngine(ports, { version, host: 'desktop', platform: process.platform, samplePath });

process.parentPort.on('message', ({ data, ports: [port] }) => {
  const message = data as EngineProcessMessage;
  if (message.kind === 'shutdown') void engine.close().then(() => process.exit(0));
  else if (port !== undefined) serve(port);
});

function serve(port: MessagePortMain): void {
  serveEngine(messagePortTransport(port), engine.service, {
    after: (delayMs, callback) => ports.clock.after(delayMs, callback),
  });
}
