/**
 * LINKTYPE_ values (https://www.tcpdump.org/linktypes.html): what the first bytes of a captured frame are.
 */

export const LINKTYPE_NULL = 0;
export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_IEEE802_5 = 6;
export const LINKTYPE_SLIP = 8;
export const LINKTYPE_PPP = 9;
export const LINKTYPE_FDDI = 10;
/** What the BSDs call LINKTYPE_ATM_RFC1483 on an interface. */
export const LINKTYPE_ATM_RFC1483_BSD = 11;
/** Raw IP under the numbers that some systems wrote instead of LINKTYPE_RAW (BSD/OS and OpenBSD DLT_RAW). */
export const LINKTYPE_RAW_BSD = 12;
export const LINKTYPE_RAW_OPENBSD = 14;
export const LINKTYPE_PPP_HDLC = 50;
export const LINKTYPE_PPP_ETHER = 51;
export const LINKTYPE_ATM_RFC1483 = 100;
export const LINKTYPE_RAW = 101;
export const LINKTYPE_C_HDLC = 104;
export const LINKTYPE_IEEE802_11 = 105;
export const LINKTYPE_FRELAY = 107;
export const LINKTYPE_LOOP = 108;
export const LINKTYPE_ENC = 109;
export const LINKTYPE_LINUX_SLL = 113;
export const LINKTYPE_PFLOG = 117;
export const LINKTYPE_IEEE802_11_PRISM = 119;
export const LINKTYPE_IP_OVER_FC = 122;
export const LINKTYPE_IEEE802_11_RADIOTAP = 127;
export const LINKTYPE_APPLE_IP_OVER_IEEE1394 = 138;
export const LINKTYPE_IEEE802_11_AVS = 163;
export const LINKTYPE_PPP_PPPD = 166;
export const LINKTYPE_PPI = 192;
export const LINKTYPE_PPP_WITH_DIR = 204;
export const LINKTYPE_C_HDLC_WITH_DIR = 205;
export const LINKTYPE_FRELAY_WITH_DIR = 206;
export const LINKTYPE_MPLS = 219;
export const LINKTYPE_IPV4 = 228;
export const LINKTYPE_IPV6 = 229;
export const LINKTYPE_NFLOG = 239;
export const LINKTYPE_PKTAP = 258;
export const LINKTYPE_LINUX_SLL2 = 276;

interface LinkType {
  readonly number: number;
  /** Without its `LINKTYPE_` prefix. */
  readonly name: string;
  /** What `decodeFrame` can decode is listed for the user under this; null: it cannot. */
  readonly group: string | null;
}

function of(number: number, name: string, group: string | null = null): LinkType {
  return { number, name, group };
}

/** PPI holds frames of any link type, and hardly ever anything else. */
const WIRELESS = '802.11 (also with radiotap, Prism, AVS and PPI headers)';

