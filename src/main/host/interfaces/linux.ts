/**
 * Interfaces of a Linux machine from /proc/net and /sys/class/net, without spawning anything. /proc/net names the
 * interfaces of this process's own network namespace; /sys may show another one's, so it only adds what it knows.
 */
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ipaddr from 'ipaddr.js';
import type { InterfaceAddress, InterfaceInfo } from '#contract/protocol.ts';
import type { InterfaceProbe, InterfaceReading } from '#main/engine/store/ports.ts';
import {
  ipv4DefaultRoute,
  ipv4Text,
  ipv6DefaultRoute,
  parseDevices,
  parseIpv4Routes,
  parseIpv6Addresses,
  parseLocalIpv4,
  prefixLengthOf,
  type Ipv4Route,
} from './proc-net.ts';

export interface LinuxSources {
  readonly procNet: string;
  readonly sysClassNet: string;
  /** Leaves out interfaces that are down or have no carrier. */
  readonly osInterfaces: () => NodeJS.Dict<os.NetworkInterfaceInfo[]>;
}

const SYSTEM: LinuxSources = {
  procNet: '/proc/net',
  sysClassNet: '/sys/class/net',
  osInterfaces: () => os.networkInterfaces(),
};

const INTERFACE_UP = 0x1;
const INTERFACE_LOOPBACK = 0x8;
const LOOPBACK_HARDWARE = 772;

export function createLinuxProbe(sources: LinuxSources = SYSTEM): InterfaceProbe {
  return {
    read: () => Promise.resolve(readInterfaces(sources)),
    defaultRoute: () => {
      const ipv4 = ipv4DefaultRoute(parseIpv4Routes(readText(sources.procNet, 'route') ?? ''));
      return Promise.resolve(ipv4 ?? ipv6DefaultRoute(readText(sources.procNet, 'ipv6_route') ?? ''));
    },
  };
}

function readInterfaces(sources: LinuxSources): InterfaceReading[] {
  const devices = parseDevices(readText(sources.procNet, 'dev') ?? '');
  const addresses = readAddresses(sources);
  const known = sources.osInterfaces();
  return devices.map(({ name, ...counters }) => ({
    info: describe(sources, name, addresses.get(name) ?? [], known[name]?.[0]),
    ...counters,
  }));
}

function describe(
  sources: LinuxSources,
  name: string,
  addresses: readonly InterfaceAddress[],
  fromSystem: os.NetworkInterfaceInfo | undefined,
): InterfaceInfo {
  const folder = path.join(sources.sysClassNet, name);
  const flags = numberOf(readText(folder, 'flags'));
  const hardware = numberOf(readText(folder, 'type'));
  const loopback = flags === null ? (fromSystem?.internal ?? name === 'lo') : (flags & INTERFACE_LOOPBACK) !== 0;
  const mac = readText(folder, 'address')?.trim() ?? fromSystem?.mac ?? null;
  return {
    name,
    index: numberOf(readText(folder, 'ifindex')),
    description: loopback ? 'Loopback' : kindOf(folder),
    mac: mac === null || mac === '' || /^[0:]+$/.test(mac) || hardware === LOOPBACK_HARDWARE ? null : mac,
    mtu: numberOf(readText(folder, 'mtu')),
    state: stateOf(flags, readText(folder, 'operstate')?.trim() ?? null, fromSystem !== undefined),
    loopback,
    addresses,
  };
}

function stateOf(flags: number | null, operational: string | null, hasAddress: boolean): InterfaceInfo['state'] {
  if (flags === null) return hasAddress ? 'up' : 'unknown';
  if ((flags & INTERFACE_UP) === 0) return 'down';
  // Drivers that do not report (loopback, tunnels) say `unknown`: up is all there is to know.
  return operational === null || operational === 'up' || operational === 'unknown' ? 'up' : 'down';
}

const KINDS: readonly (readonly [entry: string, description: string])[] = [
  ['wireless', 'Wireless'],
  ['phy80211', 'Wireless'],
  ['bridge', 'Bridge'],
  ['bonding', 'Bond'],
  ['tun_flags', 'Tunnel'],
  ['device', 'Network card'],
];

function kindOf(folder: string): string | null {
  for (const [entry, description] of KINDS) if (existsSync(path.join(folder, entry))) return description;
  const type = /^DEVTYPE=(.+)$/m.exec(readText(folder, 'uevent') ?? '')?.[1];
  if (type === 'vlan') return 'VLAN';
  return existsSync(folder) ? 'Virtual' : null;
}

function readAddresses(sources: LinuxSources): Map<string, InterfaceAddress[]> {
  const found = new Map<string, InterfaceAddress[]>();
  const add = (name: string, address: InterfaceAddress): void => {
    const list = found.get(name);
    if (list === undefined) found.set(name, [address]);
    else if (!list.some((other) => other.address === address.address)) list.push(address);
  };
  for (const [label, infos] of Object.entries(sources.osInterfaces())) {
    const name = label.split(':')[0]!; // `eth0:1` labels a second address of eth0
    for (const info of infos ?? []) {
      const prefixLength = Number(info.cidr?.split('/')[1] ?? (info.family === 'IPv4' ? 32 : 128));
      add(name, { family: info.family === 'IPv4' ? 4 : 6, address: info.address, prefixLength });
    }
  }
  const claimed = new Set([...found.values()].flat().map(({ address }) => address));
  const routes = parseIpv4Routes(readText(sources.procNet, 'route') ?? '');
  for (const word of parseLocalIpv4(readText(sources.procNet, 'fib_trie') ?? '')) {
    const address = ipv4Text(word);
    const route = claimed.has(address) ? null : connectedRoute(routes, word);
    if (route !== null) add(route.interface, { family: 4, address, prefixLength: prefixLengthOf(route.mask) });
  }
  for (const { interface: name, address, prefixLength } of parseIpv6Addresses(
    readText(sources.procNet, 'if_inet6') ?? '',
  )) {
    add(name, { family: 6, address: ipaddr.parse(address).toString(), prefixLength });
  }
  return found;
}

/** The most specific directly connected network that holds the address: what tells the interface of one without carrier. */
function connectedRoute(routes: readonly Ipv4Route[], address: number): Ipv4Route | null {
  let best: Ipv4Route | null = null;
  for (const route of routes) {
    if (route.gateway !== 0 || route.mask === 0 || (address & route.mask) >>> 0 !== route.destination) continue;
    if (best === null || prefixLengthOf(route.mask) > prefixLengthOf(best.mask)) best = route;
  }
  return best;
}

/** Null where the file is absent or may not be read: interfaces vanish while they are listed, and drivers refuse some. */
function readText(folder: string, name: string): string | null {
  try {
    return readFileSync(path.join(folder, name), 'utf8');
  } catch {
    return null;
  }
}

function numberOf(text: string | null): number | null {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}
