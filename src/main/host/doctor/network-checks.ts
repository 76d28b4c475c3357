/** What there is to capture from, and what would be seen twice. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { InterfaceProbe } from '#main/engine/store/ports.ts';
import { isErrno } from '../files/write-errors.ts';
import { good, trouble, type NamedCheck } from './check.ts';

const SYSTEM_INTERFACES = '/sys/class/net';

export function defaultRouteCheck({ interfaces }: { readonly interfaces: InterfaceProbe }): NamedCheck {
  const name = { id: 'default-route', title: 'Default route' };
  return {
    ...name,
    async run() {
      const [route, readings] = await Promise.all([interfaces.defaultRoute(), interfaces.read()]);
      if (route === null) {
        return trouble(name, 'warning', 'there is none', {
          text: 'Choose an interface yourself; this lists them',
          commands: ['netloupe interfaces'],
        });
      }
      const info = readings.find((reading) => reading.info.name === route)?.info;
      if (info?.state === 'down') {
        return trouble(name, 'warning', `through ${route}, which is down`, {
          text: 'Plug it in or switch it on, or choose another interface',
        });
      }
      const address = info?.addresses[0]?.address;
      return good(name, `through ${route}${address === undefined ? '' : `, ${address}`}`);
    },
  };
}

/** Interfaces on which the traffic of others is seen again. */
export interface Overlap {
  readonly name: string;
  /** The interfaces below it; empty: a tunnel, whose packets leave through another interface in their wrapping. */
  readonly below: readonly string[];
}

/** Of the interfaces that are up. `folder` as /sys/class/net; where there is none, names tell tunnels. */
export function findOverlaps(names: readonly string[], folder: string = SYSTEM_INTERFACES): Overlap[] {
  const up = new Set(names);
  return names.flatMap((name) => {
    const own = path.join(folder, name);
    // Bridges, bonds, VLANs and the like have links to what they sit on.
    const below = entriesOf(own)
      .filter((entry) => entry.startsWith('lower_'))
      .map((entry) => entry.slice('lower_'.length))
      .filter((other) => up.has(other));
    if (below.length > 0) return [{ name, below }];
    return isTunnel(name, own) ? [{ name, below: [] }] : [];
  });
}

function isTunnel(name: string, folder: string): boolean {
  if (!existsSync(folder)) return /^(utun|tun|tap|wg|ppp|ipsec)\d/.test(name);
  if (existsSync(path.join(folder, 'tun_flags'))) return true;
  return /^DEVTYPE=wireguard$/m.test(textOf(path.join(folder, 'uevent')));
}

export function overlapCheck({ interfaces }: { readonly interfaces: InterfaceProbe }): NamedCheck {
  const name = { id: 'seen-twice', title: 'Traffic seen twice' };
  return {
    ...name,
    async run() {
      const [route, readings] = await Promise.all([interfaces.defaultRoute(), interfaces.read()]);
      const up = readings.filter(({ info }) => info.state !== 'down').map(({ info }) => info.name);
      const overlaps = findOverlaps(up);
      if (overlaps.length === 0) return good(name, 'no interface shows the traffic of another');
      const says = overlaps.map(overlapText).join('; ');
      const concernsRoute = overlaps.some(
        (overlap) => overlap.below.length === 0 || overlap.name === route || overlap.below.includes(route ?? ''),
      );
      if (!concernsRoute) return good(name, `only where both are captured: ${says}`);
      return trouble(name, 'warning', says, {
        text: 'Capture on one of them at a time, or expect to see packets twice, once in their wrapping',
      });
    },
  };
}

function overlapText({ name, below }: Overlap): string {
  return below.length === 0
    ? `what goes through the tunnel ${name} leaves again, wrapped, through another interface`
    : `${name} shows what ${below.join(' and ')} ${below.length === 1 ? 'shows' : 'show'}`;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // No such folder on this system, or an interface that has just gone.
    if (isErrno(error)) return [];
    throw error;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isErrno(error)) return '';
    throw error;
  }
}
