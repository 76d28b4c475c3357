/** What a flow table is told when it is made. */
import type { Seconds } from '#base/units.ts';
import type { FlowFilter } from './flow-filter.ts';
import type { QuicCrypto } from './quic-crypto.ts';

/** Silence after which a session ends, measured from its last packet. */
export interface FlowTimeouts {
  /** TCP before the responder answered. */
  readonly tcpAttempt: Seconds;
  readonly tcpIdle: Seconds;
  readonly udp: Seconds;
  /** UDP with a DNS port on the responder's side. */
  readonly dns: Seconds;
  readonly icmp: Seconds;
  readonly other: Seconds;
  /** How long a closed session stays for late packets, and how long after one FIN silence means closed. */
  readonly closeLinger: Seconds;
}

export interface FlowOptions {
  readonly timeouts: FlowTimeouts;
  /** Live sessions held at once, at least 1; beyond it the least recently used is evicted. */
  readonly maxSessions: number;
  /** Ended sessions whose columns stay readable, the latest ones; 0: forgotten at once. */
  readonly retainEnded: number;
  /** Ports where DNS is looked for, over UDP and TCP. */
  readonly dnsPorts: readonly number[];
  /** How long a DNS query waits for its response. */
  readonly dnsTimeout: Seconds;
  /** Secret 32 bits that the hash depends on, so that nobody outside can make keys collide. */
  readonly hashSeed: number;
  /** Null: every conversation is tracked. */
  readonly filter: FlowFilter | null;
  /** Whether anybody will look at what payloads say: names and decoded services. Else only DNS is followed. */
  readonly looksForNames: boolean;
  /** Null: QUIC packets stay closed, and give no names. */
  readonly quicCrypto: QuicCrypto | null;
}

export const DEFAULT_FLOW_OPTIONS: FlowOptions = {
  timeouts: { tcpAttempt: 60, tcpIdle: 300, udp: 120, dns: 30, icmp: 30, other: 60, closeLinger: 5 },
  maxSessions: 1_000_000,
  retainEnded: 0,
  dnsPorts: [53],
  dnsTimeout: 10,
  hashSeed: 0,
  filter: null,
  looksForNames: true,
  quicCrypto: null,
};

/** What the table counted since it was made. `live` and `retained` are what it holds now. */
export interface FlowCounters {
  /** Packets given to `ingest`, and their wire bytes. */
  packets: number;
  wireBytes: number;
  /** Sessions started (declined conversations are not sessions). */
  sessions: number;
  live: number;
  retained: number;
  /** Ended by time-out, by eviction, and by a new SYN on their 5-tuple. */
  expired: number;
  evicted: number;
  reused: number;
  /** Conversations that the filter declined, and their packets. */
  declined: number;
  declinedPackets: number;
  icmpErrorsAttached: number;
  /** Later fragments whose first fragment is unknown: in no session. */
  unattributedFragments: number;
  /** Parts of TCP streams that their receivers acknowledged and the capture does not hold. */
  tcpGaps: number;
  /** UDP datagrams that were looked for a name in and could not be put together from their fragments. */
  datagramsGivenUp: number;
  /** Packets without a time, and packets far behind the clock. */
  packetsWithoutTime: number;
  packetsBehind: number;
  dnsTransactions: number;
  dnsDuplicates: number;
  /** Queries given up as unanswered early because too many were waiting. */
  dnsPendingOverflow: number;
  /** Directions of DNS over TCP whose stream could not be followed (loss, cut packets, too much held). */
  dnsStreamsGivenUp: number;
  /** Messages on DNS ports that are not DNS. */
  dnsMalformed: number;
  /** Names in payloads that could not be read: the stream that held one was lost, cut, or let go for others. */
  namesGivenUp: number;
}

export function createFlowCounters(): FlowCounters {
  return {
    packets: 0,
    wireBytes: 0,
    sessions: 0,
    live: 0,
    retained: 0,
    expired: 0,
    evicted: 0,
    reused: 0,
    declined: 0,
    declinedPackets: 0,
    icmpErrorsAttached: 0,
    unattributedFragments: 0,
    tcpGaps: 0,
    datagramsGivenUp: 0,
    packetsWithoutTime: 0,
    packetsBehind: 0,
    dnsTransactions: 0,
    dnsDuplicates: 0,
    dnsPendingOverflow: 0,
    dnsStreamsGivenUp: 0,
    dnsMalformed: 0,
    namesGivenUp: 0,
  };
}
