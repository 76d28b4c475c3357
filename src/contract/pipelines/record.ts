/**
 * What travels through pipelines: JSON objects. A record from a source of ours has the columns of its kind (records.ts) and
 * the two keys below; a stage may add keys, and `flatten` brings every kind to the field names of docs/rules.md.
 */
import type { Json } from '../plugins/json.ts';

export interface PipelineRecord {
  readonly [key: string]: Json;
}

/** Kinds of records, and so types of channels. `record`: of any kind, what plugins make included. */
export const RECORD_TYPES = ['session', 'packet', 'dns', 'flow', 'flat', 'aggregate', 'record'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** Kind of the record as its source made it. */
export const RECORD_TYPE_KEY = 'record_type';
/**
 * Names a record for good: the same when it is delivered once more after a failure, so that whoever receives it can tell a
 * duplicate. Sinks hand it on.
 */
export const RECORD_ID_KEY = 'record_id';
/** Packet time at which the source made the record: what windows go by. ISO 8601. */
export const RECORD_TIME_KEY = 'record_time';
