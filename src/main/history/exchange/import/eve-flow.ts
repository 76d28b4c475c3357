/** Suricata's flow events as sessions. */
import { parseAddress } from '#base/addresses.ts';
import { protocolName } from '#base/protocol-names.ts';
import type { EndReason, SessionState } from '#contract/records.ts';
import { CellReader, type Lookup } from './cell-reader.ts';
import type { SessionCells } from './rows.ts';

const TCP = 6;
const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['ICMP', 1],
  ['TCP', TCP],
  ['UDP', 17],
  ['GRE', 47],
  ['ESP', 50],
  ['AH', 51],
  ['ICMPV6', 58],
  ['IPV6-ICMP', 58],
  ['SCTP', 132],
]);
/** In the order in which our records write them. */
const FLAGS: readonly (readonly [string, number])[] = [
  ['F', 0x01],
  ['S', 0x02],
  ['R', 0x04],
  ['P', 0x08],
  ['A', 0x10],
  ['U', 0x20],
  ['E', 0x40],
  ['C', 0x80],
];
const RST = 0x04;
const FIN = 0x01;

/** Null: `event.mistake` or `flow.mistake` says why not. */
export function eveSession(event: CellReader, flow: CellReader, tcpLookup: Lookup): SessionCells | null {
  const tcp = new CellReader().begin(tcpLookup);
  const start = flow.time('start') ?? event.needed('timestamp', event.time('timestamp'));
  const end = flow.time('end') ?? start;
  const source = event.needed('src_ip', event.address('src_ip'));
  const destination = event.needed('dest_ip', event.address('dest_ip'));
  const protocol = eveProtocol(event, source);
  const out = flagsOf(tcp, 'tcp_flags_ts');
  const into = flagsOf(tcp, 'tcp_flags_tc');
  const hasPorts = protocol !== 1 && protocol !== 58;
  const vlans = event.list('vlan');
  const row: SessionCells = {
    session_id: event.text('flow_id'),
    start_time: start,
    end_time: end,
    duration_s: start === null || end === null ? null : Math.max(0, end - start) / 1_000_000,
    ...endOf(protocol, flow.text('state'), flow.text('reason'), (out ?? 0) | (into ?? 0)),
    interface: event.text('in_iface') ?? '',
    protocol_num: protocol,
    protocol_name: protocol === null ? event.text('proto') : protocolName(protocol),
    src_ip: source,
    src_port: hasPorts ? event.count('src_port', 65_535) : null,
    dst_ip: destination,
    dst_port: hasPorts ? event.count('dest_port', 65_535) : null,
    service: serviceOf(event.text('app_proto')),
    packets_out: flow.count('pkts_toserver'),
    packets_in: flow.count('pkts_toclient'),
    bytes_out: flow.count('bytes_toserver'),
    bytes_in: flow.count('bytes_toclient'),
    tcp_flags_out: out === null ? null : flagLetters(out),
    tcp_flags_in: into === null ? null : flagLetters(into),
    midstream: protocol === TCP && out !== null && ((out | (into ?? 0)) & 0x02) === 0,
    vlan: vlans === null || vlans.length === 0 ? null : vlans.map(String).join('.'),
  };
  return event.mistake === null && flow.mistake === null ? row : null;
}

export function eveProtocol(event: CellReader, source: string | null): number | null {
  const name = event.text('proto')?.toUpperCase() ?? '';
  const number = PROTOCOLS.get(name) ?? (/^\d{1,3}$/.test(name) ? Number(name) : null);
  return number === 1 && source !== null && parseAddress(source)?.ipv6 === true ? 58 : number;
}

/** `forced` and `shutdown` are ends of Suricata, not of the conversation. */
function endOf(
  protocol: number | null,
  state: string | null,
  reason: string | null,
  flags: number,
): { state: SessionState; end_reason: EndReason | null } {
  if (protocol === TCP && state === 'closed') {
    if ((flags & RST) !== 0) return { state: 'ABORT', end_reason: 'rst' };
    if ((flags & FIN) !== 0) return { state: 'CLOSE', end_reason: 'fin' };
  }
  if (reason === 'tcp_reuse') return { state: 'EXPIRED', end_reason: 'reused' };
  if (reason !== 'forced' && reason !== 'shutdown') return { state: 'EXPIRED', end_reason: 'timeout' };
  return { state: state === 'new' ? 'NEW' : 'ESTABLISHED', end_reason: null };
}

function flagsOf(tcp: CellReader, name: string): number | null {
  const text = tcp.text(name);
  return text !== null && /^[0-9a-f]{1,2}$/i.test(text) ? Number.parseInt(text, 16) : null;
}

function flagLetters(flags: number): string {
  return FLAGS.filter(([, bit]) => (flags & bit) !== 0)
    .map(([letter]) => letter)
    .join('');
}

/** `failed`: Suricata found none. */
function serviceOf(name: string | null): string | null {
  return name === 'failed' || name === 'unknown' ? null : name;
}
