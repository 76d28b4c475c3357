import { formatBytes, formatCount, formatDuration } from '../../display/units.ts';
import type { ObservedColumn, SessionDetails } from '#contract/protocol.ts';
import type { SessionRecord } from '#contract/records.ts';
import { Facts, Section, type Fact } from '../../widgets/facts.tsx';
import { clockText, exactText, secondsBetween } from '../../display/times.ts';
import { SourceBadge } from '../../widgets/mark.tsx';
import { PacketTimeline } from '../../widgets/packet-timeline.tsx';
import { observedText, useObserved } from '../sessions/observed.ts';
import { describeConnectionState, describeEnding, describeHostnameSource } from '../words.ts';
import classes from './details.module.css';
import { FilterLink } from './filter-link.tsx';

export function SessionSummary({ details }: { readonly details: SessionDetails }): React.JSX.Element {
  const { session } = details;
  const observed = useObserved();
  return (
    <>
      <Section title="Conversation">
        <p className={classes.story}>{describeEnding(session)}</p>
        <Facts facts={conversationFacts(session)} />
      </Section>
      <Section title="Traffic">
        <Traffic session={session} />
      </Section>
      {details.packets.length > 1 && (
        <Section title="Timeline">
          <PacketTimeline
            label={`Timeline of ${details.packets.length} packets`}
            packets={details.packets.map((packet) => ({
              time: secondsBetween(session.start_time, packet.timestamp),
              bytes: packet.length,
              inward: packet.direction === 'in',
              title: `${clockText(packet.timestamp, 6)} ${packet.direction} ${formatBytes(packet.length)}`,
            }))}
          />
        </Section>
      )}
      {Object.keys(details.observed).length > 0 && (
        <Section title="Observed">
          <Facts facts={observedFacts(details.observed, observed)} />
        </Section>
      )}
      <Section title="More">
        <Facts facts={furtherFacts(details)} />
      </Section>
    </>
  );
}

function Endpoint({ address, port }: { readonly address: string; readonly port: number | null }): React.JSX.Element {
  return (
    <span className={classes.endpoint}>
      <FilterLink value={address} mono />
      {port !== null && <span>port {port}</span>}
    </span>
  );
}

function conversationFacts(session: SessionRecord): Fact[] {
  const facts: Fact[] = [];
  if (session.hostname !== null) {
    const source = session.hostname_source ?? '';
    facts.push({
      name: 'Remote name',
      value: (
        <span className={classes.endpoint}>
          <FilterLink value={session.hostname} />
          <SourceBadge text={source.toUpperCase()} title={describeHostnameSource(source)} />
        </span>
      ),
    });
  }
  facts.push(
    { name: 'Remote', value: <Endpoint address={session.dst_ip} port={session.dst_port} />, title: 'The responder' },
    { name: 'Source', value: <Endpoint address={session.src_ip} port={session.src_port} />, title: 'The initiator' },
    { name: 'Started', value: clockText(session.start_time, 3), title: exactText(session.start_time) },
    { name: 'Last packet', value: clockText(session.end_time, 3), title: exactText(session.end_time) },
    { name: 'Duration', value: formatDuration(session.duration_s), title: `${session.duration_s} s` },
  );
  if (session.rtt_ms !== null) {
    facts.push({
      name: 'Round trip',
      value: formatDuration(session.rtt_ms / 1000),
      title: 'Measured in the TCP handshake',
    });
  }
  return facts;
}

/** Names of keys are long: they may be broken behind each part. */
const breakable = (name: string): string => name.replaceAll('_', '_\u200B');

function observedFacts(values: SessionDetails['observed'], columns: readonly ObservedColumn[]): Fact[] {
  return Object.entries(values).map(([name, value]) => ({
    name: breakable(name),
    value: observedText(value) ?? '–',
    title: columns.find((column) => column.name === name)?.meaning ?? name,
  }));
}

function Traffic({ session }: { readonly session: SessionRecord }): React.JSX.Element {
  return (
    <>
      <div className={classes.flows}>
        <span />
        <span className={classes.flowHead}>Packets</span>
        <span className={classes.flowHead}>Bytes</span>
        <span className={classes.flowHead} title="Bytes above the transport header">
          Payload
        </span>
        <span className={classes.inward}>↓ In</span>
        <span>{formatCount(session.packets_in)}</span>
        <span>{formatBytes(session.bytes_in)}</span>
        <span>{formatBytes(session.payload_bytes_in)}</span>
        <span className={classes.outward}>↑ Out</span>
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

/** Null where there is nothing to tell. */
function bothWays(inward: number | null, outward: number | null): string | null {
  if (inward === null || outward === null || inward + outward === 0) return null;
  return `↓ ${formatCount(inward)} · ↑ ${formatCount(outward)}`;
}

function furtherFacts({ session, icmpErrors }: SessionDetails): Fact[] {
  const facts: Fact[] = [];
  if (session.conn_state !== null) {
    const meaning = describeConnectionState(session.conn_state, session.protocol_name);
    facts.push({ name: 'Connection', value: `${session.conn_state}: ${meaning}` });
  }
  if (session.history !== null && session.history !== '') {
    facts.push({
      name: 'History',
      value: <span className="nl-mono">{session.history}</span>,
      title:
        'Zeek’s letters, capitals from the initiator: S SYN, H SYN+ACK, A ACK, D data, F FIN, R RST, T sent again, G not captured, W zero window, ^ direction judged by ports',
    });
  }
  if (session.tcp_flags_out !== null || session.tcp_flags_in !== null) {
    facts.push({
      name: 'TCP flags',
      value: (
        <span className="nl-mono">
          ↓ {session.tcp_flags_in ?? '–'} · ↑ {session.tcp_flags_out ?? '–'}
        </span>
      ),
      title: 'All flags seen each way: F FIN, S SYN, R RST, P PSH, A ACK, U URG, E ECE, C CWR',
    });
  }
  const again = bothWays(session.retransmissions_in, session.retransmissions_out);
  if (again !== null) {
    facts.push({ name: 'Sent again', value: again, title: 'TCP retransmissions: segments that were sent before' });
  }
  const late = bothWays(session.out_of_order_in, session.out_of_order_out);
  if (late !== null) {
    facts.push({ name: 'Out of order', value: late, title: 'TCP segments that were overtaken by later ones' });
  }
  if (icmpErrors > 0) facts.push({ name: 'ICMP errors', value: `${formatCount(icmpErrors)} quoted this conversation` });
  if (session.midstream) facts.push({ name: 'Beginning', value: 'not seen; the capture began in the middle' });
  if (session.vlan !== null) facts.push({ name: 'VLAN', value: session.vlan });
  if (session.tunnel !== null) facts.push({ name: 'Tunnel', value: session.tunnel });
  if (session.interface !== '') facts.push({ name: 'Interface', value: session.interface });
  facts.push({ name: 'Session id', value: <span className="nl-mono">{session.session_id}</span> });
  return facts;
}
