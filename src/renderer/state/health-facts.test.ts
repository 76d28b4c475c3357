import { describe, expect, it } from 'vitest';
import type { CaptureStatus, LossCounters } from '#contract/health.ts';
import { healthFacts } from './health-facts.ts';

const NO_LOSS: LossCounters = {
  kernel_drops: 0,
  interface_drops: 0,
  truncated: 0,
  undecoded: {},
  queue_drops: 0,
  evicted_sessions: 0,
  forgotten_sessions: 0,
  forgotten_packets: 0,
  forgotten_dns: 0,
  unattributed_fragments: 0,
  tcp_gaps: 0,
  names_given_up: 0,
};

function status(losses: Partial<LossCounters>, rest: Partial<CaptureStatus> = {}): CaptureStatus {
  return {
    state: 'running',
    kind: 'live',
    title: 'eth0',
    interfaces: ['eth0'],
    bpf: null,
    backend: 'libpcap',
    limits: [],
    failure: null,
    progress: null,
    packets: 10,
    bytes: 1000,
    non_ip: {},
    live_sessions: 1,
    total_sessions: 1,
    dns_transactions: 0,
    first_time_us: 0,
    last_time_us: 1,
    losses: { ...NO_LOSS, ...losses },
    coverage: null,
    files: null,
    ...rest,
  };
}

describe('healthFacts', () => {
  it('tells that nothing was dropped, and nothing else, when all is well', () => {
    expect(healthFacts(status({})).map((fact) => [fact.text, fact.level])).toEqual([['0 dropped', 'quiet']]);
    expect(healthFacts(status({}, { kind: 'file' }))).toEqual([]);
  });

  it('adds up drops and says where they happened, largest first', () => {
    const [drops] = healthFacts(status({ kernel_drops: 3, queue_drops: 1200 }));
    expect(drops).toMatchObject({ text: '1\u202f203 dropped', level: 'trouble' });
    expect(drops?.parts.map(([, count]) => count)).toEqual([1200, 3]);
  });

  it('warns of low coverage', () => {
    const at = (coverage: number): string[] =>
      healthFacts(status({}, { coverage }))
        .filter(({ id }) => id === 'coverage')
        .map(({ text, level }) => `${text} ${level}`);
    expect(at(1)).toEqual(['coverage 100 % quiet']);
    expect(at(0.9998)).toEqual(['coverage 99.98 % quiet']);
    expect(at(0.5)).toEqual(['coverage 50 % warning']);
  });

  it('names every other loss that happened', () => {
    const facts = healthFacts(
      status(
        {
          undecoded: { short: 2, link: 5 },
          evicted_sessions: 1,
          forgotten_dns: 4,
          truncated: 6,
          unattributed_fragments: 7,
          tcp_gaps: 3,
          names_given_up: 9,
        },
        { non_ip: { ARP: 8 } },
      ),
    );
    expect(facts.map((fact) => fact.text)).toEqual([
      '0 dropped',
      '7 undecoded',
      '1 evicted',
      '4 no longer held',
      '6 cut short',
      '7 stray fragments',
      '3 gaps',
      '9 names given up',
      '8 not IP',
    ]);
    expect(facts[1]?.parts).toEqual([
      ['link', 5],
      ['short', 2],
    ]);
  });
});
