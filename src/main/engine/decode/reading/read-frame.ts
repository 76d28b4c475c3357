/** The entrance: the layers of one frame, from the outside in. Never throws; every layer lies within the captured bytes. */
import { decodeFrame } from '../frame.ts';
import * as link from '../link-types.ts';
import { DecodedPacket, KIND_SESSION } from '../packet.ts';
import { TUNNEL_NAMES } from '../tunnel-kinds.ts';
import { readApplication } from './application-layers.ts';
import { readExtension, readIp } from './ip-layers.ts';
import {
  readEthernet,
  readEtherType,
  readLinuxCooked,
  readLinuxCooked2,
  readLlc,
  readLoopback,
  readPpp,
} from './link-layers.ts';
import { next, Reading, type Layer, type Next } from './reading.ts';
import { readProtocol } from './transport-layers.ts';

export type { Layer } from './reading.ts';

/** More of them are not nested, but made up. */
const MOST_LAYERS = 256;

/** `linkType`: LINKTYPE_ value. `wireLength`: as long as the frame was before it was cut. */
export function readFrame(bytes: Uint8Array, linkType: number, wireLength: number): readonly Layer[] {
  const reading = new Reading(bytes);
  const ipAt = conversationAt(bytes, linkType, wireLength);
  let step: Next | null = next('link', 0, bytes.length, linkType);
  let covered = 0;
  while (step !== null && step.at < step.end && reading.layers.length < MOST_LAYERS) {
    const known: Next | null = read(reading, step);
    // Nobody here knows what this is, but the decoder knows that there is a conversation inside.
    const unknown: boolean = (known === null || known.kind === 'payload') && reading.layers.length === covered;
    if (unknown && ipAt > step.at && step.kind !== 'payload') {
      reading.add(encapsulationName(bytes, linkType, wireLength, step), step.at, ipAt);
      step = next('ip', ipAt, bytes.length);
    } else if (known === null && unknown) {
      addPayload(reading, step.at, step.end);
      step = null;
    } else step = known;
    covered = reading.layers.length;
  }
  addRest(reading);
  return reading.layers;
}

function read(reading: Reading, { kind, value, at, end }: Next): Next | null {
  switch (kind) {
    case 'link':
      return readLink(reading, at, end, value);
    case 'ethernet':
      return readEthernet(reading, at, end);
    case 'ether-type':
      return readEtherType(reading, at, end, value);
    case 'llc':
      return readLlc(reading, at, end);
    case 'ppp':
      return readPpp(reading, at, end);
    case 'ip':
      return readIp(reading, at, end);
    case 'protocol': {
      const extension = readExtension(reading, at, end, value);
      const known = extension === undefined ? readProtocol(reading, at, end, value) : extension;
      return known ?? null;
    }
    case 'application':
      return reading.quoted ? next('payload', at, end) : readApplication(reading, at, end);
    case 'payload':
      addPayload(reading, at, end);
      return null;
  }
}

function readLink(reading: Reading, at: number, end: number, linkType: number): Next | null {
  switch (linkType) {
    case link.LINKTYPE_ETHERNET:
      return readEthernet(reading, at, end);
    case link.LINKTYPE_RAW:
    case link.LINKTYPE_RAW_BSD:
    case link.LINKTYPE_RAW_OPENBSD:
    case link.LINKTYPE_IPV4:
    case link.LINKTYPE_IPV6:
      return readIp(reading, at, end);
    case link.LINKTYPE_NULL:
    case link.LINKTYPE_LOOP:
      return readLoopback(reading, at, end, linkType === link.LINKTYPE_LOOP);
    case link.LINKTYPE_LINUX_SLL:
      return readLinuxCooked(reading, at, end);
    case link.LINKTYPE_LINUX_SLL2:
      return readLinuxCooked2(reading, at, end);
    case link.LINKTYPE_PPP:
      return readPpp(reading, at, end);
    default:
      return null;
  }
}

/** Where the IP header of the packet's conversation begins, as the decoder has it; -1 where there is none. */
function conversationAt(bytes: Uint8Array, linkType: number, wireLength: number): number {
  const packet = decoded(bytes, linkType, wireLength);
  return packet.kind === KIND_SESSION ? packet.ipOffset : -1;
}

function decoded(bytes: Uint8Array, linkType: number, wireLength: number): DecodedPacket {
  const packet = new DecodedPacket();
  decodeFrame(bytes, 0, bytes.length, Math.max(wireLength, bytes.length), linkType, packet);
  return packet;
}

function encapsulationName(bytes: Uint8Array, linkType: number, wireLength: number, { kind }: Next): string {
  if (kind === 'link') return link.linkTypeName(linkType);
  const tunnel = TUNNEL_NAMES[decoded(bytes, linkType, wireLength).tunnelKind] ?? '';
  return tunnel === '' ? 'Encapsulation' : `${tunnel.toUpperCase()} tunnel`;
}

function addPayload(reading: Reading, at: number, end: number): void {
  reading.add('Payload', at, end, [['Length', `${end - at} bytes`]]);
}

/** Bytes behind the last layer: what a short frame was filled up with, or a checksum. */
function addRest(reading: Reading): void {
  const behind = reading.layers.reduce((most, layer) => Math.max(most, layer.at + layer.length), 0);
  const { length } = reading.bytes;
  if (behind < length) {
    reading.add(behind === 0 ? 'Payload' : 'Trailer', behind, length, [['Length', `${length - behind} bytes`]]);
  }
}
