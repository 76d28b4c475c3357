/** Rules U3 of docs/spec/upstream-behaviour.md: what filters judge. */
import { describe, expect, it } from 'vitest';
import { flowsFromText } from '#main/engine/flows/test-flows.ts';
import { filterOf } from './kit.ts';

const traffic = `
  0.0  a:4000 > b:80    S
  0.1  a:4000 < b:80    SA
  0.2  c:4000 > b:443   S
  0.3  c:4000 > d:53    udp raw
  0.4  a > c            icmp
  0.5  a < c            icmp`;

function kept(filter: unknown): string[] {
  return flowsFromText(traffic, { filter: filterOf(filter) }).sessions.map(({ from, to }) => `${from}>${to}`);
}

describe('filters', () => {
  it('[U3.1] every protocol over IP is a conversation (upstream: TCP, UDP, ICMP and ICMPv6 echo only)', () => {
    const flows = flowsFromText(`
      0  a:1 > b:2  sctp
      0  a > b      proto=47
      0  A > B      icmpv6
      0  A > B      proto=89`);
    expect(flows.sessions).toHaveLength(4);
  });

  it('[U3.2] without lists of addresses all pass; without strict either side is enough', () => {
    expect(kept({})).toHaveLength(4);
    expect(kept({ source: ['10.0.0.1'], destination: ['10.0.0.4'] })).toEqual(['a:4000>b:80', 'c:4000>d:53', 'a>c']);
  });

  it('[U3.3] strict asks for every list that is set, one alone included (upstream: one alone never matched)', () => {
    expect(kept({ source: ['10.0.0.3'], destination: ['10.0.0.4'], strict: true })).toEqual(['c:4000>d:53']);
    expect(kept({ source: ['10.0.0.3'], strict: true })).toEqual(['c:4000>b:443', 'c:4000>d:53']);
    expect(kept({ destination: ['10.0.0.3'], strict: true })).toEqual(['a>c']);
  });

  it('[U3.4] the conversation is judged, not each packet: replies share its fate (upstream: each by its own addresses)', () => {
    const flows = flowsFromText(traffic, { filter: filterOf({ source: ['10.0.0.1'], strict: true }) });
    expect(flows.sessions).toMatchObject([
      { from: 'a:4000', out: 1, in: 1 },
      { from: 'a', to: 'c', out: 1, in: 1 },
    ]);
    // The reply's source is b; the conversation's is not.
    expect(kept({ source: ['10.0.0.2'], strict: true })).toEqual([]);
  });

  it('[U3.5] the port is the responder’s, whichever packet comes', () => {
    expect(kept({ port: [80, 53] })).toEqual(['a:4000>b:80', 'c:4000>d:53']);
    expect(kept({ port: [4000] })).toEqual([]);
    expect(kept({ protocol: ['udp'], port: [80, 53] })).toEqual(['c:4000>d:53']);
  });

  it('[U3.6] ICMP has no port, so a list of ports declines it, and strict counts for it, too (upstream: neither)', () => {
    expect(kept({ protocol: ['icmp'] })).toEqual(['a>c']);
    expect(kept({ protocol: ['icmp'], port: [80] })).toEqual([]);
    expect(kept({ source: ['10.0.0.1'], destination: ['10.0.0.9'], strict: true })).toEqual([]);
  });

  it('[U3.7] with a list of ports or of addresses TCP is still established and closed (upstream: NEW, then CLOSE)', () => {
    const connection = `
      0.0  a:4000 > b:80  S
      0.1  a:4000 < b:80  SA
      0.2  a:4000 > b:80  A
      0.3  a:4000 > b:80  FA
      0.4  a:4000 < b:80  FA
      finish`;
    for (const filter of [{ port: [80] }, { source: ['10.0.0.1'], strict: true }, { destination: ['10.0.0.2'] }]) {
      expect(flowsFromText(connection, { filter: filterOf(filter) }).events).toEqual([
        '1 started',
        '1 out NEW',
        '1 in ESTABLISHED',
        '1 out',
        '1 out',
        '1 in CLOSE',
        '1 ended CLOSE fin',
        '1 forgotten',
      ]);
    }
  });
});
