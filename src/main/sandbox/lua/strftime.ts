/** C's strftime in the C locale (ISO C 2017, 7.27.3.5): what `os.date` writes. */

export interface CalendarTime {
  readonly second: number;
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  /** 0 … 11. */
  readonly month: number;
  readonly year: number;
  /** 0: Sunday. */
  readonly weekday: number;
  /** 0 … 365. */
  readonly yearDay: number;
  readonly offsetSeconds: number;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
/** Conversions that are made of others. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** Unknown conversions stay as they are. */
export function formatCalendar(pattern: string, time: CalendarTime): string {
  return pattern.replace(/%[EO]?(.)/gs, (whole, conversion: string) => convert(conversion, time) ?? whole);
}

function convert(conversion: string, time: CalendarTime): string | null {
  const composed = COMPOSED[conversion];
  if (composed !== undefined) return formatCalendar(composed, time);
  const { year, month, day, weekday, yearDay, hour, minute, second } = time;
  switch (conversion) {
    case 'a':
      return (WEEKDAYS[weekday] ?? '?').slice(0, 3);
    case 'A':
      return WEEKDAYS[weekday] ?? '?';
    case 'b':
      return (MONTHS[month] ?? '?').slice(0, 3);
    case 'B':
      return MONTHS[month] ?? '?';
    case 'C':
      return pad(Math.floor(year / 100));
    case 'd':
      return pad(day);
    case 'e':
      return String(day).padStart(2);
    case 'g':
      return pad(isoWeek(time).year % 100);
    case 'G':
      return String(isoWeek(time).year);
    case 'H':
      return pad(hour);
    case 'I':
      return pad(hour % 12 === 0 ? 12 : hour % 12);
    case 'j':
      return String(yearDay + 1).padStart(3, '0');
    case 'm':
      return pad(month + 1);
    case 'M':
      return pad(minute);
    case 'n':
      return '\n';
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'S':
      return pad(second);
    case 't':
      return '\t';
    case 'u':
      return String(weekday === 0 ? 7 : weekday);
    case 'U':
      return pad(Math.floor((yearDay + 7 - weekday) / 7));
    case 'V':
      return pad(isoWeek(time).week);
    case 'w':
      return String(weekday);
    case 'W':
      return pad(Math.floor((yearDay + 7 - ((weekday + 6) % 7)) / 7));
    case 'y':
      return pad(((year % 100) + 100) % 100);
    case 'Y':
      return String(year);
    case 'z':
      return offset(time.offsetSeconds);
    case 'Z':
      return time.offsetSeconds === 0 ? 'GMT' : offset(time.offsetSeconds);
    case '%':
      return '%';
    default:
      return null;
  }
}

/** ISO 8601 weeks: the first is the one with the year's first Thursday. */
function isoWeek({ year, yearDay, weekday }: CalendarTime): { readonly year: number; readonly week: number } {
  const fromMonday = (weekday + 6) % 7;
  const week = Math.floor((yearDay - fromMonday + 10) / 7);
  if (week < 1) return { year: year - 1, week: weeksOf(year - 1) };
  return week > weeksOf(year) ? { year: year + 1, week: 1 } : { year, week };
}

function weeksOf(year: number): number {
  const lastDay = new Date(0);
  lastDay.setUTCFullYear(year, 11, 31);
  const firstDay = new Date(0);
  firstDay.setUTCFullYear(year, 0, 1);
  return lastDay.getUTCDay() === 4 || firstDay.getUTCDay() === 4 ? 53 : 52;
}

function offset(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
