/**
 * Names of what a frame carries that is not IP, by `DecodedPacket.etherType`: an EtherType (IANA "IEEE 802 Numbers"), a
 * length (IEEE 802.3, so LLC follows), or, beyond 16 bits, a number of the link type's own.
 */

/** Added to an address family of NULL and LOOP frames (sys/socket.h of the system that captured). */
export const ADDRESS_FAMILY_BASE = 0x1_0000;
/** Added to a Linux cooked capture's protocol that is no EtherType (linux/if_ether.h, below 0x0600). */
export const LINUX_PROTOCOL_BASE = 0x2_0000;
/** Added to a PPP protocol (IANA "PPP DLL Protocol Numbers"). */
export const PPP_PROTOCOL_BASE = 0x3_0000;
/** Added to a network layer identifier of ISO. */
export const NETWORK_ID_BASE = 0x4_0000;

export const NON_IP_WIRELESS_MANAGEMENT = 0x5_0000;
export const NON_IP_WIRELESS_CONTROL = 0x5_0001;
export const NON_IP_WIRELESS_EXTENSION = 0x5_0002;
export const NON_IP_WIRELESS_DATA = 0x5_0003;
export const NON_IP_WIRELESS_ENCRYPTED = 0x5_0004;
export const NON_IP_WIRELESS_FRAGMENT = 0x5_0005;
export const NON_IP_LAN_CONTROL = 0x5_0006;
export const NON_IP_NFLOG = 0x5_0007;

/** LLC without an EtherType. */
export const NON_IP_LLC = 0;

/** Largest length of an IEEE 802.3 frame; a greater number in its place is an EtherType. */
export const MAX_802_3_LENGTH = 1500;

const names: ReadonlyMap<number, string> = new Map([
  [0x0806, 'ARP'],
  [0x0842, 'Wake-on-LAN'],
  [0x2000, 'CDP'],
  [0x22ea, 'SRP'],
  [0x22f0, 'AVTP'],
  [0x6003, 'DECnet'],
  [0x8035, 'RARP'],
  [0x809b, 'AppleTalk'],
  [0x80f3, 'AARP'],
  [0x8137, 'IPX'],
  [0x86dd, 'IPv6'],
  [0x8808, 'Ethernet flow control'],
  [0x8809, 'Slow protocols'],
  [0x8847, 'MPLS'],
  [0x8848, 'MPLS multicast'],
  [0x8863, 'PPPoE discovery'],
  [0x886d, 'Intel ANS'],
  [0x887b, 'HomePlug'],
  [0x888e, 'EAPOL'],
  [0x8892, 'PROFINET'],
  [0x8899, 'Realtek'],
  [0x88a2, 'ATA over Ethernet'],
  [0x88a4, 'EtherCAT'],
  [0x88b8, 'GOOSE'],
  [0x88cc, 'LLDP'],
  [0x88e1, 'HomePlug AV'],
  [0x88e5, 'MACsec'],
  [0x88f5, 'MVRP'],
  [0x88f6, 'MMRP'],
  [0x88f7, 'PTP'],
  [0x8902, 'CFM'],
  [0x8906, 'FCoE'],
  [0x8914, 'FCoE initialization'],
  [0x8915, 'RoCE'],
  [0x893a, 'IEEE 1905.1'],
  [0x894f, 'NSH'],
  [0x9000, 'Loopback test'],
]);

const pppNames: ReadonlyMap<number, string> = new Map([
  [0x0023, 'OSI'],
  [0x002b, 'IPX'],
  [0x002d, 'compressed TCP/IP'],
  [0x002f, 'uncompressed TCP/IP'],
  [0x003d, 'multilink'],
  [0x0053, 'encrypted'],
  [0x00fd, 'compressed datagram'],
  [0x8021, 'IPCP'],
  [0x8031, 'BCP'],
  [0x8053, 'ECP'],
  [0x8057, 'IPV6CP'],
  [0x80fd, 'CCP'],
  [0x8281, 'MPLSCP'],
  [0xc021, 'LCP'],
  [0xc023, 'PAP'],
  [0xc025, 'LQR'],
  [0xc223, 'CHAP'],
  [0xc227, 'EAP'],
]);

/** Names of numbers that this file gives. */
const ownNames: ReadonlyMap<number, string> = new Map([
  [NON_IP_WIRELESS_MANAGEMENT, '802.11 management'],
  [NON_IP_WIRELESS_CONTROL, '802.11 control'],
  [NON_IP_WIRELESS_EXTENSION, '802.11 extension'],
  [NON_IP_WIRELESS_DATA, '802.11 without data'],
  [NON_IP_WIRELESS_ENCRYPTED, '802.11 encrypted'],
  [NON_IP_WIRELESS_FRAGMENT, '802.11 fragment'],
  [NON_IP_LAN_CONTROL, 'LAN control'],
  [NON_IP_NFLOG, 'NFLOG without packet'],
]);

/** `ARP`, `LLDP`, `LLC`, `EtherType 0x1234`, … */
export function nonIpName(etherType: number): string {
  if (etherType <= MAX_802_3_LENGTH) return 'LLC';
  const own = ownNames.get(etherType);
  if (own !== undefined) return own;
  if (etherType >= NETWORK_ID_BASE) return `ISO protocol ${hex(etherType - NETWORK_ID_BASE)}`;
  if (etherType >= PPP_PROTOCOL_BASE) {
    const protocol = etherType - PPP_PROTOCOL_BASE;
    return `PPP ${pppNames.get(protocol) ?? hex(protocol)}`;
  }
  if (etherType >= LINUX_PROTOCOL_BASE) return `Linux protocol ${hex(etherType - LINUX_PROTOCOL_BASE)}`;
  if (etherType >= ADDRESS_FAMILY_BASE) return `Address family ${etherType - ADDRESS_FAMILY_BASE}`;
  return names.get(etherType) ?? `EtherType ${hex(etherType)}`;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}
