/** Frames of every link type that is decoded. */
import { decodeFrame, resetPacket } from '#main/engine/decode/frame.ts';
import { isSupportedLinkType, linkTypeName } from '#main/engine/decode/link-types.ts';
import { DecodedPacket, KIND_NON_IP, KIND_SESSION, KIND_UNDECODED } from '#main/engine/decode/packet.ts';
import { readFrame } from '#main/engine/decode/reading/read-frame.ts';
import { UNDECODED_REASONS } from '#main/engine/decode/reasons.ts';
import type { Corpus } from '../corpus.ts';
import { ownFrames } from '../own-frames.ts';
import { check, embedded, type Outcome, type Target } from '../target.ts';

/** LINKTYPE_ values in use are below this (https://www.tcpdump.org/linktypes.html). */
const LINK_TYPES_END = 400;
/** Of an input: how much of the frame the capture cut, in units of four bytes. */
const HEAD_BYTES = 1;

export const frameTargets: readonly Target[] = Array.from({ length: LINK_TYPES_END }, (_, linkType) => linkType)
  .filter(isSupportedLinkType)
  .map((linkType) => ({
    name: `frame-${linkTypeName(linkType)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/-$/, '')}`,
    longest: 4096,
    seeds: (corpus) => frameSeeds(corpus, linkType),
    run: (input) => run(input, linkType),
  }));

function frameSeeds(corpus: Corpus, linkType: number): Uint8Array[] {
  const frames = [...corpus.frames(linkType), ...ownFrames(linkType)];
  return frames.map((frame) => Uint8Array.from([0, ...frame]));
}

function run(input: Uint8Array, linkType: number): Outcome {
  const frame = input.subarray(HEAD_BYTES);
  const cut = Math.min(frame.length, (input[0] ?? 0) * 4);
  const captured = frame.length - cut;
  const exact = frame.slice(0, captured);
  const packet = new DecodedPacket();
  decodeFrame(exact, 0, captured, frame.length, linkType, packet);
  checkPacket(packet, 0, captured, frame.length);
  for (const { name, at, length } of readFrame(exact, linkType, frame.length)) {
    check(at >= 0 && length > 0 && at + length <= captured, `layer ${name} lies within what was captured`);
  }
  const result = described(packet, 0);
  const among = embedded(exact, 61);
  const again = new DecodedPacket();
  // What an earlier frame left behind may not show either.
  decodeFrame(among.bytes, 3, among.bytes.length - 3, among.bytes.length - 3, linkType, again);
  decodeFrame(among.bytes, among.start, captured, frame.length, linkType, again);
  checkPacket(again, among.start, captured, frame.length);
  const elsewhere = described(again, among.start);
  check(elsewhere === result, `a frame decodes the same wherever it lies: ${result} is not ${elsewhere}`);
  resetPacket(again);
  const { kind, reason, etherType, protocol, tunnelKey, outerVlan, innerVlan, quotedProtocol } = packet;
  const facts = [kind, reason, kind === KIND_NON_IP && etherType > 0, kind === KIND_SESSION ? protocol : 0];
  const more = [tunnelKey >>> 24, outerVlan >= 0, innerVlan >= 0, packet.firstFragment, packet.laterFragment];
  const payload = [packet.quoted, quotedProtocol, packet.payloadCaptured === 0, packet.sourcePort < 0];
  return { kind: [...facts, ...more, ...payload].join(' '), result };
}

/** Every offset within the frame, every field in its range. */
export function checkPacket(packet: DecodedPacket, start: number, captured: number, wire: number): void {
  const { kind } = packet;
  check(kind === KIND_SESSION || kind === KIND_NON_IP || kind === KIND_UNDECODED, `kind ${kind} is one of three`);
  check(packet.capturedLength === captured && packet.wireLength === wire, 'the lengths are the frame’s');
  if (kind === KIND_UNDECODED)
    check(UNDECODED_REASONS[packet.reason] !== undefined, `reason ${packet.reason} is listed`);
  if (kind === KIND_NON_IP) check(Number.isInteger(packet.etherType), 'what is not IP has a number');
  if (kind !== KIND_SESSION) return;
  const end = start + captured;
  const inside = (at: number): boolean => Number.isInteger(at) && at >= start && at <= end;
  check(packet.ipVersion === 4 || packet.ipVersion === 6, `IP version ${packet.ipVersion} is 4 or 6`);
  check(inside(packet.ipOffset) && inside(packet.transportOffset), 'headers begin within the frame');
  check(inside(packet.payloadOffset) && packet.payloadOffset >= packet.transportOffset, 'the payload begins within it');
  check(packet.payloadCaptured >= 0 && inside(packet.payloadOffset + packet.payloadCaptured), 'and ends within it');
  check(packet.payloadLength >= packet.payloadCaptured, 'no more of the payload was captured than there was');
  check(packet.payloadLength <= Math.max(wire, captured), 'and there was no more of it than of the frame');
  if (packet.firstFragment || packet.laterFragment) {
    check(inside(packet.fragmentAt) && packet.fragmentAt <= packet.payloadOffset, 'so does a fragment’s part');
    check(packet.fragmentOffset >= 0 && packet.fragmentOffset <= 0xffff, 'a fragment has its place');
    check(packet.firstFragment === (packet.fragmentOffset === 0), 'the first one at the beginning');
  }
  for (const port of [packet.sourcePort, packet.destinationPort, packet.quotedSourcePort, packet.quotedDestinationPort])
    check(Number.isInteger(port) && port >= -1 && port <= 0xffff, `port ${port} is one, or -1`);
  for (const vlan of [packet.outerVlan, packet.innerVlan])
    check(Number.isInteger(vlan) && vlan >= -1 && vlan <= 0xfff, `VLAN ${vlan} is one, or -1`);
  check(packet.protocol >= 0 && packet.protocol <= 0xff, `protocol ${packet.protocol} is one`);
  check(packet.tcpFlags >= 0 && packet.tcpFlags <= 0xff, 'TCP flags are eight bits');
}

const POSITIONS: ReadonlySet<string> = new Set(['ipOffset', 'transportOffset', 'payloadOffset']);

/** All fields but the buffers, positions relative to the frame's own. */
function described(packet: DecodedPacket, start: number): string {
  const session = packet.kind === KIND_SESSION;
  return JSON.stringify(packet, (key, value: unknown) => {
    if (key === 'bytes' || key === 'view' || key === 'ordinary') return undefined;
    if (value instanceof Uint32Array) return [...value];
    const fragment = packet.firstFragment || packet.laterFragment;
    const position = key === 'fragmentAt' ? fragment : POSITIONS.has(key);
    return position && session ? Number(value) - start : value;
  });
}
