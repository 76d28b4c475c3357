/** Zeek's conn.log as sessions. What becomes what: docs/history.md, "Opening exports of other tools". */
import { parseAddress } from '#base/addresses.ts';
import { protocolName } from '#base/protocol-names.ts';
import type { EndReason, SessionState } from '#contract/records.ts';
import type { CellReader } from './cell-reader.ts';
import type { SessionCells } from './rows.ts';

const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;

const RESET: readonly string[] = ['REJ', 'RSTO', 'RSTR', 'RSTOS0', 'RSTRH'];

/** Null: `cells.mistake` says why not. */
export function zeekSession(cells: CellReader): SessionCells | null {
  const start = cells.needed('ts', cells.time('ts'));
  const source = cells.needed('id.orig_h', cells.address('id.orig_h'));
  const destination = cells.needed('id.resp_h', cells.address('id.resp_h'));
  const duration = cells.number('duration') ?? 0;
  const protocol = protocolOf(cells, source);
  const hasPorts = protocol !== ICMP && protocol !== ICMPV6;
  const state = cells.text('conn_state');
  const history = cells.text('history');
  const vlans = [cells.count('vlan', 4095), cells.count('inner_vlan', 4095)].filter((each) => each !== null);
  const row: SessionCells = {
    session_id: cells.text('uid'),
    start_time: start,
    end_time: start === null ? null : start + Math.round(duration * 1_000_000),
    duration_s: duration,
    ...endOf(protocol, state),
    interface: '',
    protocol_num: protocol,
    protocol_name: protocol === null ? cells.text('proto') : protocolName(protocol),
    src_ip: source,
    src_port: hasPorts ? cells.count('id.orig_p', 65_535) : null,
    dst_ip: destination,
    dst_port: hasPorts ? cells.count('id.resp_p', 65_535) : null,
    service: serviceOf(cells.text('service')),
    packets_out: cells.count('orig_pkts'),
    packets_in: cells.count('resp_pkts'),
    bytes_out: cells.count('orig_ip_bytes') ?? cells.count('orig_bytes'),
    bytes_in: cells.count('resp_ip_bytes') ?? cells.count('resp_bytes'),
    payload_bytes_out: cells.count('orig_bytes'),
    payload_bytes_in: cells.count('resp_bytes'),
    conn_state: state,
    history,
    midstream: protocol === TCP && history !== null && !/[SsHh]/.test(history),
    vlan: vlans.length === 0 ? null : vlans.join('.'),
  };
  return cells.mistake === null ? row : null;
}

function protocolOf(cells: CellReader, source: string | null): number | null {
  const number = cells.count('ip_proto', 255);
  if (number !== null) return number;
  const name = cells.text('proto');
  if (name === 'tcp') return TCP;
  if (name === 'udp') return UDP;
  if (name === 'icmp') return source !== null && parseAddress(source)?.ipv6 === true ? ICMPV6 : ICMP;
  return null;
}

/** Zeek writes a connection when it is over: what did not end by itself ended for want of packets. */
function endOf(protocol: number | null, state: string | null): { state: SessionState; end_reason: EndReason } {
  if (state !== null && RESET.includes(state)) return { state: 'ABORT', end_reason: 'rst' };
  if (protocol === TCP && state === 'SF') return { state: 'CLOSE', end_reason: 'fin' };
  return { state: 'EXPIRED', end_reason: 'timeout' };
}

/** The first of several; `ssl` is what Zeek calls TLS. A leading `-` is a protocol that it was taken for first. */
function serviceOf(services: string | null): string | null {
  const first = services?.split(',').find((each) => each !== '' && !each.startsWith('-'));
  if (first === undefined) return null;
  return first === 'ssl' ? 'tls' : first;
}
