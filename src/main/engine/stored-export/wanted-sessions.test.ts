import { describe, expect, it } from 'vitest';
import { decode, ethernet, ipv4, tcpHeader, udp } from '../decode/test-frames.ts';
import type { DecodedPacket } from '../decode/packet.ts';
import { WantedSessions, type SessionEnds } from './wanted-sessions.ts';

const SECOND = 1_000_000;
const ends: SessionEnds = {
  interface: 'eth0',
  vlan: null,
  protocol_num: 17,
  src_ip: '192.0.2.1',
  src_port: 4660,
  dst_ip: '198.51.100.2',
  dst_port: 53,
};

function wantedOf(...added: readonly (readonly [number, number, SessionEnds])[]): WantedSessions {
  const wanted = new WantedSessions();
  for (const [at, [fromUs, toUs, which]] of added.entries()) {
    wanted.add({ number: at + 1, fromUs, toUs, session: () => ({}) as never }, which);
  }
  return wanted;
}

function at(time: number, frame: string): DecodedPacket {
  const packet = decode(frame);
  packet.time = time;
  return packet;
}

const datagram = `${ethernet(0x0800)} ${ipv4({ protocol: 17, payload: udp('00') })}`;

describe('packets of wanted sessions', () => {
  it('are those of its ends while it was there, in either direction', () => {
    const wanted = wantedOf([100.25, 200, ends]);
    const reply: SessionEnds = { ...ends, src_ip: ends.dst_ip, src_port: 53, dst_ip: ends.src_ip, dst_port: 4660 };
    const found = (time: number, sessions = wanted): number => sessions.find(at(time, datagram), 'eth0')?.number ?? 0;
    // On disk times are whole.
    expect([99, 100, 150, 200, 201].map((time) => found(time))).toEqual([0, 1, 1, 1, 0]);
    expect(found(150, wantedOf([100, 200, reply]))).toBe(1);
  });

  it('are not those of another port, protocol, interface or VLAN', () => {
    const tcp = `${ethernet(0x0800)} ${ipv4({ protocol: 6, payload: tcpHeader })}`;
    const tagged = `02000000000202000000 0001 8100 000a 0800 ${ipv4({ protocol: 17, payload: udp('00') })}`;
    const wanted = wantedOf([0, SECOND, ends], [0, SECOND, { ...ends, vlan: '10' }]);
    expect(wanted.find(at(1, datagram), 'eth0')?.number).toBe(1);
    expect(wanted.find(at(1, tagged), 'eth0')?.number).toBe(2);
    expect(wanted.find(at(1, datagram), 'eth1')).toBeNull();
    expect(wanted.find(at(1, tcp), 'eth0')).toBeNull();
    expect(wantedOf([0, SECOND, { ...ends, src_port: 4661 }]).find(at(1, datagram), 'eth0')).toBeNull();
  });

  it('are told apart by time where ends are used again', () => {
    const wanted = wantedOf([0, 100, ends], [200, 300, ends]);
    expect([50, 150, 250].map((time) => wanted.find(at(time, datagram), 'eth0')?.number)).toEqual([1, undefined, 2]);
  });

  it('bring along later fragments, which have no ports, of the same datagram only', () => {
    const fragment = (id: number, flags: number, payload: string): string =>
      `${ethernet(0x0800)} ${ipv4({ protocol: 17, id, fragment: flags, payload })}`;
    const wanted = wantedOf([0, 100, ends]);
    expect(wanted.find(at(10, fragment(7, 0x0001, '0011223344556677')), 'eth0')).toBeNull();
    expect(wanted.find(at(10, fragment(7, 0x2000, udp('0011223344556677', 24))), 'eth0')?.number).toBe(1);
    expect(wanted.find(at(11, fragment(7, 0x0002, '0011223344556677')), 'eth0')?.number).toBe(1);
    expect(wanted.find(at(11, fragment(8, 0x0002, '0011223344556677')), 'eth0')).toBeNull();
  });

  it('bring along ICMP errors that quote them, also a while later', () => {
    const quoted = ipv4({ protocol: 17, payload: udp('00') });
    const unreachable = `${ethernet(0x0800)} ${ipv4({ protocol: 1, payload: `0303 0000 00000000 ${quoted}` })}`;
    const wanted = wantedOf([0, 100, ends]);
    expect(wanted.find(at(SECOND, unreachable), 'eth0')?.number).toBe(1);
    expect(wanted.span).toEqual({ fromUs: 0, toUs: 100 + 60 * SECOND });
    expect(wantedOf([0, 100, { ...ends, dst_port: 54 }]).find(at(50, unreachable), 'eth0')).toBeNull();
  });

  it('may be none at all', () => {
    expect(wantedOf().span).toBeNull();
  });
});
