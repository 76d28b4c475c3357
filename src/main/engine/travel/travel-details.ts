/** Details of sessions and lookups that memory does not have (any more). */
import { failure, success, type Result } from '#base/result.ts';
import { HISTORY_DATASET, type DatasetId } from '#contract/history/questions.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { CommandParams } from '#contract/protocol.ts';
import type { DnsDetails } from '#contract/views/dns.ts';
import type { SessionDetails } from '#contract/views/session-details.ts';
import { chainOf, redactedLookup } from '../dns-details.ts';
import { redactedSession } from '../session-details.ts';
import { sessionNames } from '../session-names.ts';
import type { Redactor } from '../store/redact.ts';
import { lookupKey, lookupOfKey } from './asked-view.ts';
import type { HistoryReader } from './history-reader.ts';

export interface DetailsWorld {
  /** Null in an engine without a history. */
  readonly reader: HistoryReader | null;
  /** Whether what history has may be of the capture on view, or there is none. */
  mayBeOlder(): boolean;
  redactor(): Redactor;
  alertsAbout(sessionId: string): readonly AlertRow[];
}

/** `inMemory` has packets, too, so it is asked first. */
export async function travelledSession(
  world: DetailsWorld,
  params: CommandParams<'sessions.details'>,
  signal: AbortSignal,
  inMemory: () => Promise<Result<SessionDetails>>,
): Promise<Result<SessionDetails>> {
  const { reader } = world;
  const imported = reader?.dataset()?.id ?? null;
  if (reader !== null && imported !== null) return askSession(world, reader, imported, params, signal);
  const held = await inMemory();
  if (held.ok || held.failure.code !== 'not-found') return held;
  if (reader === null || !reader.hasHistory() || !world.mayBeOlder()) return held;
  return askSession(world, reader, HISTORY_DATASET, params, signal);
}

async function askSession(
  { redactor, alertsAbout }: DetailsWorld,
  reader: HistoryReader,
  dataset: DatasetId,
  { sessionId, redact }: CommandParams<'sessions.details'>,
  signal: AbortSignal,
): Promise<Result<SessionDetails>> {
  const answer = await reader.ask('session', { dataset, sessionId }, signal);
  if (!answer.ok) return answer;
  if (answer.value === null) {
    return failure('not-found', `Session ${sessionId} is not known any more`, {
      remedy: 'History forgets what is older than the settings say, and what it was told to forget',
    });
  }
  const { session, dns, dnsKeys } = answer.value;
  const details: SessionDetails = {
    session,
    observed: {},
    icmpErrors: 0,
    packets: [],
    packetFacts: [],
    packetsNotHeld: session.packets_out + session.packets_in,
    packetsWithBytes: 0,
    dns,
    dnsKeys: dnsKeys.map((key) => lookupKey(dataset, key)),
    names: sessionNames(session, [], dns),
    verdicts: alertsAbout(sessionId),
  };
  return success(redact ? redactedSession(details, redactor()) : details);
}

export async function travelledLookup(
  { reader, redactor }: DetailsWorld,
  { key, redact }: CommandParams<'dns.details'>,
  signal: AbortSignal,
  inMemory: () => Promise<Result<DnsDetails>>,
): Promise<Result<DnsDetails>> {
  const asked = lookupOfKey(key);
  if (asked === null || reader === null) return inMemory();
  const { dataset } = asked;
  const answer = await reader.ask('dns', asked, signal);
  if (!answer.ok) return answer;
  if (answer.value === null) {
    return failure('not-found', 'This lookup is not known any more', {
      remedy: 'History forgets what is older than the settings say, and what it was told to forget',
    });
  }
  const { record, led, ledInAll, again, againKeys } = answer.value;
  const details: DnsDetails = {
    record,
    chain: chainOf(record.answers, record.query),
    led,
    ledInAll,
    again,
    againKeys: againKeys.map((each) => lookupKey(dataset, each)),
  };
  return success(redact ? redactedLookup(details, redactor()) : details);
}
