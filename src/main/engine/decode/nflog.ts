/**
 * Linux netfilter's log (LINKTYPE_NFLOG, https://www.tcpdump.org/linktypes.html): attributes as length, type and value, in the
 * byte order of the machine that captured; one of them is the packet.
 */
import { continueWith, LAYER_IP } from './inner-layer.ts';
import { NON_IP_NFLOG } from './non-ip-names.ts';
import { markNonIp, markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

/** Address family, version, resource. */
const HEADER_LENGTH = 4;
const ATTRIBUTE_HEADER_LENGTH = 4;
const ATTRIBUTE_PAYLOAD = 9;
/** Upper bits are flags of netlink. */
const TYPE_MASK = 0x3fff;

export function decodeNflog(bytes: Uint8Array, at: number, end: number, wireEnd: number, packet: DecodedPacket): void {
  let position = at + HEADER_LENGTH;
  if (end - position < ATTRIBUTE_HEADER_LENGTH) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const littleEndian = isLittleEndian(bytes, position);
  while (end - position >= ATTRIBUTE_HEADER_LENGTH) {
    const length = read16(bytes, position, littleEndian);
    const type = read16(bytes, position + 2, littleEndian) & TYPE_MASK;
    if (length < ATTRIBUTE_HEADER_LENGTH) break;
    if (type === ATTRIBUTE_PAYLOAD) {
      const packetEnd = position + length < wireEnd ? position + length : wireEnd;
      const captured = packetEnd < end ? packetEnd : end;
      continueWith(LAYER_IP, position + ATTRIBUTE_HEADER_LENGTH, captured, packetEnd);
      return;
    }
    position += (length + 3) & ~3;
  }
  markNonIp(packet, NON_IP_NFLOG);
}

/** Types are below 256 (there are some twenty), so one of the two bytes is 0; the first attribute is never type 0. */
function isLittleEndian(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 3]! === 0;
}

function read16(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  return littleEndian ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!;
}