const linkTypes: readonly LinkType[] = [
  of(LINKTYPE_ETHERNET, 'ETHERNET', 'Ethernet'),
  of(LINKTYPE_RAW, 'RAW', 'raw IP'),
  of(LINKTYPE_RAW_BSD, 'RAW(12)', 'raw IP'),
  of(LINKTYPE_RAW_OPENBSD, 'RAW(14)', 'raw IP'),
  of(LINKTYPE_IPV4, 'IPV4', 'raw IP'),
  of(LINKTYPE_IPV6, 'IPV6', 'raw IP'),
  of(LINKTYPE_NULL, 'NULL', 'BSD null and loopback'),
  of(LINKTYPE_LOOP, 'LOOP', 'BSD null and loopback'),
  of(LINKTYPE_LINUX_SLL, 'LINUX_SLL', 'Linux cooked v1 and v2'),
  of(LINKTYPE_LINUX_SLL2, 'LINUX_SLL2', 'Linux cooked v1 and v2'),
  of(LINKTYPE_IEEE802_11, 'IEEE802_11', WIRELESS),
  of(LINKTYPE_IEEE802_11_RADIOTAP, 'IEEE802_11_RADIOTAP', WIRELESS),
  of(LINKTYPE_IEEE802_11_PRISM, 'IEEE802_11_PRISM', WIRELESS),
  of(LINKTYPE_IEEE802_11_AVS, 'IEEE802_11_AVS', WIRELESS),
  of(LINKTYPE_PPI, 'PPI', WIRELESS),
  of(LINKTYPE_PPP, 'PPP', 'PPP and PPPoE'),
  of(LINKTYPE_PPP_HDLC, 'PPP_HDLC', 'PPP and PPPoE'),
  of(LINKTYPE_PPP_ETHER, 'PPP_ETHER', 'PPP and PPPoE'),
  of(LINKTYPE_PPP_PPPD, 'PPP_PPPD', 'PPP and PPPoE'),
  of(LINKTYPE_PPP_WITH_DIR, 'PPP_WITH_DIR', 'PPP and PPPoE'),
  of(LINKTYPE_C_HDLC, 'C_HDLC', 'Cisco HDLC'),
  of(LINKTYPE_C_HDLC_WITH_DIR, 'C_HDLC_WITH_DIR', 'Cisco HDLC'),
  of(LINKTYPE_FRELAY, 'FRELAY', 'frame relay'),
  of(LINKTYPE_FRELAY_WITH_DIR, 'FRELAY_WITH_DIR', 'frame relay'),
  of(LINKTYPE_SLIP, 'SLIP', 'SLIP'),
  of(LINKTYPE_MPLS, 'MPLS', 'MPLS'),
  of(LINKTYPE_IEEE802_5, 'IEEE802_5', 'token ring'),
  of(LINKTYPE_FDDI, 'FDDI', 'FDDI'),
  of(LINKTYPE_ATM_RFC1483, 'ATM_RFC1483', 'ATM (RFC 1483)'),
  of(LINKTYPE_ATM_RFC1483_BSD, 'ATM_RFC1483(11)', 'ATM (RFC 1483)'),
  of(LINKTYPE_IP_OVER_FC, 'IP_OVER_FC', 'IP over Fibre Channel'),
  of(LINKTYPE_APPLE_IP_OVER_IEEE1394, 'APPLE_IP_OVER_IEEE1394', 'IP over FireWire'),
  of(LINKTYPE_NFLOG, 'NFLOG', 'NFLOG'),
  of(LINKTYPE_PFLOG, 'PFLOG', 'PFLOG'),
  of(LINKTYPE_ENC, 'ENC', 'BSD IPsec (ENC)'),
  of(LINKTYPE_PKTAP, 'PKTAP', 'PKTAP'),
  of(2, 'EXP_ETHERNET'),
  of(3, 'AX25'),
  of(7, 'ARCNET_BSD'),
  of(15, 'SLIP_BSDOS'),
  of(16, 'PPP_BSDOS'),
  of(99, 'SYMANTEC_FIREWALL'),
  of(114, 'LTALK'),
  of(118, 'CISCO_IOS'),
  of(123, 'SUNATM'),
  of(129, 'ARCNET_LINUX'),
  of(140, 'MTP2'),
  of(141, 'MTP3'),
  of(143, 'DOCSIS'),
  of(144, 'LINUX_IRDA'),
  of(147, 'USER0'),
  of(165, 'BACNET_MS_TP'),
  of(177, 'LINUX_LAPD'),
  of(187, 'BLUETOOTH_HCI_H4'),
  of(189, 'USB_LINUX'),
  of(190, 'CAN20B'),
  of(195, 'IEEE802_15_4_WITHFCS'),
  of(197, 'ERF'),
  of(201, 'BLUETOOTH_HCI_H4_WITH_PHDR'),
  of(209, 'IPMB_LINUX'),
  of(215, 'IEEE802_15_4_NONASK_PHY'),
  of(220, 'USB_LINUX_MMAPPED'),
  of(224, 'FC_2'),
  of(226, 'IPNET'),
  of(227, 'CAN_SOCKETCAN'),
  of(230, 'IEEE802_15_4_NOFCS'),
  of(231, 'DBUS'),
  of(240, 'NETANALYZER'),
  of(242, 'IPOIB'),
  of(248, 'SCTP'),
  of(249, 'USBPCAP'),
  of(251, 'BLUETOOTH_LE_LL'),
  of(252, 'WIRESHARK_UPPER_PDU'),
  of(253, 'NETLINK'),
  of(254, 'BLUETOOTH_LINUX_MONITOR'),
  of(256, 'BLUETOOTH_LE_LL_WITH_PHDR'),
  of(266, 'USB_DARWIN'),
  of(271, 'VSOCK'),
  of(272, 'NORDIC_BLE'),
  of(283, 'IEEE802_15_4_TAP'),
  of(288, 'USB_2_0'),
];

const byNumber: ReadonlyMap<number, LinkType> = new Map(linkTypes.map((each) => [each.number, each]));

/** What can be decoded, for people. */
export const SUPPORTED_LINK_TYPES: string = [...new Set(linkTypes.flatMap(({ group }) => group ?? []))].join(', ');

/** The name without its `LINKTYPE_` prefix (`ETHERNET`), or `LINKTYPE_<n>` where it has none here. */
export function linkTypeName(linkType: number): string {
  return byNumber.get(linkType)?.name ?? `LINKTYPE_${linkType}`;
}

/** Whether `decodeFrame` can decode frames of this link type. */
export function isSupportedLinkType(linkType: number): boolean {
  const group = byNumber.get(linkType)?.group;
  return group !== null && group !== undefined;
}
