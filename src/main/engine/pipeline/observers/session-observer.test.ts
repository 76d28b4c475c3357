import { describe, expect, it } from 'vitest';
import type { ChainName } from '#contract/observers.ts';
import { DEFAULT_FLOW_OPTIONS, type FlowOptions } from '#main/engine/flows/flow-options.ts';
import { FlowTable } from '#main/engine/flows/flow-table.ts';
import { chainsNamed } from './chains.ts';
import { SessionObserver } from './session-observer.ts';
import { icmpError, onEthernet, tcp, udp } from './test-packets.ts';

/** Packets through a flow table, one a second; values of its sessions as they ended, then of those that are open. */
function sessions(chains: readonly ChainName[], packets: readonly string[], options: Partial<FlowOptions> = {}) {
  const observer = new SessionObserver(chainsNamed(chains));
  const records: Record<string, unknown>[] = [];
  const note = (slot: number): void => {
    records.push(Object.fromEntries(observer.names.map((name, at) => [name, observer.value(slot, at)])));
  };
  const table = new FlowTable(
    { ...DEFAULT_FLOW_OPTIONS, ...options },
    { packet: (packet, slot, direction) => observer.packet(packet, slot, direction), sessionEnded: note },
  );
  observer.attach(table.columns);
  packets.forEach((frame, second) => {
    const packet = onEthernet(frame);
    packet.time = second * 1_000_000;
    table.ingest(packet);
  });
  table.finish();
  table.openSessions().forEach(note);
  return records;
}

describe('observed sessions', () => {
  it('are seen from the initiator, whoever sent the first packet that was captured', () => {
    const answerFirst = [udp({}, true), udp(), udp()];
    expect(sessions(['basic'], answerFirst)).toEqual([
      expect.objectContaining({ sip: '192.0.2.1', sp: 0x1234, dp: 53, pkt_fwd: 2, pkt_rev: 1 }),
    ]);
  });

  it('go on where a chain would end a flow', () => {
    const quiet = Array.from({ length: 8 }, () => udp());
    const [datagrams] = sessions(['icmp', 'basic'], [...quiet, icmpError(3, udp()), ...quiet]);
    expect(datagrams).toMatchObject({ icmp_unreachable: true, pkt_fwd: 16, pkt_rev: 1 });
  });

  it('of the same ends one after the other have values of their own', () => {
    const first = [tcp('S', { trafficClass: 0xb8, options: '020405b4' }), tcp('R', {}, true)];
    const records = sessions(['dscp', 'mss', 'tcp'], [...first, tcp('S')]);
    expect(records).toEqual([
      expect.objectContaining({ dscp_mark_syn_fwd: 46, mss_value_fwd: 1460, tcp_rst_rev: true }),
      expect.objectContaining({ dscp_mark_syn_fwd: 0, mss_value_fwd: null, tcp_rst_rev: false }),
    ]);
  });

  it('find room for any number of them', () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      udp({ from: (0x0a00_0000 + index).toString(16).padStart(8, '0') }),
    );
    const records = sessions(['basic'], [...many], { maxSessions: 5000 });
    expect(records).toHaveLength(3000);
    expect(records.every(({ pkt_fwd }) => pkt_fwd === 1)).toBe(true);
  });
});
