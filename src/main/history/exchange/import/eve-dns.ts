/**
 * Suricata's DNS events as transactions: a question and its answers become one row. Versions 1 (an event for each record of an answer), 2 (one for
 * the answer) and 3 (Suricata 8: `request` and `response`). Questions wait for their answers, so many of them at most; then the oldest are unanswered.
 */
import type { DnsAnswer } from '#contract/records.ts';
import type { CellReader } from './cell-reader.ts';
import { rcodeNumber, statusOf } from './dns-names.ts';
import type { DnsCells, RowSink } from './rows.ts';

const MOST_WAITING = 32_768;
const BITS = ['aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const;

interface Transaction {
  readonly time: number;
  readonly isAsked: boolean;
  readonly session: string | null;
  readonly interface: string;
  readonly client: readonly [string, number | null];
  readonly server: readonly [string, number | null];
  readonly transport: string | null;
  readonly id: number | null;
  readonly query: string | null;
  readonly type: string | null;
  answeredAt: number | null;
  rcode: number | null;
  rcodeName: string | null;
  flags: string;
  readonly answers: DnsAnswer[];
}

export class EveDns {
  readonly #sink: RowSink;
  /** In the order of their first event. */
  readonly #waiting: Map<string, Transaction> = new Map();

  constructor(sink: RowSink) {
    this.#sink = sink;
  }

  event(event: CellReader, dns: CellReader): void {
    const type = dns.text('type');
    const isQuestion = type === 'query' || type === 'request';
    if (!isQuestion && type !== 'answer' && type !== 'response') return;
    const time = event.needed('timestamp', event.time('timestamp'));
    const source = event.needed('src_ip', event.address('src_ip'));
    const destination = event.needed('dest_ip', event.address('dest_ip'));
    const ports = [event.count('src_port', 65_535), event.count('dest_port', 65_535)] as const;
    const asked = questionOf(dns);
    const id = dns.count('id', 65_535);
    if (time === null || source === null || destination === null || event.mistake !== null) return;
    if (dns.mistake !== null) return;
    // An answer may say nothing of its question but its id.
    const key = `${event.text('flow_id') ?? [source, destination].toSorted().join()} ${id ?? ''}`;
    const known = this.#waiting.get(key);
    // Asked once more.
    if (isQuestion && known !== undefined) this.#finish(key, known);
    if (!isQuestion && known !== undefined) {
      answered(known, time, dns);
      return;
    }
    const isTurned = !isQuestion && isServer(ports[0]) && !isServer(ports[1]);
    const from = [source, ports[0]] as const;
    const to = [destination, ports[1]] as const;
    const transaction: Transaction = {
      time,
      isAsked: isQuestion,
      session: event.text('flow_id'),
      interface: event.text('in_iface') ?? '',
      client: isTurned ? to : from,
      server: isTurned ? from : to,
      transport: event.text('proto')?.toLowerCase() ?? null,
      id,
      ...asked,
      answeredAt: null,
      rcode: null,
      rcodeName: null,
      flags: '',
      answers: [],
    };
    this.#add(key, transaction);
    if (!isQuestion) answered(transaction, time, dns);
  }

  end(): void {
    for (const [key, transaction] of this.#waiting) this.#finish(key, transaction);
  }

  #add(key: string, transaction: Transaction): void {
    this.#waiting.set(key, transaction);
    const [oldest] = this.#waiting;
    if (this.#waiting.size > MOST_WAITING && oldest !== undefined) this.#finish(...oldest);
  }

  #finish(key: string, transaction: Transaction): void {
    this.#waiting.delete(key);
    this.#sink.dns(cellsOf(transaction));
  }
}

function isServer(port: number | null): boolean {
  return port === 53 || port === 5353 || port === 5355;
}

/** Version 3 has a list of questions. */
function questionOf(dns: CellReader): { readonly query: string | null; readonly type: string | null } {
  const [first] = dns.list('queries') ?? [];
  if (isObject(first)) return { query: textOf(first['rrname']), type: textOf(first['rrtype']) };
  return { query: dns.text('rrname'), type: dns.text('rrtype') };
}

function answered(transaction: Transaction, time: number, dns: CellReader): void {
  transaction.answeredAt ??= time;
  transaction.rcodeName = dns.text('rcode') ?? transaction.rcodeName;
  transaction.rcode = transaction.rcodeName === null ? transaction.rcode : rcodeNumber(transaction.rcodeName);
  const flags = BITS.filter((bit) => dns.boolean(bit) === true).map((bit) => bit.toUpperCase());
  if (flags.length > 0) transaction.flags = flags.join(' ');
  const answers = dns.list('answers');
  if (answers !== null) {
    for (const answer of answers) if (isObject(answer)) transaction.answers.push(answerOf(answer));
  } else if (dns.raw('grouped') !== null)
    transaction.answers.push(...groupedAnswers(dns.raw('grouped'), transaction.query));
  else if (dns.raw('rdata') !== null) {
    // Version 1: the event is the record.
    const [name, type, data] = [dns.text('rrname'), dns.text('rrtype'), dns.text('rdata')];
    transaction.answers.push({ name: name ?? '', type: type ?? '', ttl: dns.count('ttl') ?? 0, data: data ?? '' });
  }
}

function answerOf(answer: Readonly<Record<string, unknown>>): DnsAnswer {
  const type = textOf(answer['rrtype']) ?? '';
  const data = answer['rdata'] ?? answer[type.toLowerCase()];
  return {
    name: textOf(answer['rrname']) ?? '',
    type,
    ttl: typeof answer['ttl'] === 'number' ? answer['ttl'] : 0,
    data: typeof data === 'object' && data !== null ? JSON.stringify(data) : (textOf(data) ?? ''),
  };
}

/** By type, without names and times to live. */
function groupedAnswers(grouped: unknown, query: string | null): readonly DnsAnswer[] {
  if (!isObject(grouped)) return [];
  return Object.entries(grouped).flatMap(([type, list]) =>
    Array.isArray(list)
      ? list.map((each: unknown) => ({
          name: query ?? '',
          type,
          ttl: 0,
          data: typeof each === 'object' ? JSON.stringify(each) : (textOf(each) ?? ''),
        }))
      : [],
  );
}

function cellsOf(transaction: Transaction): DnsCells {
  const { answers, rcode, answeredAt, time, isAsked } = transaction;
  return {
    time,
    session_id: transaction.session,
    interface: transaction.interface,
    client_ip: transaction.client[0],
    client_port: transaction.client[1],
    server_ip: transaction.server[0],
    server_port: transaction.server[1],
    transport: transaction.transport,
    trans_id: transaction.id,
    query: transaction.query,
    qtype: transaction.type,
    // Suricata does not say.
    qclass: null,
    rcode,
    rcode_name: transaction.rcodeName,
    status: isAsked ? statusOf(answeredAt === null ? null : (rcode ?? 0), answers.length) : 'unsolicited',
    latency_ms: isAsked && answeredAt !== null ? Math.max(0, answeredAt - time) / 1000 : null,
    answers: JSON.stringify(answers),
    ttls: answers.map(({ ttl }) => ttl),
    flags: transaction.flags,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}
