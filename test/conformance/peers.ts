/**
 * How often other programs say the same, where that is no verdict: ndpiReader and Arkime work on other bytes and cut flows
 * elsewhere, and a name may be anything an application says.
 */
import type { Expectation, UpstreamLog } from './captures.ts';
import type { Reading } from './reading.ts';

export interface Agreement {
  agreed: number;
  total: number;
}

export interface PeerAgreement {
  /** Conversations of ndpiReader and Arkime: packets both ways. */
  readonly flows: Agreement;
  /** Names that nDPI, Arkime, JA4 and Zeek's logs give a conversation. */
  readonly names: Agreement;
}

/** Of a conversation, in either direction: what is said of it from the smaller end on. */
type Said = Map<string, readonly [number, number]>;

export function countPeers(reading: Reading, expectation: Expectation): PeerAgreement {
  const ours: Said = new Map();
  for (const session of reading.sessions) {
    const { protocol_num: protocol, src_port: sourcePort, dst_port: destinationPort } = session;
    if (sourcePort === null || destinationPort === null) continue;
    const ends = [protocol, `${session.src_ip}:${sourcePort}`, `${session.dst_ip}:${destinationPort}`] as const;
    add(ours, ...ends, session.packets_out, session.packets_in);
  }
  return {
    flows: agreement(ours, ndpi(expectation), arkime(expectation)),
    names: countNames(reading, expectation),
  };
}

function add(said: Said, protocol: number, from: string, to: string, out: number, back: number): void {
  const [key, first, second] = from < to ? [`${from} ${to}`, out, back] : [`${to} ${from}`, back, out];
  const [earlierFirst, earlierSecond] = said.get(`${protocol} ${key}`) ?? [0, 0];
  said.set(`${protocol} ${key}`, [earlierFirst + first, earlierSecond + second]);
}

function agreement(ours: Said, ...theirs: readonly Said[]): Agreement {
  const result = { agreed: 0, total: 0 };
  for (const [key, [first, second]] of theirs.flatMap((said) => [...said])) {
    const mine = ours.get(key);
    result.total++;
    if (mine?.[0] === first && mine[1] === second) result.agreed++;
  }
  return result;
}

function ndpi({ ndpi: table }: Expectation): Said {
  const said: Said = new Map();
  for (const row of table?.rows ?? []) {
    const protocol = { tcp: 6, udp: 17 }[row.proto];
    if (protocol === undefined) continue;
    add(said, protocol, `${row.a}:${row.a_port}`, `${row.b}:${row.b_port}`, row.a_packets, row.b_packets);
  }
  return said;
}

function arkime({ upstream }: Expectation): Said {
  const said: Said = new Map();
  for (const session of upstream?.flatMap(({ sessions }) => sessions ?? []) ?? []) {
    if (![6, 17].includes(session.ip_protocol)) continue;
    const [from, to] = [`${session.src}:${session.src_port}`, `${session.dst}:${session.dst_port}`];
    add(said, session.ip_protocol, from, to, session.src_packets, session.dst_packets);
  }
  return said;
}

/** By ends in either order: every name that we have for the conversation, in lower case. */
function countNames(reading: Reading, { ndpi: table, upstream }: Expectation): Agreement {
  const ours = new Map<string, Set<string>>();
  const learn = (from: string, to: string, name: string): void => {
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const names = ours.get(key) ?? new Set();
    names.add(name.toLowerCase());
    ours.set(key, names);
  };
  for (const packet of reading.packets) {
    const ends = [`${packet.src_ip}:${packet.src_port}`, `${packet.dst_ip}:${packet.dst_port}`] as const;
    for (const name of Object.values(packet.payload ?? {})) learn(...ends, name);
  }
  const result = { agreed: 0, total: 0 };
  const theirs = (table?.rows ?? []).map((row) => [`${row.a}:${row.a_port}`, `${row.b}:${row.b_port}`, row.name ?? '']);
  for (const [from = '', to = '', name = ''] of [...theirs, ...(upstream ?? []).flatMap(namesOf)]) {
    if (name === '' || name === '-') continue;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    result.total++;
    if (ours.get(key)?.has(name.toLowerCase()) === true) result.agreed++;
  }
  return result;
}

const NAME_FIELDS = ['name', 'sni', 'host', 'server_name', 'query'];

/** From, to and name of each row that has one. */
function namesOf({ fields = [], rows = [] }: UpstreamLog): string[][] {
  const at = (...names: readonly string[]): number => fields.findIndex((field) => names.includes(field));
  const name = at(...NAME_FIELDS);
  const places = [
    at('a', 'src', 'id.orig_h'),
    at('a_port', 'src_port', 'id.orig_p'),
    at('b', 'dst', 'id.resp_h'),
    at('b_port', 'dst_port', 'id.resp_p'),
  ];
  if (name < 0 || places.includes(-1)) return [];
  return rows.map((row) => {
    const [from, fromPort, to, toPort] = places.map((place) => String(row[place]));
    return [`${from}:${fromPort}`, `${to}:${toPort}`, String(row[name])];
  });
}
