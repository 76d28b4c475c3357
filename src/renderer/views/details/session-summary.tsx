/** A session at a glance: what it is, who it is with and how we know, how its packets went, what was said of it. */
import type { SessionDetails } from '#contract/views/session-details.ts';
import type { SessionRecord } from '#contract/records.ts';
import { clockText, exactText } from '../../display/times.ts';
import { formatBytes, formatCount, formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { Facts, Section, type Fact } from '../../widgets/facts.tsx';
import { observedText, useObserved } from '../sessions/observed.ts';
import { ValueButton } from '../value-menu.tsx';
import { describeEnding } from '../words.ts';
import classes from './details.module.css';
import { furtherFacts } from './further-facts.tsx';
import { SessionNames } from './session-names.tsx';
import { SessionTimeline } from './session-timeline.tsx';
import { SessionVerdicts } from './session-verdicts.tsx';

export function SessionSummary({
  details,
  onPacket,
}: {
  readonly details: SessionDetails;
  /** Opens the packet with this identity. */
  onPacket(identity: string): void;
}): React.JSX.Element {
  const { session, observed } = details;
  const columns = useObserved();
  const say = words().details.sections;
  return (
    <>
      <Section title={say.conversation}>
        <p className={classes.story}>{describeEnding(session)}</p>
        <Facts facts={conversationFacts(session)} />
      </Section>
      <Section title={say.names}>
        <SessionNames details={details} />
      </Section>
      {details.packets.length > 0 && (
        <Section title={say.timeline}>
          <SessionTimeline details={details} onPacket={onPacket} />
        </Section>
      )}
      <Section title={say.traffic}>
        <Traffic session={session} />
      </Section>
      <Section title={say.verdicts}>
        <SessionVerdicts verdicts={details.verdicts} />
      </Section>
      {Object.keys(observed).length > 0 && (
        <Section title={say.observed}>
          <Facts
            facts={Object.entries(observed).map(([name, value]) => ({
              name,
              value: observedText(value) ?? '–',
              title: columns.find((column) => column.name === name)?.meaning ?? name,
            }))}
          />
        </Section>
      )}
      <Section title={say.more}>
        <Facts facts={furtherFacts(details)} />
      </Section>
    </>
  );
}

function Endpoint({
  session,
  side,
}: {
  readonly session: SessionRecord;
  readonly side: 'src' | 'dst';
}): React.JSX.Element {
  const port = session[`${side}_port`];
  return (
    <span className={classes.endpoint}>
      <ValueButton field={`${side}_ip`} value={session[`${side}_ip`]} mono />
      {port !== null && (
        <span>
          {words().details.facts.port} <ValueButton field={`${side}_port`} value={port} />
        </span>
      )}
    </span>
  );
}

function conversationFacts(session: SessionRecord): Fact[] {
  const say = words().details.facts;
  const facts: Fact[] = [
    { name: say.remote, value: <Endpoint session={session} side="dst" />, title: say.remoteHint },
    { name: say.source, value: <Endpoint session={session} side="src" />, title: say.sourceHint },
  ];
  if (session.process !== null) {
    facts.push({
      name: say.process,
      value: <ValueButton field="process" value={session.process} />,
      title: session.pid === null ? undefined : say.pid(session.pid),
    });
  }
  if (session.country !== null) {
    facts.push({ name: say.place, value: <ValueButton field="country" value={session.country} /> });
  }
  if (session.asn !== null) {
    facts.push({
      name: say.network,
      value: (
        <ValueButton field="asn" value={session.asn}>
          {session.as_org === null ? `AS${session.asn}` : `AS${session.asn} ${session.as_org}`}
        </ValueButton>
      ),
    });
  }
  facts.push(
    { name: say.started, value: clockText(session.start_time, 3), title: exactText(session.start_time) },
    { name: say.lastPacket, value: clockText(session.end_time, 3), title: exactText(session.end_time) },
    { name: say.duration, value: formatDuration(session.duration_s), title: say.seconds(String(session.duration_s)) },
  );
  if (session.rtt_ms !== null) {
    facts.push({ name: say.roundTrip, value: formatDuration(session.rtt_ms / 1000), title: say.roundTripHint });
  }
  return facts;
}

function Traffic({ session }: { readonly session: SessionRecord }): React.JSX.Element {
  const say = words().details.traffic;
  return (
    <>
      <div className={classes.flows}>
        <span />
        <span className={classes.flowHead}>{say.packets}</span>
        <span className={classes.flowHead}>{say.bytes}</span>
        <span className={classes.flowHead} title={say.payloadHint}>
          {say.payload}
        </span>
        <span className={classes.inward}>{say.in}</span>
        <span>{formatCount(session.packets_in)}</span>
        <span>{formatBytes(session.bytes_in)}</span>
        <span>{formatBytes(session.payload_bytes_in)}</span>
        <span className={classes.outward}>{say.out}</span>
        <span>{formatCount(session.packets_out)}</span>
        <span>{formatBytes(session.bytes_out)}</span>
        <span>{formatBytes(session.payload_bytes_out)}</span>
      </div>
      <div className={classes.meter} aria-hidden>
        <span className={classes.meterIn} style={{ flex: session.bytes_in + 1 }} />
        <span className={classes.meterOut} style={{ flex: session.bytes_out + 1 }} />
      </div>
    </>
  );
}
