import { describe, expect, it } from 'vitest';
import { fromPluginSchema, type FromPlugin } from '#contract/plugins/process.ts';
import { LogLines } from './log-lines.ts';
import { FakeClock } from './testing/fake-clock.ts';

function setUp(unlimited = false): { clock: FakeClock; sent: Extract<FromPlugin, { t: 'log' }>[]; log: LogLines } {
  const clock = new FakeClock();
  const sent: Extract<FromPlugin, { t: 'log' }>[] = [];
  const log = new LogLines(
    clock,
    (message) => sent.push(fromPluginSchema.parse(message) as (typeof sent)[0]),
    unlimited,
  );
  return { clock, sent, log };
}

describe('log lines', () => {
  it('travel together, at most 50 ms late', () => {
    const { clock, sent, log } = setUp();
    log.add('print', 'one');
    clock.advance(49);
    log.add('warn', 'two');
    expect(sent).toEqual([]);
    clock.advance(1);
    expect(sent).toEqual([
      {
        t: 'log',
        lines: [
          { level: 'print', text: 'one' },
          { level: 'warn', text: 'two' },
        ],
        suppressed: 0,
      },
    ]);
  });

  it('are sent at once when there are 100', () => {
    const { sent, log } = setUp();
    for (let n = 0; n < 250; n++) log.add('print', String(n));
    expect(sent.map(({ lines }) => lines.length)).toEqual([100, 100]);
  });

  it('are cut where they are longer than the engine takes', () => {
    const { sent, log } = setUp();
    log.add('print', 'x'.repeat(1_000_000));
    log.flush();
    expect(sent[0]!.lines[0]!.text).toBe(`${'x'.repeat(4000)}…`);
  });

  it('above 1,000 a second are counted instead', () => {
    const { clock, sent, log } = setUp();
    for (let n = 0; n < 5000; n++) log.add('print', 'again');
    clock.advance(1000);
    log.add('print', 'a second later');
    log.flush();
    expect(sent.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(1001);
    expect(sent.reduce((sum, { suppressed }) => sum + suppressed, 0)).toBe(4000);
    expect(sent.at(-1)!.lines).toEqual([{ level: 'print', text: 'a second later' }]);
  });

  it('are all kept in a trial run, in few messages', () => {
    const { sent, log } = setUp(true);
    for (let n = 0; n < 5000; n++) log.add('print', String(n));
    for (let n = 0; n < 500; n++) log.add('print', 'x'.repeat(4000));
    log.flush();
    expect(sent.flatMap(({ lines }) => lines)).toHaveLength(5500);
    expect(sent.length).toBeLessThan(20);
  });
});
