/** What a filter can ask of a DNS transaction, under the keys of flat records; the rest is the session's that carried it. */
import { protocolName } from '#base/protocol-names.ts';
import type { DnsRecord } from '#contract/records.ts';
import { PROTOCOL_TCP, PROTOCOL_UDP } from '#main/engine/decode/packet.ts';
import type { RowField, RowFields } from '#main/engine/filter/row-fields.ts';
import type { SearchField } from '#main/engine/filter/search-fields.ts';
import { dnsSearchFields } from './dns-record.ts';
import { linkedFields, type SessionLink } from './session-link.ts';

/** `serialOf`: of the session that carried it; 0: none. */
export function dnsFields<Row>(
  recordOf: (row: Row) => DnsRecord,
  link: SessionLink | null,
  serialOf: (row: Row) => number,
): RowFields<Row> {
  return linkedFields(searchedThrough(dnsSearchFields, recordOf), ownFields(recordOf), link, serialOf);
}

function searchedThrough<Row, Inner>(
  fields: readonly SearchField<Inner>[],
  inner: (row: Row) => Inner,
): readonly SearchField<Row>[] {
  return fields.map((field) => (term) => {
    const test = field(term);
    return test === null ? null : (row) => test(inner(row));
  });
}

function ownFields<Row>(recordOf: (row: Row) => DnsRecord): Readonly<Record<string, RowField<Row>>> {
  const shared = (text: (record: DnsRecord) => string | null): RowField<Row> => ({
    kind: 'shared',
    text: (row) => text(recordOf(row)),
  });
  const number = (value: (record: DnsRecord) => number | null): RowField<Row> => ({
    kind: 'number',
    value: (row) => value(recordOf(row)) ?? Number.NaN,
  });
  const protocol = ({ transport }: DnsRecord): number => (transport === 'udp' ? PROTOCOL_UDP : PROTOCOL_TCP);
  return {
    record_type: { kind: 'constant', value: 'dns' },
    type: { kind: 'constant', value: 'dns' },
    // As text: its order is that of time.
    time: { kind: 'text', text: (row) => recordOf(row).time },
    session_id: { kind: 'text', text: (row) => recordOf(row).session_id },
    interface: shared((record) => record.interface),
    src_ip: shared((record) => record.client_ip),
    src_port: number((record) => record.client_port),
    dst_ip: shared((record) => record.server_ip),
    dst_port: number((record) => record.server_port),
    protocol_num: number(protocol),
    protocol_name: shared((record) => protocolName(protocol(record))),
    service: { kind: 'constant', value: 'dns' },
    transport: shared((record) => record.transport),
    trans_id: number((record) => record.trans_id),
    query: shared((record) => record.query),
    qtype: shared((record) => record.qtype),
    qclass: shared((record) => record.qclass),
    rcode: number((record) => record.rcode),
    rcode_name: shared((record) => record.rcode_name),
    status: shared((record) => record.status),
    latency_ms: number((record) => record.latency_ms),
    answers: { kind: 'values', value: (row) => recordOf(row).answers.map(({ data }) => data) },
    ttls: { kind: 'values', value: (row) => [...recordOf(row).ttls] },
    flags: shared((record) => record.flags),
  };
}
