/** A NATS server of Debian's package with JetStream, for one test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findProgram, freePort, ServerProcess } from './server-process.ts';

const program = findProgram('nats-server');
export const hasNats: boolean = program !== null;

export async function makeNats(): Promise<{ server: ServerProcess; port: number; remove(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-nats-'));
  const port = await freePort();
  const server = new ServerProcess({
    program: program ?? '',
    arguments: ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder],
    ready: /Server is ready/,
  });
  await server.start();
  return {
    server,
    port,
    async remove() {
      await server.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
