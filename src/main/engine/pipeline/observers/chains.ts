/** The built-in chains, in the order in which they are listed. */
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

export const BUILT_IN_CHAINS: readonly ChainKind[] = [
  BASIC_CHAIN,
  TCP_CHAIN,
  UDP_CHAIN,
  ICMP_CHAIN,
  DNS_CHAIN,
  ECN_CHAIN,
  DSCP_CHAIN,
  MSS_CHAIN,
  TCPOPT_CHAIN,
  TFO_CHAIN,
  EVIL_CHAIN,
];
