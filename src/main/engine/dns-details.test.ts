import { describe, expect, it } from 'vitest';
import type { DnsAnswer } from '#contract/records.ts';
import { chainOf } from './dns-details.ts';

function answer(name: string, type: string, data: string): DnsAnswer {
  return { name, type, ttl: 60, data };
}

describe('the chain of an answer', () => {
  it('leads from the name asked for to its addresses, in whatever order they were sent', () => {
    const chain = chainOf(
      [
        answer('c.example', 'A', '192.0.2.1'),
        answer('b.example', 'CNAME', 'c.example'),
        answer('WWW.example', 'CNAME', 'B.example'),
        answer('c.example', 'A', '192.0.2.2'),
      ],
      'www.example',
    );
    expect(chain.map(({ depth, name, data }) => [depth, name, data])).toEqual([
      [0, 'WWW.example', 'B.example'],
      [1, 'b.example', 'c.example'],
      [2, 'c.example', '192.0.2.1'],
      [2, 'c.example', '192.0.2.2'],
    ]);
  });

  it('ends where it comes back to itself, and has what hangs on nothing last', () => {
    const chain = chainOf(
      [
        answer('stray.example', 'A', '192.0.2.9'),
        answer('a.example', 'CNAME', 'b.example'),
        answer('b.example', 'CNAME', 'a.example'),
      ],
      'a.example',
    );
    expect(chain.map(({ depth, data }) => [depth, data])).toEqual([
      [0, 'b.example'],
      [1, 'a.example'],
      [0, '192.0.2.9'],
    ]);
  });

  it('has all of them without a name asked for', () => {
    expect(chainOf([answer('a.example', 'A', '192.0.2.1')], null)).toHaveLength(1);
  });
});
