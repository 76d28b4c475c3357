/** ISO's network layer protocol identifiers (ISO/IEC TR 9577), one byte, as frame relay and LLC use them for IP. */
import { continueWith, LAYER_IP } from './inner-layer.ts';
import { NETWORK_ID_BASE } from './non-ip-names.ts';
import { markNonIp } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';

const ID_IPV4 = 0xcc;
const ID_IPV6 = 0x8e;

/** `at`: the identifier, which is there. */
export function decodeNetworkId(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  const id = bytes[at]!;
  if (id === ID_IPV4 || id === ID_IPV6) continueWith(LAYER_IP, at + 1, end, wireEnd);
  else markNonIp(packet, NETWORK_ID_BASE + id);
}
