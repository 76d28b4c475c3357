/** Frames of headers as the engine makes them, from what a test says of each packet. */
import { parseAddress } from '#base/addresses.ts';
import {
  HEADER_HAS_PORTS,
  HEADER_ICMP,
  HEADER_IPV6,
  HEADER_OPPOSITE,
  HEADER_QUOTES,
  HEADER_TCP,
  HEADER_UDP,
  HeaderRows,
} from '#contract/plugins/header-frame.ts';

export interface HeaderRow {
  /** Seconds. */
  readonly time: number;
  /** Of the flow; default 0. */
  readonly key?: number;
  readonly generation?: number;
  readonly opposite?: boolean;
  /** Default 6; of 6 and 17 the header was captured, if there are ports. */
  readonly protocol?: number;
  readonly source?: string;
  readonly destination?: string;
  /** Null: none. */
  readonly ports?: readonly [number, number] | null;
  readonly tcpFlags?: number;
  /** IPv4: flags and fragment offset. */
  readonly fragment?: number;
  readonly options?: readonly number[];
  readonly payload?: string;
  readonly icmp?: readonly [type: number, code: number];
  readonly quoted?: {
    readonly source: string;
    readonly destination: string;
    readonly ports: readonly [number, number];
  };
}

export interface HeaderFrameExtras {
  readonly columns: number;
  readonly capture?: number;
  readonly ends?: boolean;
  /** Seconds. */
  readonly now?: number;
}

export function headerFrame(given: readonly HeaderRow[], extras: HeaderFrameExtras): Uint8Array {
  const rows = new HeaderRows(extras.columns);
  given.forEach((row, at) => fill(rows, at, row));
  const { capture = 1, ends = false, now = 0 } = extras;
  return rows.encode(given.length, { first: 0, capture, ends, nowUs: now * 1_000_000 });
}

function fill(rows: HeaderRows, at: number, row: HeaderRow): void {
  const { values } = rows;
  const source = parseAddress(row.source ?? '192.0.2.1')!;
  const destination = parseAddress(row.destination ?? '198.51.100.7')!;
  const protocol = row.protocol ?? (row.icmp === undefined ? 6 : source.ipv6 ? 58 : 1);
  const ports = row.ports === undefined ? (protocol === 6 || protocol === 17 ? [40_000, 443] : null) : row.ports;
  rows.time[at] = Math.round(row.time * 1_000_000);
  rows.key[at] = row.key ?? 0;
  rows.generation[at] = row.generation ?? 1;
  rows.protocol[at] = protocol;
  rows.flags[at] =
    (source.ipv6 ? HEADER_IPV6 : 0) |
    (row.opposite === true ? HEADER_OPPOSITE : 0) |
    (ports === null ? 0 : HEADER_HAS_PORTS) |
    (ports !== null && protocol === 6 ? HEADER_TCP : 0) |
    (ports !== null && protocol === 17 ? HEADER_UDP : 0) |
    (row.icmp === undefined ? 0 : HEADER_ICMP) |
    (row.quoted === undefined ? 0 : HEADER_QUOTES);
  values.source?.set(source.words, at * 4);
  values.destination?.set(destination.words, at * 4);
  const set = (column: (typeof values)[keyof typeof values], value: number): void => {
    if (column !== null) column[at] = value;
  };
  set(values.ports, ports === null ? 0 : ports[0]! | (ports[1]! << 16));
  set(values.ttl, 64);
  set(values.traffic_class, (46 << 2) | 2);
  set(values.octets, 46);
  set(values.length, 60);
  set(values.ip_id, 0xfffe);
  set(values.ip_fragment, row.fragment ?? 0x4000);
  set(values.flow_label, 0xabcde);
  set(values.tcp_flags, row.tcpFlags ?? 0x10);
  set(values.tcp_seq, 0xffff_fffe);
  set(values.tcp_ack, 0x8000_0000);
  set(values.tcp_window, 65_535);
  set(values.tcp_urgent, 7);
  set(values.checksum, 0xbeef);
  set(values.icmp, row.icmp === undefined ? 0 : (row.icmp[0] << 8) | row.icmp[1]);
  set(values.payload_length, 1448);
  const bytes = (part: Uint8Array, add: (at: number, bytes: Uint8Array, from: number, to: number) => void): void =>
    add(at, part, 0, part.length);
  if (values.tcp_options !== null) bytes(Uint8Array.from(row.options ?? []), rows.addOptions.bind(rows));
  if (values.payload !== null) bytes(new TextEncoder().encode(row.payload ?? ''), rows.addPayload.bind(rows));
  if (values.quoted !== null && row.quoted !== undefined) {
    const from = parseAddress(row.quoted.source)!;
    const to = parseAddress(row.quoted.destination)!;
    const [sourcePort, destinationPort] = row.quoted.ports;
    const addresses = Uint32Array.from([...from.words, ...to.words]);
    rows.addQuoted({ ipv6: from.ipv6, protocol: 6, sourcePort, destinationPort, addresses });
  }
}
