/** Rules U1 and U2 of docs/spec/upstream-behaviour.md: start-up and settings. */
import { describe, expect, it } from 'vitest';
import { failure, type Result, success } from '#base/result.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { flowsFromText } from '#main/engine/flows/test-flows.ts';
import type { LiveCapture, LiveRequest } from '#main/engine/capture/packet-source.ts';
import { SyntheticSource } from '#main/engine/capture/synthetic-source.ts';
import { readCapture } from '#main/engine/read-capture.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { filterOf, messageOf, read, settingsOf, START, udp } from './kit.ts';

const everything = `
  0  a:1 > b:80  S
  1  a:1 > b:53  udp raw
  2  a > b       icmp
  3  A > B       icmpv6
  4  a:1 > b:2   sctp`;

describe('start-up', () => {
  it('[U1.1] a capture that fails ends the read with its failure, and what came before stands (upstream: silence)', async () => {
    const broken = failure('unreadable', 'the interface went away').failure;
    const { failure: ended, sessions } = await read([[0, udp([1, 4000], [2, 9999])]], { sourceFailure: broken });
    expect(ended).toEqual(broken);
    expect(sessions).toHaveLength(1);
  });

  it('[U1.2] a packet that makes no sense is counted under a reason, and changes nothing else (upstream: printed and dropped)', async () => {
    const bad = udp([1, 4000], [2, 9999]);
    bad[14] = 0x95; // IP version 9
    const { summary, sessions } = await read([
      [0, udp([1, 4000], [2, 9999])],
      [1, bad],
      [2, udp([1, 4000], [2, 9999])],
    ]);
    expect(summary.undecoded).toEqual({ ip_bad_version: 1 });
    expect(summary.packets).toBe(3);
    expect(sessions).toMatchObject([{ packets_out: 2 }]);
  });
});

describe('settings', () => {
  it('[U2.1] no key is required, and every one has its default (upstream: a missing queue_size ended the start)', () => {
    expect(settingsOf({})).toEqual(DEFAULT_SETTINGS);
    for (const key of Object.keys(DEFAULT_SETTINGS) as (keyof typeof DEFAULT_SETTINGS)[]) {
      const { [key]: _left, ...others } = DEFAULT_SETTINGS;
      expect(settingsOf(others)).toEqual(DEFAULT_SETTINGS);
    }
  });

  it('[U2.2] without a filter everything passes', () => {
    expect(flowsFromText(everything, { filter: filterOf({}) }).sessions).toHaveLength(5);
  });

  it('[U2.3] protocol is a list of names and numbers; names that mean no protocol are refused (upstream: matched nothing)', () => {
    expect(flowsFromText(everything, { filter: filterOf({ protocol: ['tcp', 'UDP'] }) }).sessions).toHaveLength(2);
    expect(flowsFromText(everything, { filter: filterOf({ protocol: ['icmp', 132] }) }).sessions).toHaveLength(3);
    for (const name of ['ip', 'arp', 'all']) expect(() => filterOf({ protocol: [name] })).toThrow('filter.protocol');
  });

  it('[U2.4] an empty list of protocols is refused (upstream: nothing matched, and a warning said otherwise)', () => {
    expect(messageOf({ filter: { protocol: [] } })).toContain('"filter.protocol" is an empty list');
  });

  it('[U2.5] addresses and prefixes of both families; bits behind the prefix do not matter (upstream: refused)', () => {
    const from = (source: string): number =>
      flowsFromText(everything, { filter: filterOf({ source: [source] }) }).sessions.length;
    expect(['10.0.0.1', '10.0.0.0/24', '10.0.0.5/24', '2001:db8::1', '2001:db8::/32', '::1'].map(from)).toEqual([
      4, 4, 4, 1, 1, 0,
    ]);
  });

  it('[U2.6] an empty list of addresses is refused (upstream: as if it were not set)', () => {
    expect(messageOf({ filter: { source: [] } })).toContain('"filter.source" is an empty list');
    expect(messageOf({ filter: { destination: [] } })).toContain('"filter.destination" is an empty list');
  });

  it('[U2.7] port is a list of 0 to 65535; an empty one is refused (upstream: nothing matched)', () => {
    expect(messageOf({ filter: { port: [0, 65_535] } })).toBe('accepted');
    expect(messageOf({ filter: { port: [65_536] } })).toContain('"filter.port.0"');
    expect(messageOf({ filter: { port: [] } })).toContain('"filter.port" is an empty list');
  });

  it('[U2.8] a port that is no list is refused at the start (upstream: accepted, then an error with every packet)', () => {
    expect(messageOf({ filter: { port: 53 } })).toContain('"filter.port"');
  });

  it('[U2.9] a payload filter with an empty list is refused (upstream: no ports never matched, no globs always)', () => {
    for (const key of ['ports', 'match'])
      expect(messageOf({ filter: { payload: { dns: { [key]: [] } } } })).toContain(
        `"filter.payload.dns.${key}" is an empty list`,
      );
  });

  it('[U2.10] an unknown key is refused by name (upstream: kept in silence)', () => {
    expect(messageOf({ filter: { prot: ['tcp'] } })).toContain('unknown key "filter.prot"');
  });

  it('[U2.11] null is “not set”', () => {
    expect(settingsOf({ filter: { source: null, port: null, protocol: null, bpf: null } })).toEqual(DEFAULT_SETTINGS);
  });

  it('[U2.12] the capture filter works in the capture, the others behind it', async () => {
    const frames = [4000, 4001].map((port, index) => ({
      time: START + index,
      bytes: udp([1, port], [2, 9999 + index]),
    }));
    let asked: string | null = '';
    const host = createHostPorts();
    const ports = {
      ...host,
      interfaces: { read: async () => [], defaultRoute: async () => null },
      opener: {
        ...host.opener,
        openLive: async ({ bpf }: LiveRequest): Promise<Result<LiveCapture>> => {
          asked = bpf;
          return success({ source: new SyntheticSource(frames), backend: 'libpcap', limits: [] });
        },
      },
    };
    const { promiscuous, snaplen, buffer_bytes: bufferBytes } = DEFAULT_SETTINGS.capture;
    const request = { interfaces: ['eth0'], bpf: null, promiscuous, snaplen, bufferBytes };
    const { summary } = await readCapture(ports, settingsOf({ filter: { bpf: 'udp', port: [9999] } }), {
      inputs: [{ kind: 'live', request }],
      filter: '',
      outputs: {},
    });
    expect(asked).toBe('udp');
    expect(summary).toMatchObject({ packets: 2, sessions: 1 });
  });
});
