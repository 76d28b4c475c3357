/** Sessions against the connections in Zeek's conn.log, where the project that the capture comes from has one. */
import type { SessionRecord } from '#contract/records.ts';
import type { UpstreamLog } from './captures.ts';
import { compareFacts, Facts, type Comparison } from './difference.ts';
import type { Reading } from './reading.ts';

const EMPTY = '-';
/** Zeek logs a tunnel's outer conversation too; our session is the innermost one. */
const TUNNELS = new Set(['ayiya', 'geneve', 'gtpv1', 'teredo', 'vxlan']);
/** Their ports, where Zeek did not name the service. */
const TUNNEL_PORTS = new Set(['2152', '3544', '4789', '5072', '6081']);
/** Services of ours by the analyzer that Zeek names: it has one for all that looks like DNS, and TLS by its former name. */
const SERVICES: ReadonlyMap<string, readonly string[]> = new Map([
  ['dns', ['dns', 'mdns', 'llmnr', 'netbios-ns', 'nbns']],
  ['ssl', ['tls', 'https']],
  ['quic,ssl', ['quic']],
]);

/** Fields that stand or fall together. */
const ASPECTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['initiator', ['id.orig_h', 'id.orig_p']],
  ['state and history', ['conn_state', 'history']],
  ['packets', ['orig_pkts', 'resp_pkts']],
  ['payload bytes', ['orig_bytes', 'resp_bytes']],
  ['duration', ['duration']],
  ['service', ['service']],
]);

type Row = ReadonlyMap<string, string>;

export function compareZeek(reading: Reading, logs: readonly UpstreamLog[]): Comparison {
  const ours = new Facts();
  const theirs = new Facts();
  const durations = new Durations(reading);
  for (const log of logs) if (log.tool === 'zeek' && log.log === 'conn.log') addLog(log);
  return compareFacts('Zeek', ours, theirs);

  function addLog(log: UpstreamLog): void {
    const fields = log.fields ?? [];
    const byEnds = new Map<string, Row[]>();
    for (const cells of log.rows ?? []) {
      const row: Row = new Map(fields.map((name, at) => [name, String(cells[at])]));
      if (row.get('proto') === 'icmp' || TUNNELS.has(row.get('service') ?? '')) continue;
      const ends = row.has('id.orig_h') ? endsOf(row) : 'the only connection';
      byEnds.set(ends, [...(byEnds.get(ends) ?? []), row]);
    }
    for (const [ends, rows] of byEnds) addConnections(ends, rows);
  }

  function addConnections(ends: string, rows: readonly Row[]): void {
    const sessions = reading.sessions
      .filter((session) => isSame(session, rows[0]!))
      .toSorted((one, other) => (one.session_id < other.session_id ? -1 : 1));
    if (sessions.length === 0 && TUNNEL_PORTS.has(rows[0]!.get('id.resp_p') ?? '')) return;
    // Its time-outs are not ours: what it splits more or less often than we do is taken together.
    if (rows.length === sessions.length) {
      for (const [at, row] of rows.entries()) addAspects(at === 0 ? ends : `${ends} (${at + 1})`, row, sessions[at]);
    } else addAspects(ends, together(rows), sessions.length === 0 ? undefined : sessionsTogether(sessions));
  }

  function addAspects(connection: string, row: Row, session: SessionRecord | undefined): void {
    const frame = session === undefined ? null : reading.frames.frameAt(session.start_time);
    for (const [aspect, names] of ASPECTS) {
      const present = names.filter((name) => (row.get(name) ?? EMPTY) !== EMPTY);
      if (present.length === 0) continue;
      const key = `${connection}: ${aspect}`;
      // Each log has its own fields, so the same connection may come up twice.
      theirs.put(key, present.map((name) => theirText(row, name)).join(' '), null);
      if (session === undefined) continue;
      ours.put(key, present.map((name) => ourText(session, name, row)).join(' '), frame);
    }
  }

  function ourText(session: SessionRecord, field: string, row: Row): string {
    switch (field) {
      case 'id.orig_h':
        return session.src_ip;
      case 'id.orig_p':
        return String(session.src_port);
      case 'conn_state':
        return session.conn_state ?? EMPTY;
      case 'history':
        return session.history ?? EMPTY;
      case 'orig_pkts':
        return String(session.packets_out);
      case 'resp_pkts':
        return String(session.packets_in);
      case 'orig_bytes':
        return missedBytes(row) > 0
          ? allBytes(session.payload_bytes_out + session.payload_bytes_in)
          : payload(session.payload_bytes_out, session.retransmissions_out, row.get(field));
      case 'resp_bytes':
        return missedBytes(row) > 0
          ? ''
          : payload(session.payload_bytes_in, session.retransmissions_in, row.get(field));
      case 'duration':
        return durations.of(session, row.get('duration')!);
      case 'service': {
        const theirs = row.get('service') ?? EMPTY;
        const same = session.service !== null && (SERVICES.get(theirs) ?? []).includes(session.service);
        return same ? theirs : (session.service ?? EMPTY);
      }
      default:
        return EMPTY;
    }
  }
}

