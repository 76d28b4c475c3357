/**
 * Ethernet (IEEE 802.3 clause 3): addresses, then an EtherType or a length. VLAN tags (IEEE 802.1Q clause 9) come before the
 * EtherType that matters, any number of them; the same EtherTypes follow in Linux cooked captures, in SNAP and in tunnels.
 */
import { decodeRareEtherType } from './ether-shims.ts';
import { decodeIp } from './ip.ts';
import { decodeIpv6 } from './ipv6.ts';
import { decodeLlc } from './llc.ts';
import { decodeMpls } from './mpls.ts';
import { MAX_802_3_LENGTH } from './non-ip-names.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { decodePppoe } from './pppoe.ts';
import { REASON_LINK_TRUNCATED } from './reasons.ts';

const ETHER_TYPE_AT = 12;
const HEADER_LENGTH = 14;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_VLAN = 0x8100;
const ETHERTYPE_IPV6 = 0x86dd;
const ETHERTYPE_MPLS = 0x8847;
const ETHERTYPE_MPLS_MULTICAST = 0x8848;
const ETHERTYPE_PPPOE_SESSION = 0x8864;
const ETHERTYPE_PROVIDER_VLAN = 0x88a8;
/** Stacked tags of equipment older than IEEE 802.1ad. */
const ETHERTYPE_OLD_QINQ = 0x9100;
const ETHERTYPE_OLD_QINQ_2 = 0x9200;
const ETHERTYPE_OLD_QINQ_3 = 0x9300;

const TAG_LENGTH = 4;
const VLAN_ID_MASK = 0x0fff;

export function decodeEthernet(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
): void {
  if (end - at < HEADER_LENGTH) {
    markUndecoded(packet, REASON_LINK_TRUNCATED);
    return;
  }
  const etherType = (bytes[at + ETHER_TYPE_AT]! << 8) | bytes[at + ETHER_TYPE_AT + 1]!;
  if (etherType === ETHERTYPE_IPV4) decodeIp(bytes, at + HEADER_LENGTH, end, wireEnd, packet);
  else decodeEtherType(bytes, at + HEADER_LENGTH, end, wireEnd, etherType, packet);
}

/** What follows an EtherType; `at` is the byte after it. */
export function decodeEtherType(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  firstType: number,
  packet: DecodedPacket,
): void {
  let etherType = firstType;
  let position = at;
  while (isVlanTag(etherType)) {
    if (end - position < TAG_LENGTH) {
      markUndecoded(packet, REASON_LINK_TRUNCATED);
      return;
    }
    const id = ((bytes[position]! << 8) | bytes[position + 1]!) & VLAN_ID_MASK;
    if (packet.outerVlan < 0) packet.outerVlan = id;
    else if (packet.innerVlan < 0) packet.innerVlan = id;
    etherType = (bytes[position + 2]! << 8) | bytes[position + 3]!;
    position += TAG_LENGTH;
  }
  switch (etherType) {
    case ETHERTYPE_IPV4:
      decodeIp(bytes, position, end, wireEnd, packet);
      break;
    case ETHERTYPE_IPV6:
      decodeIpv6(bytes, position, end, wireEnd, packet);
      break;
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_MULTICAST:
      decodeMpls(bytes, position, end, wireEnd, etherType, packet);
      break;
    case ETHERTYPE_PPPOE_SESSION:
      decodePppoe(bytes, position, end, wireEnd, packet);
      break;
    default:
      if (etherType <= MAX_802_3_LENGTH) decodeLlc(bytes, position, end, wireEnd, packet);
      else decodeRareEtherType(bytes, position, end, wireEnd, etherType, packet);
  }
}

function isVlanTag(etherType: number): boolean {
  switch (etherType) {
    case ETHERTYPE_VLAN:
    case ETHERTYPE_PROVIDER_VLAN:
    case ETHERTYPE_OLD_QINQ:
    case ETHERTYPE_OLD_QINQ_2:
    case ETHERTYPE_OLD_QINQ_3:
      return true;
    default:
      return false;
  }
}
