/** One run's redaction: what stands in the place of addresses and names, the same in every view, detail and export of the capture. */
import type { DnsAnswer, DnsRecord, PacketLog, SessionRecord } from '#contract/records.ts';
import type { CellValue } from '#contract/protocol.ts';
import { AddressRedactor } from './redact-addresses.ts';
import { KeyedHash } from './redact-hash.ts';
import { NameRedactor } from './redact-names.ts';
import { TextRedactor } from './redact-texts.ts';

/** What is done with the values of a column. `hidden`: there is nothing that could stand in its place without telling. */
export type ColumnRedaction = 'address' | 'name' | 'text' | 'hidden' | 'payload' | 'answers';

const COLUMNS: Readonly<Record<string, ColumnRedaction>> = {
  src_ip: 'address',
  dst_ip: 'address',
  client_ip: 'address',
  server_ip: 'address',
  hostname: 'name',
  query: 'name',
  name: 'name',
  tunnel: 'text',
  asn: 'hidden',
  as_org: 'hidden',
  payload: 'payload',
  answers: 'answers',
};

/** Columns of text that say nothing of who is talking. Any other, e.g. of a plugin, is looked through. */
const PLAIN: ReadonlySet<string> = new Set([
  'type',
  'record_type',
  'event',
  'time',
  'timestamp',
  'start_time',
  'end_time',
  'state',
  'end_reason',
  'interface',
  'protocol_name',
  'service',
  'hostname_source',
  'name_source',
  'tcp_flags_out',
  'tcp_flags_in',
  'conn_state',
  'history',
  'vlan',
  'process',
  'country',
  'session_id',
  'direction',
  'transport',
  'qtype',
  'qclass',
  'rcode_name',
  'status',
  'flags',
]);

export class Redactor {
  readonly addresses: AddressRedactor;
  private readonly names: NameRedactor;
  private readonly texts: TextRedactor;

  /** `key`: REDACTION_KEY_BYTES of chance, new for each capture. */
  constructor(key: Uint8Array) {
    const hash = new KeyedHash(key);
    this.addresses = new AddressRedactor(hash);
    this.names = new NameRedactor(hash, this.addresses);
    this.texts = new TextRedactor(hash, this.addresses, this.names);
  }

  /** Of text that is an address; what is none is treated as a name. */
  address(text: string): string {
    return this.addresses.text(text) ?? this.names.name(text);
  }

  /** Of a host name, a domain name, or an address where a name could be. */
  name(text: string): string {
    return this.names.name(text);
  }

  /**
   * The real address, network or name in the place of which `text` is shown. Null where it is none of these, or where no word as this was shown lately: of names,
   * only those that were are known.
   */
  real(text: string): string | null {
    return this.addresses.real(text) ?? this.names.real(text);
  }

  mac(text: string): string {
    return this.texts.mac(text);
  }

  /** Of any text: the addresses and names in it. */
  text(text: string): string {
    return this.texts.text(text);
  }

  answer({ name, type, ttl, data }: DnsAnswer): DnsAnswer {
    return { name: this.name(name), type, ttl, data: this.texts.recordData(type, data) };
  }

  session(record: SessionRecord): SessionRecord {
    return this.record(record);
  }

  packet(record: PacketLog): PacketLog {
    return this.record(record);
  }

  dns(record: DnsRecord): DnsRecord {
    return this.record(record);
  }

  /** A value of this column of any of our records, or of what was added to them. */
  cell(column: string, value: CellValue): CellValue {
    if (value === null) return null;
    const how = columnRedaction(column);
    if (how === null) return value;
    if (how === 'hidden') return null;
    if (typeof value === 'string') {
      if (how === 'address') return this.address(value);
      return how === 'name' ? this.name(value) : this.text(value);
    }
    if (typeof value !== 'object') return value;
    if (how === 'answers' && Array.isArray(value)) return value.map((answer) => this.answer(answer as DnsAnswer));
    if (how === 'payload') return this.payload(value as Readonly<Record<string, string>>);
    return this.anything(value) as CellValue;
  }

  private record<R extends object>(record: R): R {
    return Object.fromEntries(
      Object.entries(record).map(([column, value]) => [column, this.cell(column, value as CellValue)]),
    ) as R;
  }

  private payload(payload: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(payload).map(([filter, name]) => [filter, this.name(name)]));
  }

  private anything(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((each: unknown) => this.anything(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.anything(each)]));
  }
}

/** Null: its values are shown as they are. */
export function columnRedaction(column: string): ColumnRedaction | null {
  return COLUMNS[column] ?? (PLAIN.has(column) ? null : 'text');
}
