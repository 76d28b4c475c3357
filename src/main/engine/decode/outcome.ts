/** The two ends of decoding that are no session. Both leave no address of an earlier packet behind. */
import { type DecodedPacket, KIND_NON_IP, KIND_UNDECODED } from './packet.ts';

/** `reason`: position in UNDECODED_REASONS. */
export function markUndecoded(packet: DecodedPacket, reason: number): void {
  packet.kind = KIND_UNDECODED;
  packet.reason = reason;
  packet.words.fill(0);
}

/** `etherType`: see non-ip-names.ts. */
export function markNonIp(packet: DecodedPacket, etherType: number): void {
  packet.kind = KIND_NON_IP;
  packet.etherType = etherType;
  packet.words.fill(0);
}
