/** Cells of a result as they go to a viewer or into a text: see SqlResult. */
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  JsonDuckDBValueConverter,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { formatTime } from '#base/time-text.ts';
import type { ResultColumn } from '#contract/history/answers.ts';

export type ResultCell = string | number | boolean | null;

const NUMBERS = new Set<DuckDBTypeId>([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.BIGNUM,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);
const TIMES = new Set<DuckDBTypeId>([
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
  DuckDBTypeId.DATE,
]);
const TEXTS = new Set<DuckDBTypeId>([DuckDBTypeId.VARCHAR, DuckDBTypeId.ENUM, DuckDBTypeId.UUID]);
/** JSON is a text that has a name of its own. */
const JSON_TYPE = 'JSON';

export function resultColumn(name: string, type: DuckDBType): ResultColumn {
  return { name, type: type.toString(), kind: kindOf(type) };
}

function kindOf(type: DuckDBType): ResultColumn['kind'] {
  if (NUMBERS.has(type.typeId)) return 'number';
  if (TIMES.has(type.typeId)) return 'time';
  if (type.typeId === DuckDBTypeId.BOOLEAN) return 'boolean';
  return TEXTS.has(type.typeId) && type.alias !== JSON_TYPE ? 'text' : 'other';
}

export function resultCell(value: DuckDBValue, type: DuckDBType): ResultCell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof DuckDBDecimalValue) {
    const text = value.toString();
    return String(Number(text)) === text.replace(/\.?0+$/, '') ? Number(text) : text;
  }
  const micros = microsOf(value);
  if (micros !== null) return formatTime(Number(micros));
  if (value instanceof DuckDBDateValue) return value.toString();
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
    case DuckDBTypeId.UNION:
    case DuckDBTypeId.VARIANT:
      return JSON.stringify(JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter));
    default:
      return String(value);
  }
}

/** Of a point in time that can be written; null: no such. */
function microsOf(value: DuckDBValue): bigint | null {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return isFinite(value) ? value.micros : null;
  }
  if (value instanceof DuckDBTimestampNanosecondsValue) return isFinite(value) ? value.nanos / 1000n : null;
  if (value instanceof DuckDBTimestampMillisecondsValue) return isFinite(value) ? value.millis * 1000n : null;
  if (value instanceof DuckDBTimestampSecondsValue) return isFinite(value) ? value.seconds * 1_000_000n : null;
  return null;
}

function isFinite(value: { readonly isFinite: boolean }): boolean {
  return value.isFinite;
}
