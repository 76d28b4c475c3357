/** Interfaces that show each other's traffic, so that capturing both counts it twice. */
import type { InterfaceProbe } from '#main/engine/store/ports.ts';
import { good, trouble, type NamedCheck } from './check.ts';
import { readLinks, type Link } from './links.ts';

/** The pseudo-interface of libpcap on Linux that stands for all of them. */
const ALL = 'any';

export interface Overlap {
  readonly name: string;
  /** The interfaces whose traffic it shows; empty: a tunnel, whose packets leave through another interface in their wrapping. */
  readonly below: readonly string[];
  /** What need not be captured where all of it is. */
  readonly spare: readonly string[];
}

/** Among interfaces that are switched on. */
export function findOverlaps(links: readonly Link[]): Overlap[] {
  const on = new Set(links.filter((link) => link.on !== false).map(({ name }) => name));
  return links.flatMap(({ name, tunnel, joins, partOf }): Overlap[] => {
    if (!on.has(name)) return [];
    if (tunnel) return [{ name, below: [], spare: [name] }];
    const joined = joins.filter((other) => on.has(other));
    return [
      ...(joined.length > 0 ? [{ name, below: joined, spare: joined }] : []),
      ...(partOf !== null && on.has(partOf) ? [{ name, below: [partOf], spare: [name] }] : []),
    ];
  });
}

/** What of it happens when `chosen` are captured at once. `others`: through which a tunnel's packets may leave. */
export function overlapsAmong(
  overlaps: readonly Overlap[],
  chosen: readonly string[],
  others: readonly string[],
): Overlap[] {
  if (chosen.includes(ALL)) return [...overlaps];
  return overlaps.flatMap((overlap) => {
    const { name, below, spare } = overlap;
    if (!chosen.includes(name)) return [];
    if (below.length === 0) return chosen.some((one) => one !== name && others.includes(one)) ? [overlap] : [];
    const both = below.filter((one) => chosen.includes(one));
    return both.length === 0 ? [] : [{ name, below: both, spare: spare.filter((one) => chosen.includes(one)) }];
  });
}

/** `chosen`: what is captured, or is to be; empty: nobody has chosen yet. */
export function overlapCheck(
  { interfaces }: { readonly interfaces: InterfaceProbe },
  chosen: readonly string[] = [],
): NamedCheck {
  const name = { id: 'seen-twice', title: 'Traffic seen twice' };
  return {
    ...name,
    async run() {
      const [route, readings] = await Promise.all([interfaces.defaultRoute(), interfaces.read()]);
      const names = readings.map(({ info }) => info.name);
      const links = (await readLinks(names)) ?? linksByName(names);
      const overlaps = findOverlaps(links);
      if (overlaps.length === 0) return good(name, 'no interface shows the traffic of another');
      const usual = links.filter(({ loopback, on }) => !loopback && on !== false).map((link) => link.name);
      if (chosen.length > 0) {
        const both = overlapsAmong(overlaps, chosen, usual);
        if (both.length === 0) return good(name, `nothing is, with ${chosen.join(' and ')} captured`);
        const says = `captured together, these count packets twice: ${both.map(overlapText).join('; ')}`;
        return trouble(name, 'warning', says, {
          text: adviceOf(both),
          commands: [captureWithout(both, chosen.includes(ALL) ? usual : chosen)],
        });
      }
      // Without a choice the default route is captured; where there is none, whoever chooses must know.
      const concerned = overlaps.filter(
        ({ name: upper, below }) => route === null || below.length === 0 || upper === route || below.includes(route),
      );
      if (concerned.length === 0)
        return good(name, `only where both are captured: ${overlaps.map(overlapText).join('; ')}`);
      const says = `where both (or “any”) are captured, packets count twice: ${overlaps.map(overlapText).join('; ')}`;
      return trouble(name, 'warning', says, {
        text: adviceOf(concerned),
        commands: [captureWithout(overlaps, usual)],
      });
    },
  };
}

function adviceOf(overlaps: readonly Overlap[]): string {
  const tunnel = overlaps.find(({ below }) => below.length === 0);
  const one = 'Capture one of them at a time; this leaves out what others show anyway';
  return tunnel === undefined ? one : `${one}. To see what is inside of the tunnel, capture ${tunnel.name} alone`;
}

function captureWithout(overlaps: readonly Overlap[], chosen: readonly string[]): string {
  const spare = new Set(overlaps.flatMap((overlap) => overlap.spare));
  const kept = chosen.filter((one) => !spare.has(one));
  const interfaces = kept.length > 0 ? kept : chosen.slice(0, 1);
  return `netloupe capture ${interfaces.map((one) => `-i ${one}`).join(' ')} --summary text`;
}

function overlapText({ name, below }: Overlap): string {
  return below.length === 0
    ? `what goes through the tunnel ${name} leaves again, wrapped, through another interface`
    : `${name} shows what ${below.join(' and ')} ${below.length === 1 ? 'shows' : 'show'}`;
}

/** Where the system says nothing else, names tell tunnels. */
export function linksByName(names: readonly string[]): Link[] {
  return names.map((name) => ({
    name,
    loopback: /^lo\d*$/.test(name),
    on: null,
    carrier: null,
    tunnel: /^(utun|tun|tap|wg|ppp|ipsec)\d/.test(name),
    joins: [],
    partOf: null,
  }));
}
