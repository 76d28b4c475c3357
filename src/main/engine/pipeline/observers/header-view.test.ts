import { expect, it } from 'vitest';
import { formatAddress } from '#base/addresses.ts';
import { decode, ethernet } from '#main/engine/decode/test-frames.ts';
import { HeaderView } from './header-view.ts';
import { icmpError, onEthernet, tcp, udp } from './test-packets.ts';

function viewOf(packet: ReturnType<typeof onEthernet>): HeaderView {
  const view = new HeaderView();
  view.take(packet);
  return view;
}

it('reads the fields of an IPv4 header', () => {
  const view = viewOf(onEthernet(tcp('SA', { trafficClass: 0xba, fragment: 0xc000, payload: '6162' })));
  const { dscp, ecn, timeToLive, ipFlags, octets, isTcp, isUdp, isSyn, tcpFlags, tcpWindow, payloadLength } = view;
  expect({ dscp, ecn, timeToLive, ipFlags, octets }).toEqual({
    dscp: 46,
    ecn: 2,
    timeToLive: 64,
    ipFlags: 6,
    octets: 42,
  });
  expect({ isTcp, isUdp, isSyn, tcpFlags, tcpWindow, payloadLength }).toEqual({
    isTcp: true,
    isUdp: false,
    isSyn: true,
    tcpFlags: 0x12,
    tcpWindow: 4096,
    payloadLength: 2,
  });
});

it('says where options lie, as far as they were captured', () => {
  const frame = ethernet(0x0800) + tcp('S', { options: '020405b4 04020101', payload: '616263' });
  const whole = viewOf(decode(frame));
  expect(whole.tcpOptionsEnd - whole.tcpOptionsAt).toBe(8);
  const cut = viewOf(decode(frame, undefined, 14 + 20 + 20 + 3));
  expect(cut.tcpOptionsEnd - cut.tcpOptionsAt).toBe(3);
  const cutBefore = viewOf(decode(frame, undefined, 14 + 20 + 16));
  expect(cutBefore.tcpOptionsEnd - cutBefore.tcpOptionsAt).toBe(0);
});

it('reads a checksum only where it was captured', () => {
  const frame = ethernet(0x0800) + udp({ checksum: 'beef', payload: '00' });
  expect(viewOf(decode(frame)).udpChecksum).toBe(0xbeef);
  expect(viewOf(decode(frame, undefined, 14 + 20 + 7)).udpChecksum).toBe(-1);
});

it('turns the ends of a quoted packet round', () => {
  const view = viewOf(onEthernet(icmpError(3, udp())));
  expect([view.isQuoting, view.icmpType, view.flowProtocol]).toEqual([true, 3, 17]);
  expect([view.flowSourcePort, view.flowDestinationPort]).toEqual([53, 0x1234]);
  expect(formatAddress(view.words, view.flowSourceAt, false)).toBe('198.51.100.2');
  expect(formatAddress(view.words, view.flowDestinationAt, false)).toBe('192.0.2.1');
  expect(view.bytes[view.payloadAt]).toBe(0x45);
});
