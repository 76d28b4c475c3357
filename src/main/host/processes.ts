import type { ProcessProbe } from '#main/engine/store/ports.ts';
import { createLinuxProcessProbe } from './processes/linux.ts';

/** Whose sockets there are on this machine; null where the system does not say so without a program of its own being run. */
export function createProcessProbe(platform: NodeJS.Platform = process.platform): ProcessProbe | null {
  return platform === 'linux' ? createLinuxProcessProbe() : null;
}
