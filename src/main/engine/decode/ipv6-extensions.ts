/**
 * The chain of IPv6 extension headers (RFC 8200 §4; numbers: IANA "IPv6 Extension Header Types"). Every header takes at
 * least eight bytes, so a walk is bounded by the packet.
 */

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const NO_NEXT_HEADER = 59;
const DESTINATION_OPTIONS = 60;
const MOBILITY = 135;
const HOST_IDENTITY = 139;
const SHIM6 = 140;

/** §4: next header, length in 8-byte units without the first eight. */
const LENGTH_AT = 1;
const MIN_LENGTH = 8;

/** §4.5 */
const FRAGMENT_LENGTH = 8;
const FRAGMENT_OFFSET_AT = 2;
const FRAGMENT_ID_AT = 4;
const FRAGMENT_OFFSET_MASK = 0xfff8;
const MORE_FRAGMENTS = 0x0001;

/** RFC 2675 §2 */
const OPTION_PAD1 = 0;
const OPTION_JUMBO = 0xc2;

/** The captured part ends before the protocol is known. */
export const CHAIN_TRUNCATED = -1;
/** The headers claim more than the packet has. */
export const CHAIN_OVERRUN = -2;

/** What the last `walkExtensions` found beside its result: scratch, valid until the next call. */
export const chain = {
  protocol: 0,
  /** True for a real fragment: an "atomic" one (RFC 6946), the first and last of its packet, is none. */
  fragmented: false,
  /** Behind the fragment header: what was fragmented may begin with further headers. */
  fragmentAt: 0,
  fragmentOffset: 0,
  moreFragments: false,
  fragmentId: 0,
};

/**
 * Walks from the first extension header (or the transport header) at `at`. `limit`: where the captured part of the packet
 * ends; `packetEnd`: where the packet ends on the wire. Answers where the transport header begins (at most `limit`, where
 * it was not captured) with its protocol in `chain`, or CHAIN_TRUNCATED or CHAIN_OVERRUN.
 */
export function walkExtensions(
  bytes: Uint8Array,
  at: number,
  limit: number,
  packetEnd: number,
  firstHeader: number,
): number {
  let header = firstHeader;
  let position = at;
  chain.fragmented = false;
  chain.fragmentOffset = 0;
  chain.fragmentId = 0;
  while (isExtension(header)) {
    if (limit - position < 2) return packetEnd - position < MIN_LENGTH ? CHAIN_OVERRUN : CHAIN_TRUNCATED;
    const next = bytes[position]!;
    // A control message of its own rather than something in front of another header: it stays the protocol.
    if (next === NO_NEXT_HEADER && (header === MOBILITY || header === HOST_IDENTITY || header === SHIM6)) break;
    if (header === FRAGMENT) {
      if (limit - position < FRAGMENT_LENGTH)
        return packetEnd - position < FRAGMENT_LENGTH ? CHAIN_OVERRUN : CHAIN_TRUNCATED;
      const offset = (bytes[position + FRAGMENT_OFFSET_AT]! << 8) | bytes[position + FRAGMENT_OFFSET_AT + 1]!;
      position += FRAGMENT_LENGTH;
      header = next;
      if ((offset & (FRAGMENT_OFFSET_MASK | MORE_FRAGMENTS)) === 0) continue;
      const id = position - FRAGMENT_LENGTH + FRAGMENT_ID_AT;
      chain.fragmented = true;
      chain.fragmentAt = position;
      chain.fragmentOffset = offset & FRAGMENT_OFFSET_MASK;
      chain.moreFragments = (offset & MORE_FRAGMENTS) !== 0;
      chain.fragmentId = (bytes[id]! << 24) | (bytes[id + 1]! << 16) | (bytes[id + 2]! << 8) | bytes[id + 3]!;
      if (chain.fragmentOffset !== 0) break;
      continue;
    }
    const units = bytes[position + LENGTH_AT]!;
    const length = header === AUTHENTICATION ? (units + 2) << 2 : (units + 1) << 3;
    if (packetEnd - position < length) return CHAIN_OVERRUN;
    header = next;
    position += length;
    if (position > limit) {
      if (isExtension(header)) return CHAIN_TRUNCATED;
      position = limit;
    }
  }
  chain.protocol = header;
  return position;
}

function isExtension(header: number): boolean {
  switch (header) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case AUTHENTICATION:
    case DESTINATION_OPTIONS:
    case MOBILITY:
    case HOST_IDENTITY:
    case SHIM6:
      return true;
    default:
      return false;
  }
}

/**
 * Length of the payload of a packet whose payload length is 0: that of the jumbo payload option where the packet begins
 * with hop-by-hop options that hold one (RFC 2675 §2), else `otherwise`.
 */
export function readJumboLength(
  bytes: Uint8Array,
  at: number,
  end: number,
  nextHeader: number,
  otherwise: number,
): number {
  if (nextHeader !== HOP_BY_HOP || end - at < MIN_LENGTH) return otherwise;
  const optionsEnd = at + ((bytes[at + LENGTH_AT]! + 1) << 3);
  const limit = optionsEnd < end ? optionsEnd : end;
  let position = at + 2;
  while (position + 6 <= limit) {
    const option = bytes[position]!;
    if (option === OPTION_JUMBO && bytes[position + 1] === 4) {
      const high = (bytes[position + 2]! << 8) | bytes[position + 3]!;
      return high * 0x1_0000 + ((bytes[position + 4]! << 8) | bytes[position + 5]!);
    }
    position += option === OPTION_PAD1 ? 1 : 2 + bytes[position + 1]!;
  }
  return otherwise;
}
