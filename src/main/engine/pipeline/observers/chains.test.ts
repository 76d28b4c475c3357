import { describe, expect, it } from 'vitest';
import { CHAIN_NAMES } from '#contract/observers.ts';
import { chainsNamed } from './chains.ts';
import { icmpError, observe, tcp, udp } from './test-packets.ts';

const query = '1234 0100 0001 0000 0000 0000 03777777 00 0001 0001';
const response = '1234 8180 0001 0001 0000 0000 03777777 00 0001 0001 c00c 0001 0001 00000000 0004 c0000205';
const ENDS = { sip: '192.0.2.1', dip: '198.51.100.2' };

describe('every chain', () => {
  it.each(CHAIN_NAMES)('%s has a value for each of its keys, the initial one where nothing happened', (name) => {
    const [kind] = chainsNamed([name]);
    const keys = kind!.keys.map((key) => key.name);
    const [record] = observe([name], [udp()]);
    expect(Object.keys(record!)).toEqual(keys);
    // A datagram forward is something to these, which have addresses, ports, counts, a checksum and marks.
    if (['basic', 'udp', 'dscp', 'evil'].includes(name)) return;
    expect(record).toEqual(Object.fromEntries(kind!.keys.map((key) => [key.name, key.initial])));
  });

  it('begins anew in the place of a flow that is over', () => {
    const busy = { trafficClass: 0xbb, fragment: 0x8000, payload: '00' };
    const options = { ...busy, options: '020405b4 0303070022 02 01 080a0000000000000000 0402' };
    const first = [tcp('S', options), tcp('SA', options, true), tcp('FA', busy), tcp('FA', busy, true)];
    const second = Array.from({ length: 6 }, () => udp());
    const records = observe(CHAIN_NAMES, [...first, ...second]);
    expect(records).toHaveLength(2);
    expect(records[1]).toEqual(observe(CHAIN_NAMES, second)[0]);
  });
});

describe('basic', () => {
  it('counts octets from the IP header on, with the padding of the link layer', () => {
    const [record] = observe(['basic'], [`${udp()}000000000000`, udp({ payload: '00' }, true)]);
    expect(record).toEqual({
      ...ENDS,
      proto: 17,
      sp: 0x1234,
      dp: 53,
      pkt_fwd: 1,
      pkt_rev: 1,
      oct_fwd: 28 + 6,
      oct_rev: 29,
    });
  });

  it('has the ends of the flow where an ICMP error is all there is of it', () => {
    const [record] = observe(['basic'], [icmpError(3, tcp('S'))]);
    // Forward is against the packet that is quoted.
    expect(record).toMatchObject({ sip: ENDS.dip, dip: ENDS.sip, proto: 6, sp: 80, dp: 0x1234, pkt_fwd: 1 });
  });

  it('has no ports but those of TCP and UDP', () => {
    const sctp = udp({ protocol: 132 });
    expect(observe(['basic'], [sctp, sctp])).toEqual([
      expect.objectContaining({ proto: 132, sp: null, dp: null, pkt_fwd: 2 }),
    ]);
  });
});

describe('tcp', () => {
  it('is connected once an ACK follows a SYN and its SYN+ACK', () => {
    const handshake = [tcp('S'), tcp('SA', {}, true), tcp('A')];
    expect(observe(['tcp'], handshake.slice(0, 2))[0]).toMatchObject({ tcp_connected: false });
    expect(observe(['tcp'], handshake)[0]).toMatchObject({ tcp_connected: true });
    expect(observe(['tcp'], [handshake[0]!, handshake[2]!])[0]).toMatchObject({ tcp_connected: false });
    expect(observe(['tcp'], [tcp('S'), tcp('SA', {}, true), tcp('A', {}, true)])[0]).toMatchObject({
      tcp_connected: false,
    });
  });

  it('knows whose FIN it was', () => {
    expect(observe(['tcp'], [tcp('S'), tcp('FA')])[0]).toMatchObject({ tcp_fin_fwd: true, tcp_fin_rev: false });
    expect(observe(['tcp'], [tcp('S'), tcp('FA', {}, true)])[0]).toMatchObject({
      tcp_fin_fwd: false,
      tcp_fin_rev: true,
    });
  });

  it('ends a flow with FINs both ways, or an RST, and five seconds', () => {
    /** How many flows there are of TCP where a last segment comes after so many seconds of another flow. */
    const flows = (segments: readonly string[], seconds: number) => {
      const others = Array.from({ length: seconds }, () => udp());
      return observe(['tcp'], [...segments, ...others, tcp('A')]).length - 1;
    };
    expect([flows([tcp('R')], 3), flows([tcp('R')], 4)]).toEqual([1, 2]);
    const bothClose = [tcp('FA'), tcp('FA', {}, true)];
    expect([flows(bothClose, 3), flows(bothClose, 4)]).toEqual([1, 2]);
    expect(flows([tcp('FA')], 20)).toBe(1);
  });
});

describe('udp', () => {
  it('has what the last datagram of each direction had', () => {
    const [record] = observe(['udp'], [udp({ checksum: '0000' }), udp(), udp({ checksum: '0000' }, true)]);
    expect(record).toEqual({ udp_zero_checksum_fwd: false, udp_zero_checksum_rev: true });
  });
});