/** Zeek counts sequence numbers, also of what was never captured, and says how many bytes that is for both ways together. */
function missedBytes(row: Row): number {
  return Number(row.get('missed_bytes') ?? 0);
}

/** We count what is sent again each time, Zeek the sequence numbers once. */
function payload(bytes: number, retransmissions: number | null, theirs: string | undefined): string {
  const again = retransmissions !== null && retransmissions > 0 && bytes > Number(theirs);
  return again ? String(theirs) : String(bytes);
}

function allBytes(count: number): string {
  return `${count} both ways`;
}

function theirText(row: Row, field: string): string {
  const value = row.get(field)!;
  if (missedBytes(row) === 0) return value;
  if (field === 'resp_bytes') return '';
  if (field !== 'orig_bytes') return value;
  return allBytes(Number(value) + Number(row.get('resp_bytes')) - missedBytes(row));
}

const SUMMED = new Set(['orig_pkts', 'resp_pkts', 'orig_bytes', 'resp_bytes', 'missed_bytes']);

/** Counts are added up; what each has of its own (its duration) is left out; for the rest the first one stands. */
function together(rows: readonly Row[]): Row {
  const merged = new Map(rows[0]);
  merged.delete('duration');
  for (const name of SUMMED) {
    if (merged.has(name)) merged.set(name, String(rows.reduce((sum, row) => sum + (Number(row.get(name)) || 0), 0)));
  }
  return merged;
}

function sessionsTogether(sessions: readonly SessionRecord[]): SessionRecord {
  const sum = (pick: (session: SessionRecord) => number): number => sessions.reduce((all, one) => all + pick(one), 0);
  return {
    ...sessions[0]!,
    packets_out: sum((session) => session.packets_out),
    packets_in: sum((session) => session.packets_in),
    payload_bytes_out: sum((session) => session.payload_bytes_out),
    payload_bytes_in: sum((session) => session.payload_bytes_in),
  };
}

/** Of a TCP connection that was torn down, Zeek's duration "will not include the final ACK" (its documentation of conn.log). */
class Durations {
  readonly #lastButOne: ReadonlyMap<string, string>;

  constructor(reading: Reading) {
    const lastTwo = new Map<string, readonly [string, string]>();
    for (const { session_id: id, timestamp, length } of reading.packets) {
      if (id !== null && length > 0) lastTwo.set(id, [lastTwo.get(id)?.[1] ?? timestamp, timestamp]);
    }
    this.#lastButOne = new Map([...lastTwo].map(([id, [time]]) => [id, time]));
  }

  of(session: SessionRecord, theirs: string): string {
    const whole = session.duration_s.toFixed(6);
    const earlier = this.#lastButOne.get(session.session_id);
    if (session.protocol_name !== 'TCP' || whole === theirs || earlier === undefined) return whole;
    return microsecondsBetween(session.start_time, earlier) === theirs ? theirs : whole;
  }
}

/** As Zeek writes intervals. */
function microsecondsBetween(start: string, end: string): string {
  const microseconds = (text: string): number =>
    Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(text.slice(20, 26));
  return ((microseconds(end) - microseconds(start)) / 1e6).toFixed(6);
}

function endsOf(row: Row): string {
  const [from, to] = [
    `${row.get('id.orig_h')}:${row.get('id.orig_p')}`,
    `${row.get('id.resp_h')}:${row.get('id.resp_p')}`,
  ];
  return `${row.get('proto')} ${from} > ${to}`;
}

/** Whichever end either of us takes for the initiator. A row without ends is of a capture with one connection. */
function isSame(session: SessionRecord, row: Row): boolean {
  if (!row.has('id.orig_h')) return true;
  const protocol = session.protocol_name.toLowerCase();
  const [initiator, responder] = [`${session.src_ip}:${session.src_port}`, `${session.dst_ip}:${session.dst_port}`];
  return [`${protocol} ${initiator} > ${responder}`, `${protocol} ${responder} > ${initiator}`].includes(endsOf(row));
}
