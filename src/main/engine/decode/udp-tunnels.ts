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

/** Whether datagrams from or to this port are looked into. Nearly all others are outside of the range: two comparisons. */
export function isTunnelPort(port: number): boolean {
  if (port < PORT_L2TP || port > PORT_VXLAN_LINUX) return port === PORT_TZSP;
  switch (port) {
    case PORT_L2TP:
    case PORT_GTP_USER:
    case PORT_TEREDO:
    case PORT_LISP:
    case PORT_VXLAN:
    case PORT_VXLAN_GPE:
    case PORT_AYIYA:
    case PORT_CAPWAP_DATA:
    case PORT_GENEVE:
    case PORT_MPLS:
    case PORT_VXLAN_LINUX:
      return true;
    default:
      return false;
  }
}

/** The datagram is decoded, its payload not empty; this looks whether a packet or frame is inside. */
export function enterUdpTunnel(bytes: Uint8Array, packet: DecodedPacket): void {
  const { sourcePort, destinationPort } = packet;
  if (isTunnelPort(destinationPort)) tryPort(bytes, destinationPort, packet);
  if (inner.layer === LAYER_NONE && isTunnelPort(sourcePort)) tryPort(bytes, sourcePort, packet);
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
      enterTunnel(packet, TUNNEL_MPLS_IN_IP, -1, false);
      continueWith(LAYER_ETHER_TYPE, at, limit, packetEnd, ETHERTYPE_MPLS);
      break;
    case PORT_TZSP:
      enterTzsp(bytes, at, limit, packetEnd, packet);
      break;
    default:
  }
}
