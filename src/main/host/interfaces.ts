import type { InterfaceProbe } from '#main/engine/store/ports.ts';
import { createLinuxProbe } from './interfaces/linux.ts';
import { createOtherProbe } from './interfaces/other.ts';

/** The operating system's view of its network interfaces and their counters. */
export function createInterfaceProbe(platform: NodeJS.Platform = process.platform): InterfaceProbe {
  return platform === 'linux' ? createLinuxProbe() : createOtherProbe();
}
