import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSession } from '../testing/session-harness.ts';

const zone = process.env['TZ'];
beforeEach(() => {
  process.env['TZ'] = 'Europe/Berlin';
});
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

async function printed(program: string): Promise<readonly string[]> {
  const plugin = openSession('lua', `${program}\nfunction receiver() end`);
  return (await plugin.load()) === 'ready' ? plugin.lines() : [];
}

describe('local time in Lua', () => {
  // Summer time began on 31 March 2024 at 01:00 UTC and ended on 27 October at 01:00 UTC.
  it('knows summer time', async () => {
    expect(
      await printed(`
        for _, time in ipairs({ 1711846799, 1711846800, 1729990799, 1729990800 }) do
          local t = os.date('*t', time)
          print(os.date('%Y-%m-%d %H:%M:%S %z', time), t.yday, t.isdst)
        end`),
    ).toEqual([
      '2024-03-31 01:59:59 +0100\t91\tfalse',
      '2024-03-31 03:00:00 +0200\t91\ttrue',
      '2024-10-27 02:59:59 +0200\t301\ttrue',
      '2024-10-27 02:00:00 +0100\t301\tfalse',
    ]);
  });

  it('goes into fields and back, whatever the day', async () => {
    expect(
      await printed(`
        local wrong = 0
        for time = 1700000000, 1740000000, 86401 * 3 do
          if os.time(os.date('*t', time)) ~= time then wrong = wrong + 1 end
        end
        print(wrong)
        local t = { year = 2024, month = 14, day = -3, hour = 25, min = 61 }
        os.time(t)
        print(t.year, t.month, t.day, t.hour, t.min, t.wday, t.yday)
        print(os.time({ year = 2024, month = 7, day = 1, hour = 12 }), os.time({ year = 24, month = 1, day = 1, hour = 12 }) < 0)
        print(pcall(os.time, { year = 2024 }))`),
    ).toEqual(['0', '2025\t1\t29\t2\t1\t4\t29', '1719828000\ttrue', "false\tfield 'month' missing in date table"]);
  });
});
