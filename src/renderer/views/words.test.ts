import { describe, expect, it } from 'vitest';
import { PAYLOAD_FILTERS } from '#contract/settings.ts';
import { payloadNames } from './packets/packet-columns.tsx';
import {
  describeConnectionState,
  describeEnding,
  describeHostnameSource,
  describePayloadName,
  dnsStatusWord,
  protocolSlot,
  sessionStateWord,
} from './words.ts';

describe('words', () => {
  it('say how a conversation ended', () => {
    expect(describeEnding({ state: 'ABORT', end_reason: 'rst' })).toBe('The conversation ended by reset.');
    expect(describeEnding({ state: 'NEW', end_reason: null })).toBe('No answer has been seen yet.');
    expect(describeEnding({ state: 'CLOSE', end_reason: 'timeout' })).toMatch(/One side/);
  });

  it('have the exact term in the tooltip', () => {
    expect(sessionStateWord('ABORT').title).toMatch(/^ABORT:/);
    expect(dnsStatusWord('nxdomain').title).toContain('NXDOMAIN');
    expect(describeConnectionState('S0', 'TCP')).toContain('no answer');
    expect(describeConnectionState('SF', 'TCP')).toContain('ended');
    expect(describeConnectionState('SF', 'UDP')).not.toContain('ended');
    expect(describeConnectionState('??', 'TCP')).toBe('??');
  });

  it('say where every name comes from', () => {
    for (const source of ['dns', 'tls', 'quic', 'http'])
      expect(describeHostnameSource(source)).not.toContain('learned from');
    for (const filter of PAYLOAD_FILTERS) expect(describePayloadName(filter)).toMatch(/^[A-Za-z ]+: /);
    expect(describePayloadName('new')).toBe('Taken out of the NEW message');
    expect(describeHostnameSource('constructor')).toBe('The name was learned from constructor');
    expect(sessionStateWord('toString').title).toMatch(/^NEW:/);
  });

  it('give a protocol the same colour in any spelling', () => {
    expect(protocolSlot('TCP')).toBe(protocolSlot('tcp'));
    expect(protocolSlot('nothing known')).toBe(8);
    expect(protocolSlot(null)).toBe(8);
  });
});

it('takes the names out of a payload cell', () => {
  expect(payloadNames({ dns: 'example.com' })).toEqual([['dns', 'example.com']]);
  expect(payloadNames(null)).toEqual([]);
  expect(payloadNames([1])).toEqual([]);
});
