/** Zeek's dns.log as DNS transactions. What becomes what: docs/history.md, "Opening exports of other tools". */
import { parseAddress } from '#base/addresses.ts';
import type { DnsAnswer } from '#contract/records.ts';
import type { CellReader } from './cell-reader.ts';
import { className, statusOf } from './dns-names.ts';
import type { DnsCells } from './rows.ts';

const BITS = ['AA', 'TC', 'RD', 'RA'] as const;

/** Null: `cells.mistake` says why not. */
export function zeekDns(cells: CellReader): DnsCells | null {
  const query = cells.text('query');
  const type = typeOf(cells);
  const rcode = cells.count('rcode', 65_535);
  const rtt = cells.number('rtt');
  const answers = answersOf(cells, query, type);
  const classNumber = cells.count('qclass', 65_535);
  const row: DnsCells = {
    time: cells.needed('ts', cells.time('ts')),
    session_id: cells.text('uid'),
    interface: '',
    client_ip: cells.needed('id.orig_h', cells.address('id.orig_h')),
    client_port: cells.count('id.orig_p', 65_535),
    server_ip: cells.needed('id.resp_h', cells.address('id.resp_h')),
    server_port: cells.count('id.resp_p', 65_535),
    transport: cells.text('proto'),
    trans_id: cells.count('trans_id', 65_535),
    query,
    qtype: type,
    qclass: classNumber === null ? null : className(classNumber),
    rcode,
    rcode_name: cells.text('rcode_name'),
    // A response without the time since its question is one that nobody was seen to ask for.
    status: rcode !== null && rtt === null ? 'unsolicited' : statusOf(rcode, answers.length),
    latency_ms: rtt === null ? null : Math.round(rtt * 1_000_000) / 1000,
    answers: JSON.stringify(answers),
    ttls: answers.map(({ ttl }) => ttl),
    flags: BITS.filter((bit) => cells.boolean(bit) === true).join(' '),
  };
  return cells.mistake === null ? row : null;
}

/** Zeek calls ANY `*`. */
function typeOf(cells: CellReader): string | null {
  const name = cells.text('qtype_name');
  if (name === '*') return 'ANY';
  const number = cells.count('qtype', 65_535);
  return name ?? (number === null ? null : `TYPE${number}`);
}

/** Zeek has their data alone; what they are is told by that and by the question. */
function answersOf(cells: CellReader, query: string | null, type: string | null): readonly DnsAnswer[] {
  const data = cells.list('answers') ?? [];
  const ttls = cells.list('TTLs') ?? [];
  return data.map((each, position) => {
    const text = typeof each === 'string' ? each : each === null ? '' : JSON.stringify(each);
    const ttl = Number(ttls[position] ?? 0);
    return {
      name: query ?? '',
      type: answerType(text, type),
      ttl: Number.isFinite(ttl) ? Math.round(ttl) : 0,
      data: text,
    };
  });
}

function answerType(data: string, asked: string | null): string {
  const address = parseAddress(data);
  if (address !== null) return address.ipv6 ? 'AAAA' : 'A';
  if (data.startsWith('TXT ')) return 'TXT';
  return asked === null || asked === 'A' || asked === 'AAAA' ? 'CNAME' : asked;
}