describe('icmp', () => {
  it('takes an unreachable against the flow, not another error nor one of its own', () => {
    expect(observe(['icmp'], [tcp('S'), icmpError(3, tcp('S'))])).toEqual([{ icmp_unreachable: true }]);
    expect(observe(['icmp'], [tcp('S'), icmpError(11, tcp('S'))])).toEqual([{ icmp_unreachable: false }]);
    // About the answer: it travels forward.
    const about = icmpError(3, tcp('SA', {}, true), 'c6336402');
    expect(observe(['icmp'], [tcp('S'), about])).toEqual([{ icmp_unreachable: false }]);
  });
});

describe('dns', () => {
  const valid = (...packets: readonly string[]) => observe(['dns'], packets)[0]!['dns_response_valid'];

  it('takes a response against the flow', () => {
    expect(valid(udp({ payload: query }), udp({ payload: response }, true))).toBe(true);
    expect(valid(udp({ payload: query }), udp({ payload: query }, true))).toBe(false);
    expect(valid(udp({ payload: query }), udp({ payload: response }))).toBe(false);
  });

  it('takes none that does not parse to its end', () => {
    expect(valid(udp({ payload: query }), udp({ payload: response.slice(0, -4) }, true))).toBe(false);
  });

  it('finds it behind its length over TCP, in one segment or in its first', () => {
    expect(valid(tcp('A'), tcp('A', { payload: `0025 ${response}` }, true))).toBe(true);
    expect(valid(tcp('A'), tcp('A', { payload: `0100 ${response}` }, true))).toBe(true);
    expect(valid(tcp('A'), tcp('A', { payload: response }, true))).toBe(false);
  });
});

describe('ecn, dscp and evil', () => {
  it('tell SYNs from everything else, ICMP errors included', () => {
    const ce = { trafficClass: 3 };
    const [record] = observe(['ecn'], [tcp('S', ce), tcp('SA', { trafficClass: 2 }, true), tcp('A', ce, true)]);
    const seen = Object.keys(record!).filter((key) => record![key] === true);
    expect(seen).toEqual(['ecn_ect0_syn_rev', 'ecn_ce_syn_fwd', 'ecn_ce_data_rev']);
  });

  it('dscp keeps the first mark of data that is not zero', () => {
    const marks = [0, 8, 16].map((mark) => tcp('A', { trafficClass: mark << 2, payload: '00' }));
    const bare = tcp('A', { trafficClass: 0xfc }, true);
    expect(observe(['dscp'], [...marks, bare])[0]).toMatchObject({
      dscp_mark_data_fwd: 8,
      dscp_mark_data_rev: null,
    });
  });

  it('evil keeps the first bit of data, and lets the flow go on', () => {
    const data = (fragment: number) => tcp('A', { fragment, payload: '00' });
    const records = observe(['evil'], [data(0x8000), data(0), data(0), ...Array.from({ length: 9 }, () => data(0))]);
    expect(records).toEqual([expect.objectContaining({ evilbit_data_fwd: true, evilbit_syn_fwd: null })]);
  });
});

describe('options', () => {
  it('mss is that of the last option of a SYN', () => {
    const [record] = observe(['mss'], [tcp('S', { options: '020405b4 02040200' })]);
    expect(record).toEqual({ mss_len_fwd: 4, mss_len_rev: null, mss_value_fwd: 512, mss_value_rev: null });
    expect(observe(['mss'], [tcp('A', { options: '020405b4' })])[0]).toMatchObject({ mss_len_fwd: null });
  });

  it('tcpopt has those of the SYN that comes back', () => {
    const options = '01 080a0000000000000000 0402 030307';
    expect(observe(['tcpopt'], [tcp('S', { options }), tcp('SA', { options: '04020101' }, true)])[0]).toEqual({
      tcpopt_ts: null,
      tcpopt_ws: null,
      tcpopt_sack: true,
    });
    expect(observe(['tcpopt'], [tcp('S'), tcp('SA', { options }, true)])[0]).toEqual({
      tcpopt_ts: true,
      tcpopt_ws: true,
      tcpopt_sack: true,
    });
  });

  it('tfo knows the official option and both experiments, of which others there are', () => {
    const kind = (options: string) => observe(['tfo'], [tcp('S', { options })])[0]!['tfo_synkind'];
    expect(kind('22020101')).toBe(34);
    expect(kind('fe04f989')).toBe(254);
    expect(kind('ff04f989')).toBe(255);
    expect(kind('fe04f98a')).toBe(0);
    expect(kind('fe020101')).toBe(0);
  });

  it('tfo has data on a SYN, and what was acknowledged of it', () => {
    const syn = tcp('S', { options: '220a0102030405060708 0101', sequence: 'fffffffe', payload: '616263' });
    expect(observe(['tfo'], [syn, tcp('SA', { acknowledgement: '00000002' }, true)])[0]).toEqual({
      tfo_synkind: 34,
      tfo_ackkind: 0,
      tfo_synclen: 8,
      tfo_ackclen: 0,
      tfo_seq: 0xfffffffe,
      tfo_dlen: 3,
      tfo_ack: 2,
    });
  });
});
