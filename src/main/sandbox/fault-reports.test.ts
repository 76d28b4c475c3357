import { describe, expect, it } from 'vitest';
import { FaultReports } from './fault-reports.ts';
import { FakeClock } from './testing/fake-clock.ts';

function setUp(timeless = false): { clock: FakeClock; lines: string[]; reports: FaultReports } {
  const clock = new FakeClock();
  const lines: string[] = [];
  return { clock, lines, reports: new FaultReports(clock, (text) => lines.push(text), timeless) };
}

describe('faults in the log', () => {
  it('come with their trace once, and then as a number', () => {
    const { clock, lines, reports } = setUp();
    const trace = '  at receiver (main.mjs:3:9)';
    for (let n = 0; n < 1000; n++) reports.report('receiver', { message: `no host 10.0.0.${n}`, trace });
    expect(lines).toEqual([`receiver: no host 10.0.0.0\n${trace}`]);
    clock.advance(5000);
    expect(lines.slice(1)).toEqual(['… and 999 more like this: receiver: no host 10.0.0.0']);
    reports.report('receiver', { message: 'no host 10.0.0.1', trace });
    expect(lines).toHaveLength(3);
  });

  it('of different kinds are each logged', () => {
    const { lines, reports } = setUp();
    reports.report('receiver', { message: 'a is nil', trace: '' });
    reports.report('receiver', { message: 'b is nil', trace: '' });
    reports.report('request', { message: 'a is nil', trace: '' });
    expect(lines).toEqual(['receiver: a is nil', 'receiver: b is nil', 'request: a is nil']);
  });

  it('of ever new kinds do not fill the memory', () => {
    const { clock, lines, reports } = setUp();
    for (let n = 0; n < 180; n++) reports.report('receiver', { message: `${'x'.repeat(n)}!`, trace: '' });
    expect(lines).toHaveLength(180);
    clock.advance(5000);
    expect(clock.timersSet).toBe(0);
  });

  it('are summarised only at the end of a trial run', () => {
    const { clock, lines, reports } = setUp(true);
    for (let n = 0; n < 3; n++) reports.report('receiver', { message: 'x', trace: '' });
    clock.advance(60_000);
    expect(lines).toHaveLength(1);
    reports.summarise();
    expect(lines[1]).toBe('… and 2 more like this: receiver: x');
  });
});
