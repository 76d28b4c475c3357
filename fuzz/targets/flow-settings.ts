/** The options that the flow table is fuzzed with, out of the first bytes of an input. */
import { isSupportedLinkType } from '#main/engine/decode/link-types.ts';
import { compileFlowFilter, type FlowFilter } from '#main/engine/flows/flow-filter.ts';
import { DEFAULT_FLOW_OPTIONS, type FlowOptions } from '#main/engine/flows/flow-options.ts';
import { type KeyHasher, SeededHasher } from '#main/engine/flows/key-hash.ts';
import { PAYLOAD_FILTER_NAMES, type PayloadSettings } from '#main/engine/flows/payload-filters.ts';
import { createQuicCrypto } from '#main/host/quic-crypto.ts';
import { check } from '../target.ts';

export const LINKS = Array.from({ length: 400 }, (_, linkType) => linkType).filter(isSupportedLinkType);
const crypto = createQuicCrypto();

function allNames(match: readonly string[]): PayloadSettings {
  const ports = { dns: [53], mdns: [5353], llmnr: [5355], nbns: [137], dhcp: [67, 68, 546, 547], ssdp: [1900] };
  return Object.fromEntries(
    PAYLOAD_FILTER_NAMES.map((name) => [
      name,
      { enabled: true, ports: name in ports ? ports[name as keyof typeof ports] : ('any' as const), match },
    ]),
  );
}

function filterOf(changes: Partial<Parameters<typeof compileFlowFilter>[0]>): FlowFilter {
  const off = { source: null, destination: null, strict: false, protocol: null, port: null };
  const compiled = compileFlowFilter({ ...off, payload: {}, only_matching: false, ...changes });
  check(compiled.ok, 'the filters used here are sound');
  return compiled.value;
}

const FILTERS: readonly (FlowFilter | null)[] = [
  filterOf({ payload: allNames(['*']) }),
  null,
  filterOf({ payload: allNames(['*a*', '?.*']) }),
  filterOf({ payload: allNames(['*']), only_matching: true }),
  filterOf({ protocol: ['udp'], payload: allNames(['*']) }),
  filterOf({ protocol: ['tcp', 'icmp'] }),
  filterOf({ port: [53, 80, 443] }),
  filterOf({ source: ['10.0.0.0/8', 'fe80::/10'], destination: ['192.168.0.0/16'], strict: true }),
  filterOf({ source: ['192.168.0.0/16', '2000::/3'], destination: ['0.0.0.0/1'], payload: allNames(['*']) }),
  filterOf({ port: [53], payload: allNames(['*']), only_matching: true }),
];

class EverythingCollides implements KeyHasher {
  hash(): number {
    return 7;
  }
}

export function optionsOf([table = 0, filter = 0, times = 0]: Uint8Array): FlowOptions {
  const quick = { tcpAttempt: 0.5, tcpIdle: 1, udp: 1, dns: 0.3, icmp: 0.2, other: 1, closeLinger: 0.1 };
  return {
    ...DEFAULT_FLOW_OPTIONS,
    maxSessions: (table & 1) === 0 ? 1000 : 1 + (table >> 4),
    retainEnded: (table & 2) === 0 ? 0 : (table >> 2) & 3,
    filter: FILTERS[filter % FILTERS.length]!,
    timeouts: (times & 1) === 0 ? DEFAULT_FLOW_OPTIONS.timeouts : quick,
    dnsTimeout: (times & 2) === 0 ? 10 : 0.2,
    hashSeed: times >> 2,
    quicCrypto: crypto,
  };
}

export function hasherOf(head: Uint8Array, options: FlowOptions): KeyHasher {
  return (head[3]! & 1) === 0 ? new SeededHasher(options.hashSeed) : new EverythingCollides();
}
