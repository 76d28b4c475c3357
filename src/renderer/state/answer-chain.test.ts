import { describe, expect, it } from 'vitest';
import type { DnsAnswer } from '#contract/records.ts';
import { answerChain, answersOf, chainText } from './answer-chain.ts';

const answer = (name: string, type: string, data: string): DnsAnswer => ({ name, type, ttl: 60, data });

describe('answers in one line', () => {
  it.each<[string, string | null, DnsAnswer[], string]>([
    ['an address', 'a.example', [answer('a.example', 'A', '192.0.2.1')], '192.0.2.1'],
    [
      'aliases in their order, however they were sent',
      'A.example',
      [
        answer('b.example', 'CNAME', 'c.example'),
        answer('a.example', 'CNAME', 'B.example'),
        answer('c.example', 'A', '192.0.2.1'),
        answer('c.example', 'A', '192.0.2.2'),
      ],
      'B.example → c.example → 192.0.2.1, 192.0.2.2',
    ],
    ['an alias that leads nowhere', 'a.example', [answer('a.example', 'CNAME', 'b.example')], 'b.example'],
    [
      'aliases that come back to where they began',
      'a.example',
      [answer('a.example', 'CNAME', 'b.example'), answer('b.example', 'CNAME', 'a.example')],
      'b.example → a.example',
    ],
    ['an alias of another name', null, [answer('x.example', 'CNAME', 'y.example')], 'y.example'],
    ['nothing', 'a.example', [], ''],
  ])('%s', (_, query, answers, expected) => {
    expect(chainText(answerChain(query, answers))).toBe(expected);
  });
});

it('answers are none where the cell holds something else', () => {
  expect(answersOf(null)).toEqual([]);
  expect(answersOf([1, null, { data: 'x' }])).toEqual([{ data: 'x' }]);
});
