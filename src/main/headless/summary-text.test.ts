import { describe, expect, it } from 'vitest';
import type { Summary } from '#contract/health.ts';
import { summaryText } from './summary-text.ts';

const SUMMARY: Summary = {
  files: ['a.pcap'],
  linktypes: ['ETHERNET'],
  packets: 1204,
  bytes: 158_000,
  first_time: '2026-01-02T03:04:05.000000Z',
  last_time: '2026-01-02T03:04:12.500000Z',
  sessions: 42,
  dns_transactions: 12,
  undecoded: { 'short-frame': 3 },
  drops: {
    kernel: 0,
    interface: 0,
    queue: 0,
    evicted_sessions: 5,
    truncated: 0,
    unattributed_fragments: 0,
    tcp_gaps: 0,
    names_given_up: 2,
  },
  coverage: null,
  elapsed_s: 0.5,
  packets_per_s: 2408,
  peak_rss_bytes: 84_000_000,
};

describe('summary for people', () => {
  it('says what was read and what was lost', () => {
    const text = summaryText(SUMMARY);
    expect(text).toMatch(/^a\.pcap\n/);
    expect(text).toContain('(7.5 s)');
    expect(text).toContain('short-frame 3');
    expect(text).toContain('evicted sessions 5');
    expect(text).toContain('names given up 2');
    expect(text).not.toContain('coverage');
  });

  it('says so where there were no packets and nothing was lost', () => {
    const text = summaryText({
      ...SUMMARY,
      first_time: null,
      last_time: null,
      undecoded: {},
      drops: { ...SUMMARY.drops, evicted_sessions: 0, names_given_up: 0 },
      coverage: 0.9991,
    });
    expect(text).toContain('no packets');
    expect(text).toMatch(/lost +nothing/);
    expect(text).toContain('99.9 %');
  });
});
