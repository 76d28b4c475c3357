/**
 * Records of every kind under one set of names (contract/pipelines/fields.ts), without anything nested, so that rules and tables need to
 * know only one. Keys that are not ours, e.g. what an observer or a plugin added, are kept.
 */
import { ownValue } from '#base/own-value.ts';
import { protocolName } from '#base/protocol-names.ts';
import { formatTime } from '#base/time-text.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { RECORD_ID_KEY, RECORD_TIME_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';

type Flat = Record<string, Json>;

/** A flat record is answered as it is. */
export function flattenRecord(record: PipelineRecord): PipelineRecord {
  if (record['type'] !== undefined && record['type'] === record[RECORD_TYPE_KEY]) return record;
  switch (record[RECORD_TYPE_KEY]) {
    case 'session':
      return flatSession(record);
    case 'packet':
      return flatPacket(record);
    case 'dns':
      return flatDns(record);
    case 'flow':
      return flatFlow(record);
    default:
      return withRest(head(record), record, new Set());
  }
}

function head(record: PipelineRecord): Flat {
  const type = record[RECORD_TYPE_KEY] ?? 'record';
  return {
    [RECORD_TYPE_KEY]: type,
    [RECORD_ID_KEY]: record[RECORD_ID_KEY] ?? null,
    [RECORD_TIME_KEY]: record[RECORD_TIME_KEY] ?? null,
    type,
  };
}

function flatSession(record: PipelineRecord): PipelineRecord {
  const flat = head(record);
  flat['event'] = record['event'] ?? eventOf(record[RECORD_ID_KEY]);
  flat['time'] = record['end_time'] ?? null;
  flat['packets'] = sum(record['packets_out'], record['packets_in']);
  flat['bytes'] = sum(record['bytes_out'], record['bytes_in']);
  flat['payload_bytes'] = sum(record['payload_bytes_out'], record['payload_bytes_in']);
  return withRest(flat, record, new Set());
}

/** Ids of sessions in pipelines end in `:start`, `:established`, `:update:3` or `:end`. */
function eventOf(id: Json | undefined): string | null {
  return typeof id === 'string' ? (/:([a-z]+)(?::\d+)?$/.exec(id)?.[1] ?? null) : null;
}

const PACKET_KEYS: ReadonlySet<string> = new Set(['timestamp', 'payload', 'length']);

function flatPacket(record: PipelineRecord): PipelineRecord {
  const flat = head(record);
  flat['time'] = record['timestamp'] ?? null;
  flat['bytes'] = record['length'] ?? null;
  flat['packets'] = 1;
  const payload = record['payload'];
  const [source = null, name = null] = isObject(payload) ? (Object.entries(payload)[0] ?? []) : [];
  flat['name'] = name;
  flat['name_source'] = source;
  return withRest(flat, record, PACKET_KEYS);
}

const DNS_KEYS: ReadonlySet<string> = new Set(['client_ip', 'client_port', 'server_ip', 'server_port', 'answers']);
const TRANSPORTS: Readonly<Record<string, number>> = { udp: 17, tcp: 6 };

function flatDns(record: PipelineRecord): PipelineRecord {
  const flat = head(record);
  flat['src_ip'] = record['client_ip'] ?? null;
  flat['src_port'] = record['client_port'] ?? null;
  flat['dst_ip'] = record['server_ip'] ?? null;
  flat['dst_port'] = record['server_port'] ?? null;
  const transport = record['transport'];
  const protocol = typeof transport === 'string' ? (ownValue(TRANSPORTS, transport) ?? null) : null;
  flat['protocol_num'] = protocol;
  flat['protocol_name'] = protocol === null ? null : protocolName(protocol);
  flat['service'] = 'dns';
  const answers = record['answers'];
  flat['answers'] = Array.isArray(answers) ? answers.map(answerData) : [];
  return withRest(flat, record, DNS_KEYS);
}

function answerData(answer: Json): Json {
  return isObject(answer) ? (answer['data'] ?? null) : answer;
}

/** What observers of flows call these columns (docs/observers.md). */
const FLOW_KEYS: Readonly<Record<string, string>> = {
  sip: 'src_ip',
  sp: 'src_port',
  dip: 'dst_ip',
  dp: 'dst_port',
  proto: 'protocol_num',
  pkt_fwd: 'packets_out',
  pkt_rev: 'packets_in',
  oct_fwd: 'bytes_out',
  oct_rev: 'bytes_in',
};
const FLOW_TIMES = ['pkt_first', 'pkt_last'] as const;
const flowKeys: ReadonlySet<string> = new Set([...Object.keys(FLOW_KEYS), ...FLOW_TIMES]);

function flatFlow(record: PipelineRecord): PipelineRecord {
  const flat = head(record);
  const [start, end] = FLOW_TIMES.map((key) => timeText(record[key]));
  flat['start_time'] = start ?? null;
  flat['end_time'] = end ?? null;
  flat['time'] = end ?? null;
  const [first, last] = FLOW_TIMES.map((key) => record[key]);
  flat['duration_s'] =
    typeof first === 'number' && typeof last === 'number'
      ? Math.round((last - first) * MICROSECONDS_PER_SECOND) / MICROSECONDS_PER_SECOND
      : null;
  for (const [key, name] of Object.entries(FLOW_KEYS)) flat[name] = record[key] ?? null;
  const protocol = flat['protocol_num'];
  flat['protocol_name'] = typeof protocol === 'number' ? protocolName(protocol) : null;
  flat['packets'] = sum(record['pkt_fwd'], record['pkt_rev']);
  flat['bytes'] = sum(record['oct_fwd'], record['oct_rev']);
  return withRest(flat, record, flowKeys);
}

/** Seconds since the epoch, or text as it is. */
function timeText(value: Json | undefined): string | null {
  if (typeof value === 'number') return formatTime(value * MICROSECONDS_PER_SECOND);
  return typeof value === 'string' ? value : null;
}

function sum(left: Json | undefined, right: Json | undefined): number | null {
  return typeof left === 'number' && typeof right === 'number' ? left + right : null;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Everything else that the record has; nested objects become keys joined by `_`. What is there already stays as it is. */
function withRest(flat: Flat, record: PipelineRecord, leaveOut: ReadonlySet<string>): PipelineRecord {
  for (const key in record) if (!leaveOut.has(key)) put(flat, key, record[key]!, 0);
  return flat;
}

/** Deeper objects than this stay as they are. */
const MAX_DEPTH = 8;

function put(flat: Flat, key: string, value: Json, depth: number): void {
  if (depth < MAX_DEPTH && isObject(value)) {
    for (const [inner, part] of Object.entries(value)) put(flat, `${key}_${inner}`, part, depth + 1);
    return;
  }
  // `__proto__` would set the record's prototype; nothing of ours is called so.
  if (key !== '__proto__' && !Object.hasOwn(flat, key)) flat[key] = value;
}
