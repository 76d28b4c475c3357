import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFrame, decodeLayers } from './frame.ts';
import { DecodedPacket, KIND_SESSION } from './packet.ts';
import { UNDECODED_REASONS } from './reasons.ts';
import { ipTunnels, ipv6Tunnels, links } from './test-encapsulations.ts';
import { bytesOf, ethernet, ipv4, ipv6, tcpHeader, udp } from './test-frames.ts';

const linkTypes = [
  0, 1, 6, 8, 9, 10, 12, 14, 50, 51, 100, 101, 104, 105, 107, 108, 109, 113, 117, 119, 122, 127, 138,
].concat([147, 163, 166, 192, 204, 205, 206, 219, 228, 229, 239, 258, 276]);

const sound = [
  ethernet(0x0800) + ipv4({ protocol: 6, payload: `${tcpHeader} 616263` }),
  `${ethernet(0x88a8)} 0001 8100 0002 0800 ${ipv4({ protocol: 17, payload: udp('6162'), options: '01010101' })}`,
  ethernet(0x86dd) + ipv6(0, `2c 00 c204 00000000 3c 00 0001 00000001 11 00 0104 00000000 ${udp('6162')}`),
  ethernet(0x0800) + ipv4({ protocol: 1, payload: `0303 0000 00000000 ${ipv4({ protocol: 17, payload: udp('') })}` }),
  ethernet(0x86dd) + ipv6(58, `0100 0000 00000000 ${ipv6(43, `11 00 0104 00000000 ${udp('')}`)}`),
  ethernet(0x0800) + ipv4({ protocol: 17, payload: udp('616263') }),
  ethernet(0x86dd) + ipv6(17, udp('6162')),
  ethernet(0x86dd) + ipv6(6, `${tcpHeader} 616263`),
  ...[...ipTunnels, ...ipv6Tunnels, ...links].map(({ frame }) => frame),
].map((frame) => bytesOf(frame));

/** Sound frames with some bytes changed: they get deeper into the decoder than bytes by chance. */
const damagedFrame = fc
  .tuple(fc.constantFrom(...sound), fc.array(fc.tuple(fc.nat(120), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }))
  .map(([frame, changes]) => {
    const copy = frame.slice();
    for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
    return copy;
  });
const anyFrame = fc.oneof(fc.uint8Array({ maxLength: 200 }), damagedFrame);

/** Everything but the buffer, offsets relative to the frame's own. */
function summary(packet: DecodedPacket, offset: number): unknown {
  const { bytes: _, view: __, ordinary: ___, ...fields } = packet;
  const session = packet.kind === KIND_SESSION;
  const relative = (position: number): number => (session ? position - offset : position);
  return {
    ...fields,
    words: [...packet.words],
    ipOffset: relative(packet.ipOffset),
    transportOffset: relative(packet.transportOffset),
    payloadOffset: relative(packet.payloadOffset),
    fragmentAt: packet.firstFragment || packet.laterFragment ? relative(packet.fragmentAt) : packet.fragmentAt,
  };
}

it('decodes any bytes without throwing, within their bounds', () => {
  fc.assert(
    fc.property(anyFrame, fc.constantFrom(...linkTypes), fc.nat(100), (frame, linkType, cut) => {
      const packet = new DecodedPacket();
      const captured = Math.max(0, frame.length - cut);
      decodeFrame(frame, 0, captured, frame.length, linkType, packet);
      expect(UNDECODED_REASONS[packet.reason]).toBeDefined();
      if (packet.kind !== KIND_SESSION) return;
      expect(packet.payloadCaptured).toBeGreaterThanOrEqual(0);
      expect(packet.payloadOffset).toBeGreaterThanOrEqual(packet.transportOffset);
      expect(packet.payloadOffset + packet.payloadCaptured).toBeLessThanOrEqual(captured);
      expect(packet.payloadLength).toBeGreaterThanOrEqual(packet.payloadCaptured);
      expect(packet.payloadLength).toBeLessThanOrEqual(frame.length);
    }),
    { numRuns: 3000 },
  );
});

it('depends on nothing but the captured bytes: neither on what is around them nor on the packet before', () => {
  fc.assert(
    fc.property(anyFrame, anyFrame, fc.constantFrom(...linkTypes), fc.nat(60), (frame, other, linkType, cut) => {
      const captured = Math.max(0, frame.length - cut);
      const alone = new DecodedPacket();
      decodeFrame(frame.slice(0, captured), 0, captured, frame.length, linkType, alone);
      const offset = other.length;
      const among = new Uint8Array(offset + captured + 64).fill(0x45);
      among.set(other);
      among.set(frame.subarray(0, captured), offset);
      const reused = new DecodedPacket();
      decodeFrame(among, 0, other.length, other.length, 1, reused);
      decodeFrame(among, offset, captured, frame.length, linkType, reused);
      expect(summary(reused, offset)).toEqual(summary(alone, 0));
    }),
    { numRuns: 3000 },
  );
});

it('decodes ordinary frames in one go as the layers one by one do, whatever came before', () => {
  const packet = new DecodedPacket();
  fc.assert(
    fc.property(damagedFrame, damagedFrame, fc.nat(60), fc.boolean(), (before, frame, cut, onWire) => {
      const captured = Math.max(0, frame.length - cut);
      const wire = onWire ? frame.length : captured;
      const layered = new DecodedPacket();
      layered.lend(frame);
      layered.capturedLength = captured;
      layered.wireLength = wire;
      decodeLayers(frame, 0, captured, wire, 1, layered);
      decodeFrame(before, 0, before.length, before.length, 1, packet);
      decodeFrame(frame, 0, captured, wire, 1, packet);
      expect(summary(packet, 0)).toEqual(summary(layered, 0));
    }),
    { numRuns: 5000 },
  );
});
