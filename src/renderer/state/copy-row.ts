/** A row as text to paste elsewhere: with the names and values of the records, as exports have them. Pure. */
import type { CellValue } from '#contract/protocol.ts';

type Cells = Readonly<Record<string, CellValue | undefined>>;

/** A header line and the row, as in exports (docs/formats.md): RFC 4180, formulas disarmed. */
export function csvOfRow(columns: readonly string[], cells: Cells): string {
  return `${columns.join(',')}\r\n${columns.map((column) => csvCell(cells[column])).join(',')}\r\n`;
}

export function jsonOfRow(columns: readonly string[], cells: Cells): string {
  return JSON.stringify(Object.fromEntries(columns.map((column) => [column, cells[column] ?? null])), null, 2);
}

function csvCell(value: CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // What a spreadsheet would run.
  const disarmed = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(disarmed) ? `"${disarmed.replaceAll('"', '""')}"` : disarmed;
}

/** The ends of a conversation, in either direction. */
export interface Conversation {
  readonly protocol_num: number;
  readonly src_ip: string;
  readonly src_port: number | null;
  readonly dst_ip: string;
  readonly dst_port: number | null;
  /** Ids from the outside in, joined by `.`; null: none, or not known. */
  readonly vlan: string | null;
}

/** Where Wireshark has the ports of a protocol. */
const PORTED: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 33: 'dccp', 132: 'sctp', 136: 'udp' };
const ICMP = 1;
const ICMPV6 = 58;

/**
 * A display filter of Wireshark and tshark for the packets of a conversation; others with the same ends are selected too, and with an
 * ICMP conversation the errors between its ends, whatever they quote. Of a datagram in fragments, Wireshark knows the ports with the last
 * one only.
 */
export function wiresharkFilter(conversation: Conversation): string {
  const { protocol_num: protocol, vlan } = conversation;
  const ports = PORTED[protocol];
  const parts = vlan === null ? [] : vlan.split('.').map((id) => `vlan.id == ${id}`);
  const isIpv6 = conversation.src_ip.includes(':');
  if (ports === undefined || conversation.src_port === null) {
    const next = protocol === ICMPV6 ? '(icmpv6 || ipv6.fraghdr.nxt == 58)' : `ipv6.nxt == ${protocol}`;
    parts.push(isIpv6 ? next : `ip.proto == ${protocol}`);
  }
  const way = (from: string, fromPort: number | null, to: string, toPort: number | null): string => {
    const ip = isIpv6 ? 'ipv6' : 'ip';
    const ends = [`${ip}.src == ${from}`, `${ip}.dst == ${to}`];
    if (ports !== undefined && fromPort !== null && toPort !== null) {
      ends.push(`${ports}.srcport == ${fromPort}`, `${ports}.dstport == ${toPort}`);
    }
    return `(${ends.join(' && ')})`;
  };
  const { src_ip: a, src_port: p, dst_ip: b, dst_port: q } = conversation;
  const there = way(a, p, b, q);
  const back = way(b, q, a, p);
  parts.push(there === back ? there : `(${there} || ${back})`);
  // ICMP errors quote the headers of what went wrong, and Wireshark finds those, too.
  if (protocol !== ICMP && protocol !== ICMPV6) parts.push(isIpv6 ? '!icmpv6' : '!icmp');
  return parts.join(' && ');
}

/** The same for a row of any table; null where the row has no ends. */
export function wiresharkFilterOfRow(cells: Cells): string | null {
  const text = (...names: readonly string[]): string | null => {
    for (const name of names) if (typeof cells[name] === 'string') return cells[name];
    return null;
  };
  const number = (...names: readonly string[]): number | null => {
    for (const name of names) if (typeof cells[name] === 'number') return cells[name];
    return null;
  };
  const src = text('src_ip', 'client_ip');
  const dst = text('dst_ip', 'server_ip');
  const transport = text('transport');
  const protocol = number('protocol_num') ?? (transport === 'tcp' ? 6 : transport === 'udp' ? 17 : null);
  if (src === null || dst === null || protocol === null) return null;
  const filter = wiresharkFilter({
    protocol_num: protocol,
    src_ip: src,
    src_port: number('src_port', 'client_port'),
    dst_ip: dst,
    dst_port: number('dst_port', 'server_port'),
    vlan: text('vlan'),
  });
  const transaction = number('trans_id');
  return transaction === null ? filter : `${filter} && dns.id == 0x${transaction.toString(16).padStart(4, '0')}`;
}
