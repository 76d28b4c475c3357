/**
 * Tunnels over UDP. Ports are only a hint: the packet stays the conversation of its own ports unless the tunnel's header
 * makes sense and a packet or frame in it is decoded to a conversation.
 */
import { enterAyiya } from './ayiya.ts';
import { enterCapwap } from './capwap.ts';
import { enterGeneve } from './geneve.ts';
import { enterGtp } from './gtp.ts';
import { continueWith, enterTunnel, inner, LAYER_ETHER_TYPE, LAYER_NONE, mayEnterTunnel } from './inner-layer.ts';
import { enterL2tp } from './l2tp.ts';
import { enterLisp } from './lisp.ts';
import { looksLikeEthernet, looksLikeIp } from './looks-like.ts';
import type { DecodedPacket } from './packet.ts';
import { enterTeredo, enterTeredoPeer } from './teredo.ts';
import { TUNNEL_MPLS_IN_IP } from './tunnel-kinds.ts';
import { enterTzsp } from './tzsp.ts';
import { enterVxlan, enterVxlanGpe } from './vxlan.ts';

const PORT_L2TP = 1701;
const PORT_GTP_USER = 2152;
const PORT_TEREDO = 3544;
const PORT_LISP = 4341;
const PORT_VXLAN = 4789;
const PORT_VXLAN_GPE = 4790;
const PORT_AYIYA = 5072;
const PORT_CAPWAP_DATA = 5247;
const PORT_GENEVE = 6081;
const PORT_MPLS = 6635;
/** What Linux and others used before VXLAN had a port of its own. */
const PORT_VXLAN_LINUX = 8472;
const PORT_TZSP = 37_008;

const ETHERTYPE_MPLS = 0x8847;
const MPLS_ENTRY_LENGTH = 4;
const MPLS_BOTTOM = 0x01;

/** One bit a port: looked up without a branch per port, because every datagram pays for it. */
const tunnelPorts = new Int32Array(0x1_0000 / 32);
for (const port of [
  PORT_L2TP,
  PORT_GTP_USER,
  PORT_TEREDO,
  PORT_LISP,
  PORT_VXLAN,
  PORT_VXLAN_GPE,
  PORT_AYIYA,
  PORT_CAPWAP_DATA,
  PORT_GENEVE,
  PORT_MPLS,
  PORT_VXLAN_LINUX,
  PORT_TZSP,
])
  tunnelPorts[port >>> 5]! |= 1 << (port & 31);

/** Whether datagrams between these ports are looked into. */
export function hasTunnelPort(one: number, other: number): boolean {
  return (((tunnelPorts[one >>> 5]! >>> (one & 31)) | (tunnelPorts[other >>> 5]! >>> (other & 31))) & 1) !== 0;
}

/** The datagram is decoded, its payload not empty; this looks whether a packet or frame is inside. */
export function enterUdpTunnel(bytes: Uint8Array, packet: DecodedPacket): void {
  const { sourcePort, destinationPort } = packet;
  if (hasTunnelPort(sourcePort, destinationPort)) {
    tryPort(bytes, destinationPort, packet);
    if (inner.layer === LAYER_NONE) tryPort(bytes, sourcePort, packet);
  }
  // Teredo's clients talk on any port.
  if (inner.layer === LAYER_NONE && mayEnterTunnel(packet)) enterTeredoPeer(bytes, packet);
}

function tryPort(bytes: Uint8Array, port: number, packet: DecodedPacket): void {
  if (!mayEnterTunnel(packet)) return;
  const at = packet.payloadOffset;
  const limit = at + packet.payloadCaptured;
  const packetEnd = at + packet.payloadLength;
  switch (port) {
    case PORT_L2TP:
      enterL2tp(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_GTP_USER:
      enterGtp(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_TEREDO:
      enterTeredo(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_LISP:
      enterLisp(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_VXLAN:
    case PORT_VXLAN_LINUX:
      enterVxlan(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_VXLAN_GPE:
      enterVxlanGpe(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_AYIYA:
      enterAyiya(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_CAPWAP_DATA:
      enterCapwap(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_GENEVE:
      enterGeneve(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_MPLS:
      enterMpls(bytes, at, limit, packetEnd, packet);
      break;
    case PORT_TZSP:
      enterTzsp(bytes, at, limit, packetEnd, packet);
      break;
    default:
  }
}

/** RFC 7510: nothing but the stack itself can tell that it is one. */
function enterMpls(bytes: Uint8Array, at: number, limit: number, packetEnd: number, packet: DecodedPacket): void {
  let position = at + MPLS_ENTRY_LENGTH;
  while (position < limit && (bytes[position - 2]! & MPLS_BOTTOM) === 0) position += MPLS_ENTRY_LENGTH;
  const ethernet =
    looksLikeEthernet(bytes, position, limit) || looksLikeEthernet(bytes, position + MPLS_ENTRY_LENGTH, limit);
  if (!ethernet && !looksLikeIp(bytes, position, limit, packetEnd)) return;
  enterTunnel(packet, TUNNEL_MPLS_IN_IP, -1, false);
  continueWith(LAYER_ETHER_TYPE, at, limit, packetEnd, ETHERTYPE_MPLS);
}
