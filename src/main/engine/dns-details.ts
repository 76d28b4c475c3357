/** One lookup in full: how its answers lead on, which sessions they led to, and what else was asked for by the same client. */
import { failure, success, type Result } from '#base/result.ts';
import { parseAddress } from '#base/addresses.ts';
import type { ChainStep, DnsDetails } from '#contract/views/dns.ts';
import type { DnsAnswer, DnsRecord } from '#contract/records.ts';
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import { addressWordsTest } from './filter/address-words.ts';
import { timeOfText } from './filter/literals.ts';
import { isIpv6 } from './flows/session-view.ts';
import type { Slot } from './flows/session-columns.ts';
import type { Redactor } from './store/redact.ts';
import { Slicer, type Turns } from './store/slicer.ts';
import type { ViewerCapture } from './viewer-capture.ts';

const MAX_LED = 100;
const MAX_AGAIN = 100;
/** Questions for the same name as long as this before or after it are taken for retries and the like. */
const AGAIN_US = 30 * MICROSECONDS_PER_SECOND;
const BLOCK = 1024;

/** `key`: of a row of the table `dns`. */
export async function dnsDetails(
  data: ViewerCapture,
  key: string,
  redact: boolean,
  turns: Turns,
): Promise<Result<DnsDetails>> {
  const { ring } = data.dns;
  const number = /^\d+$/.test(key) ? Number(key) : -1;
  if (number < ring.first || number >= ring.written) {
    return failure('not-found', 'This lookup is no longer held', {
      remedy: 'Older lookups give way to newer ones; the losses in the status bar say how many did',
    });
  }
  const record = ring.at(number % ring.capacity);
  const slicer = new Slicer(turns);
  const led = await ledTo(data, record, slicer);
  const again = await askedAgain(data, record, number, slicer);
  const sessions = led.slots.map((slot) => data.sessions.records.record(slot));
  const chain = chainOf(record.answers, record.query);
  const details: DnsDetails = { record, chain, led: sessions, ledInAll: led.count, ...again };
  return success(redact ? redactedLookup(details, data.redactor) : details);
}

/** With made-up addresses and names. */
export function redactedLookup(details: DnsDetails, redactor: Redactor): DnsDetails {
  return {
    ...details,
    record: redactor.dns(details.record),
    chain: details.chain.map(({ depth, ...answer }) => ({ ...redactor.answer(answer), depth })),
    led: details.led.map((session) => redactor.session(session)),
    again: details.again.map((each) => redactor.dns(each)),
  };
}

/** Answers in the order in which they lead on from the name asked for; what hangs on nothing comes last, at depth 0. */
export function chainOf(answers: readonly DnsAnswer[], asked: string | null): ChainStep[] {
  const steps: ChainStep[] = [];
  const left = new Set(answers);
  let names = asked === null ? [] : [asked.toLowerCase()];
  for (let depth = 0; names.length > 0; depth++) {
    const next: string[] = [];
    for (const answer of left) {
      if (!names.includes(answer.name.toLowerCase())) continue;
      // Each leads on once, so a chain that comes back to itself ends.
      left.delete(answer);
      steps.push({ ...answer, depth });
      if (answer.type === 'CNAME') next.push(answer.data.toLowerCase());
    }
    names = next;
  }
  return [...steps, ...[...left].map((answer) => ({ ...answer, depth: 0 }))];
}

/** Sessions of the client to an address of the answers, begun since the question, the first ones first. */
async function ledTo(
  { sessions, flows }: ViewerCapture,
  record: DnsRecord,
  slicer: Slicer,
): Promise<{ readonly slots: readonly Slot[]; readonly count: number }> {
  const { columns } = flows;
  const addresses = record.answers.map(({ data }) => data).filter((text) => parseAddress(text) !== null);
  const toAnswer = addressWordsTest(addresses, []);
  const fromClient = addressWordsTest([record.client_ip], []);
  const since = timeOfText(record.time);
  const found: { readonly slot: Slot; readonly serial: number }[] = [];
  let count = 0;
  if (addresses.length === 0) return { slots: [], count };
  const block = new Uint32Array(BLOCK);
  sessions.beginWalk();
  // Newest first: once sessions are too old, all further ones are, but for those that were reported late.
  for (let position = sessions.endPosition() - 1; position >= sessions.firstPosition(); position -= BLOCK) {
    const read = sessions.readRows(position, BLOCK, block);
    for (const slot of block.subarray(0, read)) {
      if (columns.startTime(slot) < since) continue;
      const ipv6 = isIpv6(columns, slot);
      if (!toAnswer(columns.unsigned, columns.responderAt(slot), ipv6)) continue;
      if (!fromClient(columns.unsigned, columns.initiatorAt(slot), ipv6)) continue;
      count++;
      found.push({ slot, serial: columns.serial(slot) });
      // The oldest are wanted, and come last.
      if (found.length > MAX_LED) found.shift();
    }
    if (slicer.isDue()) await slicer.pause();
  }
  sessions.endWalk();
  const still = found.filter(({ slot, serial }) => columns.serial(slot) === serial);
  return {
    slots: still.map(({ slot }) => slot).toSorted((a, b) => columns.startTime(a) - columns.startTime(b)),
    count,
  };
}

async function askedAgain(
  { dns: { ring } }: ViewerCapture,
  record: DnsRecord,
  number: number,
  slicer: Slicer,
): Promise<Pick<DnsDetails, 'again' | 'againKeys'>> {
  const time = timeOfText(record.time);
  const name = record.query?.toLowerCase();
  const again: DnsRecord[] = [];
  const againKeys: string[] = [];
  for (let other = ring.first; other < ring.written && again.length < MAX_AGAIN; other++) {
    if (other % BLOCK === 0 && slicer.isDue()) await slicer.pause();
    if (other < ring.first || other === number || name === undefined) continue;
    const row = ring.at(other % ring.capacity);
    if (row.client_ip !== record.client_ip || row.qtype !== record.qtype || row.query?.toLowerCase() !== name) continue;
    if (Math.abs(timeOfText(row.time) - time) > AGAIN_US) continue;
    again.push(row);
    againKeys.push(String(other));
  }
  return { again, againKeys };
}
