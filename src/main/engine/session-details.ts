/** One session with its packets, names, DNS and what was said of it, for the details panel. */
import { failure, success, type Result } from '#base/result.ts';
import { serialOf } from '#base/session-id.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { CommandParams } from '#contract/protocol.ts';
import type { SessionDetails } from '#contract/views/session-details.ts';
import { IN, OUT } from './flows/session-columns.ts';
import { relatedDns } from './session-dns.ts';
import { sessionNames } from './session-names.ts';
import { sessionPackets } from './session-packets.ts';
import type { Redactor } from './store/redact.ts';
import type { Slicer } from './store/slicer.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export interface DetailsHelp {
  readonly slicer: Slicer;
  alertsAbout(sessionId: string): readonly AlertRow[];
}

export async function sessionDetails(
  data: ViewerCapture,
  { sessionId, packetLimit, redact }: CommandParams<'sessions.details'>,
  { slicer, alertsAbout }: DetailsHelp,
): Promise<Result<SessionDetails>> {
  const serial = serialOf(sessionId);
  const slotNow = (): number => {
    const slot = serial === null ? -1 : data.sessions.slotOf(serial);
    return slot >= 0 && data.sessions.records.id(slot) === sessionId ? slot : -1;
  };
  const found = slotNow();
  if (found < 0) return notHeld(sessionId);
  const { records } = data.sessions;
  const dns = await relatedDns(
    data.dns,
    sessionId,
    records.cell(found, 'src_ip'),
    records.cell(found, 'dst_ip'),
    slicer,
  );
  // The walk through DNS let others run.
  const slot = slotNow();
  if (slot < 0) return notHeld(sessionId);
  const { columns } = data.flows;
  const packets = sessionPackets(data, columns.serial(slot), packetLimit);
  const session = records.record(slot);
  const icmpErrors = columns.icmpErrors(slot);
  const counted = columns.packets(slot, OUT) + columns.packets(slot, IN) + icmpErrors;
  const details: SessionDetails = {
    session,
    observed: records.observedValues(slot),
    icmpErrors,
    packets: packets.records,
    packetFacts: packets.facts,
    packetsNotHeld: Math.max(0, counted - packets.records.filter(({ length }) => length > 0).length),
    packetsWithBytes: packets.withBytes,
    dns: dns.records,
    dnsKeys: dns.keys,
    names: sessionNames(session, packets.names, dns.records),
    verdicts: alertsAbout(sessionId),
  };
  return success(redact ? redactedSession(details, data.redactor) : details);
}

function notHeld(sessionId: string): Result<never> {
  return failure('not-found', `Session ${sessionId} is no longer held`, {
    remedy: 'Older sessions give way to newer ones; the losses in the status bar say how many did',
  });
}

/** With made-up addresses and names; bytes hold both, so they are not there. */
export function redactedSession(details: SessionDetails, redactor: Redactor): SessionDetails {
  const { observed, packetFacts, verdicts } = details;
  const cells = Object.entries(observed).map(([column, value]) => [column, redactor.cell(column, value)]);
  return {
    ...details,
    session: redactor.session(details.session),
    observed: Object.fromEntries(cells) as SessionDetails['observed'],
    packets: details.packets.map((packet) => redactor.packet(packet)),
    packetFacts: packetFacts.map((facts) => ({ ...facts, bytesKey: null })),
    packetsWithBytes: 0,
    dns: details.dns.map((record) => redactor.dns(record)),
    names: details.names.map((name) => ({ ...name, name: redactor.name(name.name) })),
    verdicts: verdicts.map((alert) => ({
      ...alert,
      title: redactor.text(alert.title),
      message: redactor.text(alert.message),
    })),
  };
}
