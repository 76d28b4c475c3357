import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { DecodedPacket, KIND_SESSION } from '#main/engine/decode/packet.ts';
import { innerIpv4, IP4, overGre, overUdp } from '#main/engine/decode/test-encapsulations.ts';
import { bytesOf, decode, ethernet, ipv4, lengthOf, udp } from '#main/engine/decode/test-frames.ts';
import { DEFAULT_FLOW_OPTIONS, type FlowOptions } from './flow-options.ts';
import { FlowTable } from './flow-table.ts';
import { initiatorAddress, tunnelText } from './session-view.ts';
import { TunnelTexts } from './tunnel-texts.ts';

/** SYN from 10.0.0.1 to 10.0.0.2, and the server's answer. */
const client = innerIpv4.replace('60 12 1000', '60 02 1000');
const server = innerIpv4.replace('0a000001 0a000002', '0a000002 0a000001').replace('1234 0050', '0050 1234');

function turnOuter(frame: string): string {
  return frame.replace('c0000201 c6336402', 'c6336402 c0000201');
}

function ingest(frames: readonly string[], options: Partial<FlowOptions> = {}): FlowTable {
  const table = new FlowTable({ ...DEFAULT_FLOW_OPTIONS, ...options }, {});
  const packet = new DecodedPacket();
  frames.forEach((frame, index) => {
    const bytes = bytesOf(frame);
    packet.time = 1_700_000_000_000_000 + index;
    decodeFrame(bytes, 0, bytes.length, bytes.length, 1, packet);
    expect(packet.kind).toBe(KIND_SESSION);
    table.ingest(packet);
  });
  return table;
}

function described(table: FlowTable): (string | null)[] {
  return table.openSessions().map((slot) => tunnelText(table.columns, slot));
}

const vxlan = (vni: string, packet: string): string =>
  overUdp(4789, `08000000 ${vni}00 020000000003 020000000004 0800 ${packet}`);

describe('tunnels of sessions', () => {
  it('[F90, F92] hold the innermost conversation once, with whole frames, and name the initiator first', () => {
    const frames = [overGre('2000 0800 00000007', client), turnOuter(overGre('2000 0800 00000008', server))];
    const table = ingest(frames);
    const [slot, ...others] = table.openSessions();
    expect(others).toEqual([]);
    expect(tunnelText(table.columns, slot!)).toBe('gre 7 192.0.2.1 198.51.100.2');
    expect(initiatorAddress(table.columns, slot!)).toBe('10.0.0.1');
    expect([0, 1].map((direction) => table.columns.wireBytes(slot!, direction))).toEqual(frames.map(lengthOf));
    expect(table.counters.wireBytes).toBe(lengthOf(frames.join('')));
  });

  it('[F92] name the initiator first where its answer was captured first, too', () => {
    const table = ingest([turnOuter(overGre('0000 0800', server))]);
    expect(initiatorAddress(table.columns, table.openSessions()[0]!)).toBe('10.0.0.1');
    expect(described(table)).toEqual(['gre 192.0.2.1 198.51.100.2']);
  });

  it('[F91] tell conversations apart by kind and shared id, but not by what each end chooses', () => {
    const frames = [vxlan('00000a', client), vxlan('00000b', client), IP4 + client];
    expect(described(ingest([...frames, ...frames]))).toEqual([
      'vxlan 10 192.0.2.1 198.51.100.2',
      'vxlan 11 192.0.2.1 198.51.100.2',
      null,
    ]);
    const mpls = (packet: string): string => `${ethernet(0x8847)} 00010140 ${packet}`;
    expect(described(ingest([mpls(client), IP4 + server]))).toEqual(['mpls 16']);
    expect(described(ingest([IP4 + client, mpls(server)]))).toEqual([null]);
  });

  it('[F90] leave a packet that holds no conversation to the one around it', () => {
    const arp = overUdp(4789, '08000000 00000a00 020000000003 020000000004 0806 0001080006040001');
    const table = ingest([arp]);
    expect([described(table), initiatorAddress(table.columns, table.openSessions()[0]!)]).toEqual([
      [null],
      '192.0.2.1',
    ]);
  });

  it('[F93] take an ICMP error for the conversation in the same tunnel', () => {
    const inner = ipv4({ protocol: 17, payload: udp('61') });
    const error = ipv4({ protocol: 1, payload: `0303 0000 00000000 ${inner}` });
    const attached = ingest([overGre('0000 0800', inner), turnOuter(overGre('0000 0800', error))]);
    expect([attached.counters.icmpErrorsAttached, attached.openSessions().length]).toEqual([1, 1]);
    const elsewhere = ingest([overGre('0000 0800', inner), IP4 + error]);
    expect([elsewhere.counters.icmpErrorsAttached, elsewhere.openSessions().length]).toEqual([0, 2]);
  });

  it('[F92] hold a text while a session has it, and fall back on the kind where there is no more room', () => {
    const packet = (vni: string): DecodedPacket => decode(vxlan(vni, client));
    const texts = new TunnelTexts(22);
    const numbers = ['000001', '000002', '000001', '000003', '000004'].map((vni) => texts.hold(packet(vni), true));
    expect(numbers.map((number) => texts.text(number))).toEqual([
      'vxlan 1 192.0.2.1 198.51.100.2',
      'vxlan 2 192.0.2.1 198.51.100.2',
      'vxlan 1 192.0.2.1 198.51.100.2',
      'vxlan',
      'vxlan',
    ]);
    for (const number of numbers.slice(2)) texts.release(number);
    expect([texts.count, texts.text(numbers[0]!)]).toEqual([2, 'vxlan 1 192.0.2.1 198.51.100.2']);
    texts.release(numbers[0]!);
    expect(texts.text(texts.hold(packet('000005'), true))).toBe('vxlan 5 192.0.2.1 198.51.100.2');
  });

  it('[F92] are forgotten with their sessions', () => {
    const frames = Array.from({ length: 300 }, (_, vni) => vxlan(vni.toString(16).padStart(6, '0'), client));
    expect(ingest(frames, { maxSessions: 10, retainEnded: 5 }).columns.tunnels.count).toBe(15);
    expect(ingest(frames, { maxSessions: 10, retainEnded: 0 }).columns.tunnels.count).toBe(10);
  });
});
