/**
 * DNS: tshark has messages, we have transactions. The messages on port 53 are paired here by what docs/spec/flows.md says
 * (F37 to F40): same ends, id, name and type; a repeated query is the first one's copy; nothing waits longer than 30 s.
 */
import type { DnsRecord } from '#contract/records.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import type { ExpectedDns } from './captures.ts';
import { compareFacts, Facts, type Comparison } from './difference.ts';
import { expectedAnswer, expectedName, ourAnswer } from './dns-text.ts';
import type { FrameTimes, Reading } from './reading.ts';

const PORT = 53;
const TIMEOUT_US = DEFAULT_SETTINGS.timeouts.dns * 1e6;
const MALFORMED = ', malformed behind the question';
const NO_QUESTION = '-';
const UNANSWERED = 'unanswered';

interface Waiting {
  readonly query: ExpectedDns;
  readonly time: number;
  copies: number;
  answered: boolean;
}

/** A name that tshark has only a remark on (`<Name too long>`) makes a message that is no DNS to us. */
export function isReadable(message: ExpectedDns): boolean {
  if (message.quoted_in_icmp === true) return false;
  const [question] = message.questions;
  return question === undefined ? message.malformed !== true : !question.name.startsWith('<');
}

export function compareDns(reading: Reading, messages: readonly ExpectedDns[]): Comparison {
  const relevant = messages.filter(
    (message) => message.kind === 'dns' && isReadable(message) && [message.src_port, message.dst_port].includes(PORT),
  );
  const theirs = pair(relevant, reading.frames);
  const withData = new Map<string, boolean>();
  for (const { answers } of relevant) for (const { type, data } of answers) withData.set(type, data !== undefined);
  const ours = new Facts();
  for (const row of reading.dns) ours.add(ourKey(row), ourValue(row, withData), reading.frames.frameAt(row.time));
  for (const [key, { value, frame }] of theirs.entries) {
    const mine = ours.entries.get(key)?.value;
    // What can still be read of a malformed message is a matter of taste, but for the code in its header.
    if (value.endsWith(MALFORMED) && mine !== undefined)
      ours.entries.set(key, { value: `${mine.split(';')[0]}${MALFORMED}`, frame });
  }
  return compareFacts('DNS', ours, theirs);
}

function pair(messages: readonly ExpectedDns[], frames: FrameTimes): Facts {
  const facts = new Facts();
  const waiting = new Map<string, Waiting>();
  const report = (query: ExpectedDns, response: ExpectedDns | null): void => {
    const value =
      response === null ? UNANSWERED : answerText(response.rcode ?? 0, response.answers.map(expectedAnswer));
    facts.add(theirKey(query), value, query.frame);
  };
  const byId = (key: string): string | undefined => {
    const ends = key.slice(0, key.length - NO_QUESTION.length);
    return [...waiting.keys()].find((other) => other.startsWith(ends));
  };
  for (const message of messages) {
    const time = frames.timeOf(message.frame);
    const asked = theirKey(message).toLowerCase();
    // A response without a question can only be told by its id.
    const key = waiting.has(asked) || message.questions.length > 0 ? asked : (byId(asked) ?? asked);
    const earlier = waiting.get(key);
    const tooOld = earlier !== undefined && time - earlier.time > TIMEOUT_US;
    if (tooOld && !earlier.answered) report(earlier.query, null);
    if (message.qr === 'query') {
      if (earlier !== undefined && !earlier.answered && !tooOld) earlier.copies++;
      else waiting.set(key, { query: message, time, copies: 0, answered: false });
    } else if (earlier === undefined || tooOld) {
      if (tooOld) waiting.delete(key);
      report(message, message);
    } else {
      if (!earlier.answered) report(earlier.query, message);
      earlier.answered = true;
      if (earlier.copies-- === 0) waiting.delete(key);
    }
  }
  for (const { query, answered } of waiting.values()) if (!answered) report(query, null);
  return facts;
}

function theirKey(message: ExpectedDns): string {
  const [question] = message.questions;
  const sent = `${message.src}:${message.src_port}`;
  const received = `${message.dst}:${message.dst_port}`;
  const ends = message.qr === 'query' ? `${sent} > ${received}` : `${received} > ${sent}`;
  const asked = question === undefined ? NO_QUESTION : `${question.type} ${expectedName(question)}`;
  return `${message.transport} ${ends} id ${message.id}: ${asked}`;
}

function ourKey(row: DnsRecord): string {
  const ends = `${row.client_ip}:${row.client_port} > ${row.server_ip}:${row.server_port}`;
  return `${row.transport} ${ends} id ${row.trans_id}: ${row.query === null ? NO_QUESTION : `${row.qtype} ${row.query}`}`;
}

function ourValue(row: DnsRecord, withData: ReadonlyMap<string, boolean>): string {
  if (row.rcode === null) return UNANSWERED;
  const answers = row.answers.map((answer) => ourAnswer(answer, withData.get(answer.type) ?? true));
  return answerText(row.rcode & 15, answers);
}

function answerText(rcode: number, answers: readonly string[]): string {
  return `rcode ${rcode}${answers.map((answer) => `; ${answer}`).join('')}`;
}
