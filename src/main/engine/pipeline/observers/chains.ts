/** The built-in chains by name. */
import type { ChainName } from '#contract/observers.ts';
import { BASIC_CHAIN } from './chains/basic.ts';
import { DNS_CHAIN } from './chains/dns.ts';
import { DSCP_CHAIN } from './chains/dscp.ts';
import { ECN_CHAIN } from './chains/ecn.ts';
import { EVIL_CHAIN } from './chains/evil.ts';
import { ICMP_CHAIN } from './chains/icmp.ts';
import { MSS_CHAIN } from './chains/mss.ts';
import { TCP_CHAIN } from './chains/tcp.ts';
import { TCPOPT_CHAIN } from './chains/tcpopt.ts';
import { TFO_CHAIN } from './chains/tfo.ts';
import { UDP_CHAIN } from './chains/udp.ts';
import type { ChainKind } from './observer-chain.ts';

const CHAINS: { readonly [N in ChainName]: ChainKind } = {
  basic: BASIC_CHAIN,
  tcp: TCP_CHAIN,
  udp: UDP_CHAIN,
  icmp: ICMP_CHAIN,
  dns: DNS_CHAIN,
  ecn: ECN_CHAIN,
  dscp: DSCP_CHAIN,
  mss: MSS_CHAIN,
  tcpopt: TCPOPT_CHAIN,
  tfo: TFO_CHAIN,
  evil: EVIL_CHAIN,
};

/** Each once, in the order in which they are first named. */
export function chainsNamed(names: readonly ChainName[]): ChainKind[] {
  return [...new Set(names)].map((name) => CHAINS[name]);
}
