/** Readers for the text files under /proc/net. Pure; a line that does not fit the format is left out. */

export interface DeviceCounters {
  readonly name: string;
  readonly rxBytes: number;
  readonly rxPackets: number;
  readonly rxErrors: number;
  readonly rxDropped: number;
  readonly txBytes: number;
  readonly txPackets: number;
  readonly txErrors: number;
  readonly txDropped: number;
}

/** /proc/net/dev: two header lines, then `name: rx… tx…` with eight columns each. */
export function parseDevices(text: string): DeviceCounters[] {
  const devices: DeviceCounters[] = [];
  for (const line of text.split('\n')) {
    // Names may hold a colon, counters never do.
    const colon = line.lastIndexOf(':');
    if (colon < 0) continue;
    const counts = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    if (counts.length < 12 || counts.some(Number.isNaN)) continue;
    const [rxBytes, rxPackets, rxErrors, rxDropped, , , , , txBytes, txPackets, txErrors, txDropped] = counts as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    devices.push({
      name: line.slice(0, colon).trim(),
      rxBytes,
      rxPackets,
      rxErrors,
      rxDropped,
      txBytes,
      txPackets,
      txErrors,
      txDropped,
    });
  }
  return devices;
}

/** Flags of a route (include/uapi/linux/route.h, ipv6_route.h). */
const ROUTE_UP = 0x0001;
const ROUTE_REJECT = 0x0200;

export interface Ipv4Route {
  readonly interface: string;
  /** Host byte order. */
  readonly destination: number;
  readonly gateway: number;
  readonly flags: number;
  readonly metric: number;
  readonly mask: number;
}

/** /proc/net/route: addresses as hexadecimal words in the machine's byte order (little-endian wherever Node runs here). */
export function parseIpv4Routes(text: string): Ipv4Route[] {
  const routes: Ipv4Route[] = [];
  for (const line of text.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns.length < 8) continue;
    routes.push({
      interface: columns[0]!,
      destination: littleEndianWord(columns[1]!),
      gateway: littleEndianWord(columns[2]!),
      flags: Number.parseInt(columns[3]!, 16),
      metric: Number(columns[6]),
      mask: littleEndianWord(columns[7]!),
    });
  }
  return routes;
}

/** Interface of the usable IPv4 default route with the lowest metric. */
export function ipv4DefaultRoute(routes: readonly Ipv4Route[]): string | null {
  let best: Ipv4Route | null = null;
  for (const route of routes) {
    if (route.destination !== 0 || route.mask !== 0) continue;
    if ((route.flags & ROUTE_UP) === 0 || (route.flags & ROUTE_REJECT) !== 0) continue;
    if (best === null || route.metric < best.metric) best = route;
  }
  return best?.interface ?? null;
}

/** /proc/net/ipv6_route: interface of the usable IPv6 default route with the lowest metric. */
export function ipv6DefaultRoute(text: string): string | null {
  let bestMetric = Number.POSITIVE_INFINITY;
  let best: string | null = null;
  for (const line of text.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns.length < 10) continue;
    const flags = Number.parseInt(columns[8]!, 16);
    const isDefault = /^0{32}$/.test(columns[0]!) && columns[1] === '00';
    if (!isDefault || (flags & ROUTE_UP) === 0 || (flags & ROUTE_REJECT) !== 0) continue;
    const metric = Number.parseInt(columns[5]!, 16);
    if (metric < bestMetric) {
      bestMetric = metric;
      best = columns[9]!;
    }
  }
  return best;
}

export interface Ipv6Address {
  readonly interface: string;
  /** Full form, eight groups; the caller shortens it. */
  readonly address: string;
  readonly prefixLength: number;
}

/** /proc/net/if_inet6: also lists addresses of interfaces that are up without a carrier. */
export function parseIpv6Addresses(text: string): Ipv6Address[] {
  const addresses: Ipv6Address[] = [];
  for (const line of text.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns.length < 6 || !/^[0-9a-f]{32}$/.test(columns[0]!)) continue;
    addresses.push({
      interface: columns[5]!,
      address: columns[0]!.match(/.{4}/g)!.join(':'),
      prefixLength: Number.parseInt(columns[2]!, 16),
    });
  }
  return addresses;
}

/** /proc/net/fib_trie: the machine's own IPv4 addresses (`/32 host LOCAL` leaves), host byte order. Says no interface. */
export function parseLocalIpv4(text: string): number[] {
  const found = new Set<number>();
  let leaf: number | null = null;
  for (const line of text.split('\n')) {
    const address = /\|-- (\d+)\.(\d+)\.(\d+)\.(\d+)/.exec(line);
    if (address !== null) {
      const [, a, b, c, d] = address.map(Number) as [number, number, number, number, number];
      leaf = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    } else if (leaf !== null && /\/32 host LOCAL/.test(line)) found.add(leaf);
  }
  return [...found];
}

export function ipv4Text(word: number): string {
  return [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff).join('.');
}

export function prefixLengthOf(mask: number): number {
  return Math.clz32(~mask >>> 0);
}

function littleEndianWord(hex: string): number {
  const word = Number.parseInt(hex, 16);
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
