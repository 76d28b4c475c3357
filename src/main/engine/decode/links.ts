/** Link types but Ethernet: which decoder the first bytes of a frame are for. */
import { decodeCiscoHdlc } from './cisco-hdlc.ts';
import { decodeEthernet } from './ethernet.ts';
import { decodeFrameRelay } from './frame-relay.ts';
import { decodeIp } from './ip.ts';
import * as link from './link-types.ts';
import { decodeFddi, decodeFibreChannelIp, decodeFirewireIp, decodeTokenRing } from './lan-links.ts';
import { decodeLinuxCooked, decodeLinuxCooked2 } from './linux-cooked.ts';
import { decodeLlc } from './llc.ts';
import { decodeEncapsulating, decodeLoopback } from './loopback.ts';
import { decodeMpls } from './mpls.ts';
import { decodeNflog } from './nflog.ts';
import { markUndecoded } from './outcome.ts';
import type { DecodedPacket } from './packet.ts';
import { decodePflog } from './pflog.ts';
import { decodePpp, decodePppd, decodePppLink } from './ppp.ts';
import { decodePppoe } from './pppoe.ts';
import { REASON_UNSUPPORTED_LINK_TYPE } from './reasons.ts';
import { decodeSlip } from './slip.ts';
import { decodeWireless } from './wireless.ts';
import { decodeAvs, decodePrism, decodeRadiotap } from './wireless-headers.ts';
import { decodePktap, decodePpi } from './wrapped-links.ts';

const ETHERTYPE_MPLS = 0x8847;
const DIRECTION_LENGTH = 1;

export function decodeLink(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  linkType: number,
  packet: DecodedPacket,
): void {
  switch (linkType) {
    case link.LINKTYPE_ETHERNET:
      decodeEthernet(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_LINUX_SLL:
      decodeLinuxCooked(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_LINUX_SLL2:
      decodeLinuxCooked2(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_NULL:
    case link.LINKTYPE_LOOP:
      decodeLoopback(bytes, at, end, wireEnd, linkType === link.LINKTYPE_LOOP, packet);
      break;
    case link.LINKTYPE_RAW:
    case link.LINKTYPE_RAW_BSD:
    case link.LINKTYPE_RAW_OPENBSD:
    case link.LINKTYPE_IPV4:
    case link.LINKTYPE_IPV6:
      decodeIp(bytes, at, end, wireEnd, packet);
      break;
    default:
      decodeRareLink(bytes, at, end, wireEnd, linkType, packet);
  }
}

function decodeRareLink(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  linkType: number,
  packet: DecodedPacket,
): void {
  switch (linkType) {
    case link.LINKTYPE_IEEE802_5:
      decodeTokenRing(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_SLIP:
      decodeSlip(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_PPP:
    case link.LINKTYPE_PPP_HDLC:
      decodePppLink(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_PPP_ETHER:
      decodePppoe(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_PPP_PPPD:
      decodePppd(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_PPP_WITH_DIR:
      decodePpp(bytes, at + DIRECTION_LENGTH, end, wireEnd, packet);
      break;
    case link.LINKTYPE_C_HDLC:
      decodeCiscoHdlc(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_C_HDLC_WITH_DIR:
      decodeCiscoHdlc(bytes, at + DIRECTION_LENGTH, end, wireEnd, packet);
      break;
    case link.LINKTYPE_FDDI:
      decodeFddi(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_ATM_RFC1483:
    case link.LINKTYPE_ATM_RFC1483_BSD:
      decodeLlc(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_FRELAY:
      decodeFrameRelay(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_FRELAY_WITH_DIR:
      decodeFrameRelay(bytes, at + DIRECTION_LENGTH, end, wireEnd, packet);
      break;
    case link.LINKTYPE_ENC:
      decodeEncapsulating(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_PFLOG:
      decodePflog(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_IP_OVER_FC:
      decodeFibreChannelIp(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_APPLE_IP_OVER_IEEE1394:
      decodeFirewireIp(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_MPLS:
      decodeMpls(bytes, at, end, wireEnd, ETHERTYPE_MPLS, packet);
      break;
    case link.LINKTYPE_NFLOG:
      decodeNflog(bytes, at, end, wireEnd, packet);
      break;
    default:
      decodeWirelessLink(bytes, at, end, wireEnd, linkType, packet);
  }
}

function decodeWirelessLink(
  bytes: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  linkType: number,
  packet: DecodedPacket,
): void {
  switch (linkType) {
    case link.LINKTYPE_IEEE802_11:
      decodeWireless(bytes, at, end, wireEnd, 0, packet);
      break;
    case link.LINKTYPE_IEEE802_11_RADIOTAP:
      decodeRadiotap(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_IEEE802_11_PRISM:
      decodePrism(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_IEEE802_11_AVS:
      decodeAvs(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_PPI:
      decodePpi(bytes, at, end, wireEnd, packet);
      break;
    case link.LINKTYPE_PKTAP:
      decodePktap(bytes, at, end, wireEnd, packet);
      break;
    default:
      markUndecoded(packet, REASON_UNSUPPORTED_LINK_TYPE);
  }
}
