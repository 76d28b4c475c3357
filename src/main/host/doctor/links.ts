/**
 * Interfaces as the kernel has them: switched on or not, and what each sits on. `ip` is asked first, as it answers for the
 * network namespace of this process; what is mounted at /sys may belong to another one.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { findProgram } from '../capture/programs.ts';
import { isErrno } from '../files/write-errors.ts';

const SYSTEM_INTERFACES = '/sys/class/net';
const ASK_TIMEOUT_MS = 3000;
const IFF_UP = 1;

export interface Link {
  readonly name: string;
  readonly loopback: boolean;
  /** Switched on. Null: not known. */
  readonly on: boolean | null;
  /** A cable, a network or a peer at the other end. Null: not known. */
  readonly carrier: boolean | null;
  /** A tunnel, whose packets leave through another interface in their wrapping. */
  readonly tunnel: boolean;
  /** What a bridge or bond joins: it shows their packets again. */
  readonly joins: readonly string[];
  /** What a VLAN or macvlan is part of, or the other end of a pair: that shows all of its packets. Null: nothing. */
  readonly partOf: string | null;
}

/** Linux; elsewhere and where nobody answers null. */
export async function readLinks(names: readonly string[]): Promise<readonly Link[] | null> {
  if (process.platform !== 'linux') return null;
  return (await askIp()) ?? linksOfFolder(names);
}

async function askIp(): Promise<readonly Link[] | null> {
  const ip = await findProgram('ip');
  if (ip === null) return null;
  const text = await new Promise<string | null>((resolve) => {
    execFile(ip, ['-json', '-details', 'link', 'show'], { timeout: ASK_TIMEOUT_MS }, (error, stdout) =>
      resolve(error !== null ? null : stdout),
    );
  });
  return text === null ? null : parseIpLinks(text);
}

const ipLinksSchema = z.array(
  z.object({
    ifname: z.string(),
    flags: z.array(z.string()),
    link_type: z.string().optional(),
    operstate: z.string().optional(),
    master: z.string().optional(),
    link: z.string().nullish(),
    linkinfo: z
      .object({ info_kind: z.string().optional(), info_data: z.object({ type: z.string().optional() }).optional() })
      .optional(),
  }),
);

/** Kinds of ip-link(8) that wrap packets. */
const TUNNELS: ReadonlySet<string> = new Set([
  'wireguard',
  'gre',
  'gretap',
  'ip6gre',
  'ip6gretap',
  'ipip',
  'ip6tnl',
  'sit',
  'vti',
  'vti6',
  'xfrm',
  'vxlan',
  'geneve',
  'ppp',
  'ovpn',
]);
const PARTS: ReadonlySet<string> = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

/** The output of `ip -json -details link`; null where it is something else (an `ip` that knows no JSON). */
export function parseIpLinks(text: string): readonly Link[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const links = ipLinksSchema.safeParse(value).data;
  if (links === undefined) return null;
  return links.map(({ ifname, flags, link_type: type, operstate, master, link, linkinfo }) => {
    const kind = linkinfo?.info_kind ?? '';
    const joins = links.filter((other) => other.master === ifname).map((other) => other.ifname);
    // Of a pair within one namespace, the end that comes first names the other.
    const names = links.map((other) => other.ifname);
    const isPair = kind === 'veth' && link != null && names.indexOf(ifname) < names.indexOf(link);
    const partOf = link != null && (PARTS.has(kind) || isPair) ? link : null;
    // A tap that is part of a bridge leads to a virtual machine.
    const isTun = kind === 'tun' && (linkinfo?.info_data?.type !== 'tap' || master === undefined);
    return {
      name: ifname,
      loopback: type === 'loopback' || flags.includes('LOOPBACK'),
      on: flags.includes('UP'),
      carrier: operstate === 'DOWN' && flags.includes('UP') ? false : !flags.includes('NO-CARRIER'),
      tunnel: isTun || TUNNELS.has(kind),
      joins,
      partOf,
    };
  });
}

/** The same from a folder as /sys/class/net. */
export function linksOfFolder(names: readonly string[], folder: string = SYSTEM_INTERFACES): readonly Link[] {
  return names.map((name) => {
    const own = path.join(folder, name);
    // Bridges, bonds, VLANs and the like have links to what they sit on.
    const lower = entriesOf(own)
      .filter((entry) => entry.startsWith('lower_'))
      .map((entry) => entry.slice('lower_'.length));
    const isPart = /^DEVTYPE=(vlan|macvlan|macvtap|ipvlan)$/m.test(textOf(path.join(own, 'uevent')));
    const flags = textOf(path.join(own, 'flags')).trim();
    const carrier = textOf(path.join(own, 'carrier')).trim();
    const isWireGuard = /^DEVTYPE=wireguard$/m.test(textOf(path.join(own, 'uevent')));
    return {
      name,
      loopback: textOf(path.join(own, 'type')).trim() === '772' || name === 'lo',
      on: flags === '' ? null : (Number(flags) & IFF_UP) !== 0,
      carrier: carrier === '' ? null : carrier === '1',
      tunnel: isWireGuard || existsSync(path.join(own, 'tun_flags')),
      joins: isPart ? [] : lower,
      partOf: isPart ? (lower[0] ?? null) : null,
    };
  });
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // An interface that has just gone, or that another namespace has.
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
