/** Values in conditions, understood as the type of the field that they are compared with. */
import { protocolName } from '#base/protocol-names.ts';
import { parseBytes, parseDuration } from '#base/quantity-text.ts';
import { formatTime } from '#base/time-text.ts';
import type { Microseconds } from '#base/units.ts';
import type { Field, FieldUnit } from '#contract/pipelines/fields.ts';

/** A number with the field's unit where it has one; null where the text is none. */
export function numberLiteral(text: string, unit: FieldUnit | undefined): number | null {
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return Number(text);
  if (/^0x[0-9a-f]{1,12}$/i.test(text)) return Number(text);
  if (unit === 'bytes') return parseBytes(text);
  const milliseconds = unit === 's' || unit === 'ms' ? parseDuration(text) : null;
  return milliseconds === null ? null : unit === 's' ? milliseconds / 1000 : milliseconds;
}

export function numberWords({ unit }: Field): string {
  if (unit === 'bytes') return 'a number of bytes such as `1500` or `10MB`';
  if (unit === 's') return 'a number of seconds or a duration such as `90` or `5m`';
  return unit === 'ms' ? 'a number of milliseconds or a duration such as `20` or `5s`' : 'a number';
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:Z|[+]00:00)?)?$/;

/** A time as our records have it, so that text order is time order; null where the text is no time. */
export function timeLiteral(text: string, unit: FieldUnit | undefined): string | null {
  if (unit === 'ns' && /^\d{1,19}$/.test(text)) return formatTime(Number(BigInt(text) / 1000n));
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = ''] = match;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(milliseconds)) return null;
  return formatTime(milliseconds * 1000 + Math.floor(Number(`0${fraction}`) * 1e6));
}

const protocols: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, number) => [protocolName(number).toLowerCase(), number] as const),
);

/** The number of an IP protocol by number or name. */
export function protocolLiteral(text: string): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : null;
  return protocols.get(text.toLowerCase()) ?? null;
}

/** Microseconds since the epoch of a time as our records write it. */
export function timeOfText(text: string): Microseconds {
  return Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(text.slice(20, -1));
}
