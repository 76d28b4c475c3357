/** What belongs to one session or one lookup, for their details (engine/session-dns.ts, engine/dns-details.ts). */
import { parseAddress } from '#base/addresses.ts';
import type { HistoryQuestions } from '#contract/history/questions.ts';
import { timeOfText } from '#main/engine/filter/literals.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import type { Asking } from '../asking.ts';
import { Parameters, timeSql } from '../filter/parameters.ts';
import { answersSql } from '../filter/sql-fields.ts';
import { folded } from '../filter/text-sql.ts';
import { dnsColumns, dnsRecord, sessionColumns, sessionRecord } from '../records.ts';

const MOST = 100;
/** So long before a session its addresses may have been asked for. */
const BEFORE_US = 86_400 * MICROSECONDS_PER_SECOND;
/** What was imported is not that precise. */
const BEHIND_US = 60 * MICROSECONDS_PER_SECOND;
/** Questions for the same name as long as this before or after it are taken for retries and the like. */
const AGAIN_US = 30 * MICROSECONDS_PER_SECOND;

export async function sessionWithDns(
  asking: Asking,
  sessionId: string,
): Promise<HistoryQuestions['session']['answer']> {
  const parameters = new Parameters();
  const own = `t.session_id = ${parameters.text(sessionId)}`;
  const [found] = await asking.rows(`SELECT ${sessionColumns('t')} FROM sessions t WHERE ${own}`, parameters.of(own));
  if (found === undefined) return null;
  const session = sessionRecord(found);
  const responder = parameters.text(session.dst_ip);
  const [from, to] = [timeOfText(session.start_time) - BEFORE_US, timeOfText(session.end_time) + BEHIND_US];
  const near = `t.time BETWEEN ${timeSql(from)} AND ${timeSql(to)}`;
  // An answer that came later led to other sessions. Where the address is not in the text, it is no answer.
  const led = `t.client_ip = ${parameters.text(session.src_ip)} AND t.time <= ${timeSql(timeOfText(session.end_time))} AND contains(t.answers::VARCHAR, ${responder})`;
  const where = `${near} AND (${own} OR (${led} AND list_contains(${answersSql('t', 'data')}, ${responder})))`;
  const rows = await asking.rows(
    `SELECT t.dns_no, ${dnsColumns('t')} FROM dns t WHERE t.rowid IN (SELECT t.rowid FROM dns t WHERE ${where} ORDER BY t.dns_no DESC LIMIT ${MOST}) ORDER BY t.dns_no`,
    parameters.of(where),
  );
  return { session, dns: rows.map(dnsRecord), dnsKeys: rows.map(({ dns_no }) => String(dns_no)) };
}

export async function lookupWithSessions(asking: Asking, key: string): Promise<HistoryQuestions['dns']['answer']> {
  if (!/^\d{1,15}$/.test(key)) return null;
  const [found] = await asking.rows(`SELECT ${dnsColumns('t')} FROM dns t WHERE t.dns_no = ${key}`);
  if (found === undefined) return null;
  const record = dnsRecord(found);
  const addresses = record.answers.map(({ data }) => data).filter((text) => parseAddress(text) !== null);
  const since = timeOfText(record.time);
  let led: Pick<NonNullable<HistoryQuestions['dns']['answer']>, 'led' | 'ledInAll'> = { led: [], ledInAll: 0 };
  if (addresses.length > 0) {
    const parameters = new Parameters();
    const where = `t.start_time >= ${timeSql(since)} AND t.src_ip = ${parameters.text(record.client_ip)} AND t.dst_ip IN (${parameters.texts(addresses)})`;
    const rows = await asking.rows(
      `SELECT ${sessionColumns('t')}, in_all FROM sessions t
        JOIN (SELECT t.session_no, count(*) OVER () AS in_all FROM sessions t WHERE ${where} ORDER BY t.start_time, t.session_no LIMIT ${MOST}) f
        USING (session_no) ORDER BY t.start_time, t.session_no`,
      parameters.of(where),
    );
    led = { led: rows.map(sessionRecord), ledInAll: Number(rows[0]?.['in_all'] ?? 0) };
  }
  return { record, ...led, ...(await askedAgain(asking, record, Number(key), since)) };
}

async function askedAgain(
  asking: Asking,
  { query, qtype, client_ip: client }: NonNullable<HistoryQuestions['dns']['answer']>['record'],
  number: number,
  time: number,
): Promise<Pick<NonNullable<HistoryQuestions['dns']['answer']>, 'again' | 'againKeys'>> {
  if (query === null) return { again: [], againKeys: [] };
  const parameters = new Parameters();
  const name = query.toLowerCase();
  const type = qtype === null ? 't.qtype IS NULL' : `t.qtype = ${parameters.text(qtype)}`;
  const where = `t.time BETWEEN ${timeSql(time - AGAIN_US)} AND ${timeSql(time + AGAIN_US)} AND t.client_ip = ${parameters.text(client)}
    AND ${folded('t.query', [name])} = ${parameters.text(name)} AND ${type} AND t.dns_no <> ${number}`;
  const rows = await asking.rows(
    `SELECT t.dns_no, ${dnsColumns('t')} FROM dns t WHERE ${where} ORDER BY t.dns_no LIMIT ${MOST}`,
    parameters.of(where),
  );
  return { again: rows.map(dnsRecord), againKeys: rows.map(({ dns_no }) => String(dns_no)) };
}
