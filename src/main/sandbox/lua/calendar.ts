/** What C's time.h asks for: broken-down times (struct tm) and strftime, in the time zone of the process. */
import type { LuaApi } from './lua-api.ts';
import { formatCalendar } from './strftime.ts';

/** Fields of struct tm in this C library: seconds to isdst are ints in this order, then the offset from UTC. */
const OFFSET_AT = 36;

export function calendarImports(machine: () => LuaApi): Readonly<Record<string, unknown>> {
  const ints = (address: number, count: number): Int32Array => new Int32Array(machine().memory.buffer, address, count);
  const write = (address: number, fields: readonly number[], offsetSeconds: number): void => {
    ints(address, fields.length).set(fields);
    ints(address + OFFSET_AT, 1)[0] = offsetSeconds;
  };
  return {
    _tzset_js: () => undefined,
    _gmtime_js: (time: bigint, address: number) => {
      const date = new Date(Number(time) * 1000);
      const year = date.getUTCFullYear();
      const day = Math.floor((date.getTime() - utc(year, 0, 1)) / 86_400_000);
      write(
        address,
        [
          date.getUTCSeconds(),
          date.getUTCMinutes(),
          date.getUTCHours(),
          date.getUTCDate(),
          date.getUTCMonth(),
          year - 1900,
          date.getUTCDay(),
          day,
          0,
        ],
        0,
      );
    },
    _localtime_js: (time: bigint, address: number) => {
      const date = new Date(Number(time) * 1000);
      write(address, localFields(date), -60 * date.getTimezoneOffset());
    },
    /** Puts fields in order that are out of range, as C does. */
    _mktime_js: (address: number): bigint => {
      const [second, minute, hour, day, month, year, , , daylight] = ints(address, 9) as unknown as number[];
      const date = new Date(2000, 0, 1);
      date.setFullYear(year! + 1900, month!, day!);
      date.setHours(hour!, minute!, second!, 0);
      if (Number.isNaN(date.getTime())) return -1n;
      // Asked for the other half of the year than it is: the clock is then an hour off.
      if (daylight === 1 && !isDaylight(date)) date.setTime(date.getTime() - daylightMs(date));
      write(address, localFields(date), -60 * date.getTimezoneOffset());
      return BigInt(Math.floor(date.getTime() / 1000));
    },
    strftime: (to: number, most: number, format: number, address: number): number => {
      const { memory } = machine();
      const all = new Uint8Array(memory.buffer);
      const pattern = new TextDecoder().decode(all.subarray(format, all.indexOf(0, format)));
      const [second, minute, hour, day, month, year, weekday, yearDay] = ints(address, 9) as unknown as number[];
      const text = formatCalendar(pattern, {
        second: second!,
        minute: minute!,
        hour: hour!,
        day: day!,
        month: month!,
        year: year! + 1900,
        weekday: weekday!,
        yearDay: yearDay!,
        offsetSeconds: ints(address + OFFSET_AT, 1)[0]!,
      });
      const bytes = new TextEncoder().encode(text);
      if (bytes.length + 1 > most) return 0;
      all.set(bytes, to);
      all[to + bytes.length] = 0;
      return bytes.length;
    },
  };
}

function localFields(date: Date): readonly number[] {
  const year = date.getFullYear();
  const day = Math.round((utc(year, date.getMonth(), date.getDate()) - utc(year, 0, 1)) / 86_400_000);
  return [
    date.getSeconds(),
    date.getMinutes(),
    date.getHours(),
    date.getDate(),
    date.getMonth(),
    year - 1900,
    date.getDay(),
    day,
    isDaylight(date) ? 1 : 0,
  ];
}

/** Also of the years 0 to 99, which `Date.UTC` takes for 1900 to 1999. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

function isDaylight(date: Date): boolean {
  return daylightMs(date) > 0 && date.getTimezoneOffset() === Math.min(...offsets(date));
}

function daylightMs(date: Date): number {
  const [january, july] = offsets(date);
  return Math.abs(january - july) * 60_000;
}

function offsets(date: Date): readonly [number, number] {
  const year = date.getFullYear();
  return [new Date(year, 0, 1).getTimezoneOffset(), new Date(year, 6, 1).getTimezoneOffset()];
}
