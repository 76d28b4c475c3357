/** Interfaces that see the same packets: what goes through a tunnel leaves through another interface, and a bridge hands on. Pure. */
import type { InterfaceInfo } from '#contract/protocol.ts';

export type InterfaceKind = 'loopback' | 'tunnel' | 'bridge' | 'port' | 'plain';

const TUNNEL =
  /^(tun|tap|utun|wg|ppp|ipsec|gre|gretap|sit|vti|tailscale|zt|nordlynx|proton|mullvad|warp|cloudflarewarp)/i;
const BRIDGE = /^(br|bridge|docker|virbr|lxcbr|lxdbr|vmbr|cni|podman)(\d|-|$)/i;
/** Of bridges, to containers and virtual machines. */
const PORT = /^(veth|vnet|cali|lxc\w*_)/i;

export function interfaceKind({ name, loopback }: Pick<InterfaceInfo, 'name' | 'loopback'>): InterfaceKind {
  if (loopback) return 'loopback';
  if (PORT.test(name)) return 'port';
  if (BRIDGE.test(name)) return 'bridge';
  return TUNNEL.test(name) ? 'tunnel' : 'plain';
}

export type Duplicate =
  | { readonly kind: 'tunnel'; readonly tunnel: string; readonly outer: string }
  | { readonly kind: 'bridge'; readonly bridge: string; readonly ports: readonly string[] };

/** Among those that are captured on, or are about to be. */
export function duplicatesAmong(
  chosen: readonly Pick<InterfaceInfo, 'name' | 'loopback'>[],
  defaultRoute: string | null,
): readonly Duplicate[] {
  const named = (kind: InterfaceKind): string[] =>
    chosen.filter((info) => interfaceKind(info) === kind).map(({ name }) => name);
  const plain = named('plain');
  const outer = plain.find((name) => name === defaultRoute) ?? plain[0];
  const ports = named('port');
  return [
    ...(outer === undefined ? [] : named('tunnel').map((tunnel): Duplicate => ({ kind: 'tunnel', tunnel, outer }))),
    ...(ports.length === 0 ? [] : named('bridge').map((bridge): Duplicate => ({ kind: 'bridge', bridge, ports }))),
  ];
}
