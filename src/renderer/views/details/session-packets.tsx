import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { formatBytes, formatCount, formatDuration } from '../../display/units.ts';
import type { SessionDetails } from '#contract/protocol.ts';
import { exactText, secondsBetween } from '../../display/times.ts';
import { Mark, SourceBadge } from '../../widgets/mark.tsx';
import { payloadNames } from '../packets/packet-columns.tsx';
import { sessionStateWord } from '../words.ts';
import classes from './details.module.css';

export function SessionPackets({ details }: { readonly details: SessionDetails }): React.JSX.Element {
  const { packets, packetsNotHeld, session } = details;
  if (packets.length === 0) {
    return <p className={classes.note}>The packets of this session are no longer held; its counts are complete.</p>;
  }
  return (
    <>
      {packetsNotHeld > 0 && (
        <p className={classes.note}>
          The last {formatCount(packets.length)}; {formatCount(packetsNotHeld)} earlier ones are not listed.
        </p>
      )}
      <table className={classes.table}>
        <thead>
          <tr>
            <th title="Since the session’s first packet">After</th>
            <th>Way</th>
            <th data-align="right">Length</th>
            <th>State</th>
            <th>Names</th>
          </tr>
        </thead>
        <tbody>
          {packets.map((packet, at) => {
            const inward = packet.direction === 'in';
            const word = packet.state === null ? null : sessionStateWord(packet.state);
            return (
              // The list is replaced as a whole; a packet has no identity but its place.
              <tr key={at}>
                <td title={exactText(packet.timestamp)}>
                  {formatDuration(Math.max(0, secondsBetween(session.start_time, packet.timestamp)))}
                </td>
                <td className={inward ? classes.inward : classes.outward}>
                  <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
                    {inward ? <IconArrowLeft size={13} aria-hidden /> : <IconArrowRight size={13} aria-hidden />}
                    {packet.direction}
                  </span>
                </td>
                <td data-align="right">{formatBytes(packet.length)}</td>
                <td>
                  {word === null ? '' : <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />}
                </td>
                <td className={classes.wide}>
                  {payloadNames(packet.payload).map(([protocol, name]) => (
                    <span key={protocol} title={name}>
                      <SourceBadge text={protocol.toUpperCase()} title={`From ${protocol}`} /> {name}
                    </span>
                  ))}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
