/** Moments as people read them: local time. Input is epoch milliseconds or the records' UTC ISO text. */

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** `10:02:11`, with `fraction` digits of the second from the text itself, as `Date` knows milliseconds only. */
export function clockText(iso: string, fraction: 0 | 3 | 6 = 0): string {
  const text = clock.format(new Date(iso));
  return fraction === 0 ? text : `${text}.${fractionOf(iso, fraction)}`;
}

/** `21 Nov 2026, 10:02:11.123456` and the zone: the exact moment, for tooltips. */
export function exactText(iso: string): string {
  const date = new Date(iso);
  const minutes = -date.getTimezoneOffset();
  const hours = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const zone = `UTC${minutes < 0 ? '−' : '+'}${String(hours)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
  return `${day.format(date)}, ${clock.format(date)}.${fractionOf(iso, 6)} (${zone})`;
}

export function dayText(epochMs: number): string {
  return day.format(new Date(epochMs));
}

export function clockTextOf(epochMs: number): string {
  return clock.format(new Date(epochMs));
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
