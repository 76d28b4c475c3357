/** Rules U6 of docs/spec/upstream-behaviour.md: what a slow or an idle consumer does to the tracking: nothing. */
import { describe, expect, it } from 'vitest';
import { flowsFromText } from '#main/engine/flows/test-flows.ts';
import { read, udp } from './kit.ts';

const PACKETS = 20_000;
const many = Array.from(
  { length: PACKETS },
  (_, index) => [index / 100, udp([1 + (index % 200), 30_000 + index], [250, 9999])] as const,
);

describe('the way to the consumer', () => {
  it('[U6.1] has no pause per record: twenty thousand are read at once (upstream: a hundred a second)', async () => {
    const startedAt = performance.now();
    const { logs } = await read(many);
    expect(logs.filter(({ state }) => state === 'NEW')).toHaveLength(PACKETS);
    // Two hundred seconds of packet time; upstream would need as many at least.
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  });

  it('[U6.2] waits for a slow consumer, and loses nothing (upstream: stood still, or for good)', async () => {
    let writes = 0;
    const slow = async (): Promise<void> => {
      writes++;
      await new Promise((resolve) => setImmediate(resolve));
    };
    const { logs, sessions, summary } = await read(many, { onWrite: slow });
    expect(writes).toBeGreaterThan(2);
    expect(sessions).toHaveLength(PACKETS);
    expect(summary.packets).toBe(PACKETS);
    const expired = (all: typeof logs): unknown[] =>
      all
        .filter(({ state }) => state === 'EXPIRED')
        .map(({ timestamp, src_ip, src_port }) => [timestamp, src_ip, src_port]);
    expect(expired(logs).length).toBeGreaterThan(1000);
    expect(expired(logs)).toEqual(expired((await read(many)).logs));
  });

  it('[U6.3] sessions expire while nothing comes (upstream: not where the pause was left out)', () => {
    const flows = flowsFromText('0 a:1 > b:9 udp\n119 advance\n121 advance');
    expect(flows.events.slice(2)).toEqual(['1 expired EXPIRED 120', '1 ended EXPIRED timeout', '1 forgotten']);
  });

  it('[U6.4] sessions expire while very much comes', () => {
    const busy = Array.from({ length: 5000 }, (_, index) => `${index / 20} c:${1000 + (index % 40_000)} > d:9 udp`);
    const flows = flowsFromText(`0 a:1 > b:9 udp\n${busy.join('\n')}`);
    expect(flows.events).toContain('1 expired EXPIRED 120');
  });
});
