/** `--listen`: HOST:PORT on this machine only. */
import { isIPv4 } from 'node:net';
import { failure, success, type Result } from '#base/result.ts';
import type { LoopbackAddress } from '#main/host/api/listen.ts';

export const DEFAULT_LISTEN = '127.0.0.1:4680';

export function parseListenAddress(text: string): Result<LoopbackAddress> {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    return failure('usage', `"${text}" is not an address to listen on`, {
      remedy: `Give HOST:PORT, e.g. ${DEFAULT_LISTEN}, [::1]:4680, or 127.0.0.1:0 for any free port`,
    });
  }
  const host = (match[1] ?? match[2] ?? '').toLowerCase();
  if (host === 'localhost' || host === '') return success({ host: '127.0.0.1', port });
  if (host === '::1' || (isIPv4(host) && host.startsWith('127.'))) return success({ host, port });
  return failure('usage', `netloupe does not listen on ${host}: the view shows everything this machine says`, {
    remedy: `Listen on ${DEFAULT_LISTEN} and reach it from elsewhere through ssh -L ${port}:127.0.0.1:${port}`,
  });
}

/** As it stands in a URL. */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
