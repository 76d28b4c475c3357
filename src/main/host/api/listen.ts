/** Binding a server to an address of this machine, with what stands in the way in words. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, success, type Result } from '#base/result.ts';
import { isErrno } from '../files/write-errors.ts';

export interface LoopbackAddress {
  /** As node:net takes it: no brackets. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** `anyPort`: what the user does to have any free port, to follow "or". */
export async function listenAt(
  server: Server,
  { host, port }: LoopbackAddress,
  anyPort: string,
): Promise<Result<AddressInfo>> {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return success(server.address() as AddressInfo);
  } catch (error) {
    if (!isErrno(error)) throw error;
    switch (error.code) {
      case 'EADDRINUSE':
        return failure('in-use', `Cannot listen on ${where}: another program uses that port`, {
          remedy: `Choose another port, or ${anyPort}`,
        });
      case 'EACCES':
        return failure('not-permitted', `Cannot listen on ${where}: ports below 1024 are reserved`, {
          remedy: `Choose a higher port, or ${anyPort}`,
        });
      default:
        return failure('unavailable', `Cannot listen on ${where}: ${error.message}`, {
          remedy: `Choose another address, or ${anyPort}`,
        });
    }
  }
}
