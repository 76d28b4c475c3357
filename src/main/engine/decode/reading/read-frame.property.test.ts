import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ipTunnels, ipv6Tunnels, links } from '../test-encapsulations.ts';
import { bytesOf, ethernet, ipv4, ipv6, tcpHeader, udp } from '../test-frames.ts';
import { readFrame } from './read-frame.ts';

const linkTypes = [
  0, 1, 6, 9, 12, 50, 51, 101, 104, 105, 107, 108, 109, 113, 117, 119, 127, 147, 192, 219, 239, 258, 276,
];

const dnsQuery = '1234 0100 0001 0000 0000 0000 0161 0162 00 0001 0001';
const hello = '16 0301 0020 01 00001c 0303 00112233';
const sound = [
  ethernet(0x0800) + ipv4({ protocol: 6, payload: `${tcpHeader} ${hello}` }),
  ethernet(0x0800) +
    ipv4({ protocol: 6, payload: `${tcpHeader} 474554202f20485454502f312e310d0a486f73743a20610d0a0d0a` }),
  ethernet(0x0800) + ipv4({ protocol: 1, payload: `0303 0000 00000000 ${ipv4({ protocol: 17, payload: udp('') })}` }),
  ethernet(0x86dd) + ipv6(0, `2c 00 c204 00000000 3c 00 0001 00000001 11 00 0104 00000000 ${udp(dnsQuery)}`),
  `${ethernet(0x88a8)} 0001 8100 0002 0800 ${ipv4({ protocol: 17, payload: udp(dnsQuery), options: '01010101' })}`,
  ...[...ipTunnels, ...ipv6Tunnels, ...links].map(({ frame }) => frame),
].map((frame) => bytesOf(frame));

/** Sound frames with some bytes changed, cut anywhere: they get deeper than bytes by chance. */
const damaged = fc
  .tuple(
    fc.constantFrom(...sound),
    fc.array(fc.tuple(fc.nat(140), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
    fc.nat(60),
  )
  .map(([frame, changes, cut]) => {
    const copy = frame.slice(0, Math.max(0, frame.length - cut));
    for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
    return copy;
  });

/** Datagrams of the ports that have readers, with anything inside. */
const onPort = fc
  .tuple(fc.constantFrom(53, 67, 443, 4789, 5353, 6081, 2152, 3544), fc.uint8Array({ maxLength: 300 }))
  .map(([port, payload]) => {
    const length = (payload.length + 8).toString(16).padStart(4, '0');
    const hex = Array.from(payload, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const datagram = `${port.toString(16).padStart(4, '0')} 1000 ${length} 0000 ${hex}`;
    return bytesOf(ethernet(0x0800), ipv4({ protocol: 17, payload: datagram }));
  });

it('reads any bytes without throwing, in layers that lie within the frame', () => {
  const frames = fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged, onPort);
  fc.assert(
    fc.property(frames, fc.constantFrom(1, ...linkTypes), fc.nat(2000), (frame, linkType, more) => {
      const layers = readFrame(frame, linkType, frame.length + more);
      expect(layers.length > 0).toBe(frame.length > 0);
      for (const { at, length, name } of layers) {
        expect(name).not.toBe('');
        expect(length).toBeGreaterThan(0);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at + length).toBeLessThanOrEqual(frame.length);
      }
    }),
    { numRuns: 3000 },
  );
});
