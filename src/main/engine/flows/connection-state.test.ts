import { describe, expect, it } from 'vitest';
import { serviceOf } from './service.ts';
import { tcpFlagLetters } from './tcp-flags.ts';
import { flowsFromText } from './test-flows.ts';

/** A packet a word: flags from the initiator in capitals, from the responder in small letters; `d` at the end: with data. */
function course(words: string): { conn: string; history: string | null } {
  const lines = words.split(' ').map((word, index) => {
    const flags = word.replace(/\+$/, '');
    const arrow = flags === flags.toUpperCase() ? '>' : '<';
    return `${index / 10} a:4000 ${arrow} b:7777 ${flags.toUpperCase()} len=${word.endsWith('+') ? 5 : 0}`;
  });
  const { conn, history } = flowsFromText(lines.join('\n')).sessions[0]!;
  return { conn, history };
}

describe('conn_state and history', () => {
  it.for([
    ['S', 'S0', 'S'],
    ['S S', 'S0', 'S'],
    ['S sa A', 'S1', 'ShA'],
    ['S sa A PA+ a pa+ A FA a fa A', 'SF', 'ShADadFf'],
    ['S ra', 'REJ', 'Sr'],
    ['S sa A FA', 'S2', 'ShAF'],
    ['S sa A fa', 'S3', 'ShAf'],
    ['S sa A R', 'RSTO', 'ShAR'],
    ['S sa A ra', 'RSTR', 'ShAr'],
    ['S R', 'RSTOS0', 'SR'],
    ['S F', 'SH', 'SF'],
    ['A+', 'OTH', 'D'],
    ['SF', 'SH', 'Q'],
    ['A FR', 'OTH', 'AI'],
  ] as const)('[F28] [F27] %s: %s, %s', ([words, conn, history]) => {
    expect(course(words)).toEqual({ conn, history });
  });

  it('[F28] knows responders whose initiator was not seen', () => {
    expect(flowsFromText('0 a:80 > b:5000 SA\n1 a:80 > b:5000 RA').sessions[0]).toMatchObject({
      conn: 'RSTRH',
      history: '^hr',
    });
    expect(flowsFromText('0 a:80 > b:5000 SA\n1 a:80 > b:5000 FA').sessions[0]).toMatchObject({
      conn: 'SHR',
      history: '^hf',
    });
  });

  it('[F28] [F27] of datagrams say who was heard', () => {
    expect(flowsFromText('0 a:1 > b:2 udp').sessions[0]).toMatchObject({ conn: 'S0', history: 'D' });
    expect(flowsFromText('0 a:1 > b:2 udp\n1 a:1 < b:2 udp').sessions[0]).toMatchObject({ conn: 'SF', history: 'Dd' });
    expect(flowsFromText('0 a:53 > b:5000 udp raw').sessions[0]).toMatchObject({ conn: 'SHR', history: '^d' });
    expect(flowsFromText('0 a > b icmp').sessions[0]).toMatchObject({ conn: 'OTH', history: null });
  });
});

it('writes TCP flags in the order FSRPAUEC', () => {
  expect(tcpFlagLetters(0xff)).toBe('FSRPAUEC');
  expect(tcpFlagLetters(0x12)).toBe('SA');
  expect(tcpFlagLetters(0)).toBe('');
});

it('[F29] names services by protocol and port', () => {
  expect([
    serviceOf(6, 443),
    serviceOf(17, 443),
    serviceOf(6, 514),
    serviceOf(17, 514),
    serviceOf(132, 38_412),
  ]).toEqual(['https', 'https', 'shell', 'syslog', 'ngap']);
  expect([serviceOf(6, 4), serviceOf(1, 443)]).toEqual([null, null]);
});
