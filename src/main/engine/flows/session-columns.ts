/**
 * Every session that is held, live or ended, as columns over typed arrays: one slot per session. The flow table owns
 * them and is the only writer; everything else reads. A slot is used again after its session is forgotten, so who
 * keeps a slot also keeps its `serial` and compares: same serial, same session.
 */

/** Session states, as stored in `state`. The order is the life-cycle's. */
export const STATE_NEW = 1;
export const STATE_ESTABLISHED = 2;
export const STATE_CLOSE = 3;
export const STATE_ABORT = 4;
export const STATE_EXPIRED = 5;

/** Why a session ended, as stored in `endReason`; 0 while it is open. */
export const END_OPEN = 0;
export const END_FIN = 1;
export const END_RST = 2;
export const END_TIMEOUT = 3;
export const END_EVICTED = 4;
export const END_REUSED = 5;

/** Words of `history` a session. */
export const HISTORY_WORDS = 3;

export const OUT = 0; // from the initiator
export const IN = 1; // towards the initiator

/** A position in the columns. Valid until the session is forgotten. */
export type Slot = number;

export class SessionColumns {
  capacity: number;
  /** Initiator and responder, four words each, IPv4 as mapped IPv6: `addresses[slot * 8 + 0..3]`, `[slot * 8 + 4..7]`. */
  addresses: Uint32Array;
  /** 0 where the protocol has no ports: FLAG_HAS_PORTS tells. */
  initiatorPort: Uint16Array;
  responderPort: Uint16Array;
  /** IP protocol number. */
  protocol: Uint8Array;
  /** Bits: FLAG_HAS_PORTS, FLAG_MIDSTREAM, FLAG_IPV6, FLAG_FIN_OUT, FLAG_FIN_IN … (see flow-flags.ts). */
  flags: Uint16Array;
  state: Uint8Array;
  endReason: Uint8Array;
  interfaceId: Uint16Array;
  /** VLAN id + 1, 0 where untagged. */
  outerVlan: Uint16Array;
  innerVlan: Uint16Array;
  /**
   * Serial number of the session, from 1, in the order of first packets; 0 where the slot is free, negative where it
   * holds a conversation that the filter declined (no session). Exact up to 2^53.
   */
  serial: Float64Array;
  /** First and last packet, microseconds since the epoch. */
  startTime: Float64Array;
  lastTime: Float64Array;
  /** `[slot * 2 + OUT]`, `[slot * 2 + IN]`. Packets, wire bytes of whole frames, bytes above the transport header. */
  packets: Uint32Array;
  wireBytes: Float64Array;
  payloadBytes: Float64Array;
  /** Union of TCP flags per direction, same layout. */
  tcpFlags: Uint8Array;
  /** Zeek history letters in HISTORY_WORDS words (see history.ts). */
  history: Uint32Array;
  /** Handshake round-trip time in milliseconds, NaN where unknown. */
  roundTripMs: Float32Array;
  /** ICMP errors that quoted the session. */
  icmpErrors: Uint16Array;
  /** Name of the responder and where it was learned (index into HOSTNAME_SOURCES); undefined and 0 where unknown. */
  hostname: (string | undefined)[];
  hostnameSource: Uint8Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.addresses = new Uint32Array(capacity * 8);
    this.initiatorPort = new Uint16Array(capacity);
    this.responderPort = new Uint16Array(capacity);
    this.protocol = new Uint8Array(capacity);
    this.flags = new Uint16Array(capacity);
    this.state = new Uint8Array(capacity);
    this.endReason = new Uint8Array(capacity);
    this.interfaceId = new Uint16Array(capacity);
    this.outerVlan = new Uint16Array(capacity);
    this.innerVlan = new Uint16Array(capacity);
    this.serial = new Float64Array(capacity);
    this.startTime = new Float64Array(capacity);
    this.lastTime = new Float64Array(capacity);
    this.packets = new Uint32Array(capacity * 2);
    this.wireBytes = new Float64Array(capacity * 2);
    this.payloadBytes = new Float64Array(capacity * 2);
    this.tcpFlags = new Uint8Array(capacity * 2);
    this.history = new Uint32Array(capacity * HISTORY_WORDS);
    this.roundTripMs = new Float32Array(capacity);
    this.icmpErrors = new Uint16Array(capacity);
    this.hostname = [];
    this.hostnameSource = new Uint8Array(capacity);
  }

  /** Makes room for `capacity` slots (not fewer than now). Array references taken before are stale afterwards. */
  grow(capacity: number): void {
    const fresh = new SessionColumns(capacity);
    const to = fresh as unknown as Record<string, unknown>;
    for (const [name, column] of Object.entries(this) as [string, unknown][]) {
      if (ArrayBuffer.isView(column)) (to[name] as Uint8Array).set(column as Uint8Array);
    }
    fresh.hostname = this.hostname;
    Object.assign(this, fresh);
  }
}

/** Where a host name came from; position is what `hostnameSource` stores. Position 0 means no name. */
export const HOSTNAME_SOURCES = ['', 'dns'] as const;
