/** Moments as people read them, in local time or UTC as was chosen. Input is epoch milliseconds or the records' UTC ISO text. */
import { displayChoice } from './display-choice.ts';

interface Formats {
  readonly key: string;
  readonly clock: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly longDay: Intl.DateTimeFormat;
  readonly month: Intl.DateTimeFormat;
  readonly weekday: Intl.DateTimeFormat;
  readonly dayOfMonth: Intl.DateTimeFormat;
}

/** Formats are slow to make: those of the last choice are kept. */
let made: Formats | null = null;

function formats(): Formats {
  const { language, timeZone } = displayChoice();
  const key = `${language} ${timeZone}`;
  if (made?.key === key) return made;
  const zone = timeZone === 'utc' ? { timeZone: 'UTC' } : {};
  const twoDigits = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;
  const format = (parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(language === 'de' ? 'de' : undefined, { ...parts, ...zone });
  made = {
    key,
    clock: format(twoDigits),
    day: format({ day: 'numeric', month: 'short', year: 'numeric' }),
    longDay: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    month: format({ month: 'short', year: 'numeric' }),
    weekday: format({ weekday: 'short' }),
    dayOfMonth: format({ day: 'numeric' }),
  };
  return made;
}

/** `10:02:11`, with `fraction` digits of the second from the text itself, as `Date` knows milliseconds only. */
export function clockText(iso: string, fraction: 0 | 3 | 6 = 0): string {
  const text = formats().clock.format(new Date(iso));
  return fraction === 0 ? text : `${text}.${fractionOf(iso, fraction)}`;
}

/** `21 Nov 2026, 10:02:11.123456` and the zone: the exact moment, for tooltips. */
export function exactText(iso: string): string {
  const date = new Date(iso);
  const minutes = displayChoice().timeZone === 'utc' ? 0 : -date.getTimezoneOffset();
  const hours = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const zone =
    minutes === 0
      ? 'UTC'
      : `UTC${minutes < 0 ? '−' : '+'}${String(hours)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
  return `${formats().day.format(date)}, ${formats().clock.format(date)}.${fractionOf(iso, 6)} (${zone})`;
}

export function dayText(epochMs: number): string {
  return formats().day.format(new Date(epochMs));
}

/** `Saturday, 21 November 2026`. */
export function longDayText(epochMs: number): string {
  return formats().longDay.format(new Date(epochMs));
}

/** `Nov 2026`. */
export function monthText(epochMs: number): string {
  return formats().month.format(new Date(epochMs));
}

/** `Sat`. */
export function weekdayText(epochMs: number): string {
  return formats().weekday.format(new Date(epochMs));
}

export function dayOfMonthText(epochMs: number): string {
  // Some languages put a dot behind it, which is too wide here.
  return formats().dayOfMonth.format(new Date(epochMs)).replace('.', '');
}

export function clockTextOf(epochMs: number): string {
  return formats().clock.format(new Date(epochMs));
}

/** `12 Mar 2013, 10:02:11 – 10:03:40`, the day twice only where it changes. */
export function spanText(firstMs: number, lastMs: number): string {
  const from = `${dayText(firstMs)}, ${clockTextOf(firstMs)}`;
  if (lastMs - firstMs < 1000 && clockTextOf(firstMs) === clockTextOf(lastMs)) return from;
  const sameDay = dayText(firstMs) === dayText(lastMs);
  return `${from} – ${sameDay ? '' : `${dayText(lastMs)}, `}${clockTextOf(lastMs)}`;
}

/** Exact to the microsecond, where `Date` alone knows milliseconds. */
export function secondsBetween(earlier: string, later: string): number {
  const micros = (iso: string): number => Math.floor(Date.parse(iso) / 1000) * 1e6 + Number(fractionOf(iso, 6));
  return (micros(later) - micros(earlier)) / 1e6;
}

function fractionOf(iso: string, digits: 3 | 6): string {
  return (/\.(\d+)/.exec(iso)?.[1] ?? '').padEnd(6, '0').slice(0, digits);
}
