/** The packets of a session that are still held, and below them the bytes of the one that is chosen. */
import { IconArrowLeft, IconArrowRight, IconClockX, IconReload } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { SessionDetails } from '#contract/views/session-details.ts';
import { exactText, secondsBetween } from '../../display/times.ts';
import { formatBytes, formatCount, formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { Mark, SourceBadge } from '../../widgets/mark.tsx';
import { payloadNames } from '../packets/packet-columns.tsx';
import { describePayloadName, sessionStateWord } from '../words.ts';
import classes from './details.module.css';
import { listedPackets, type ListedPacket } from './listed-packets.ts';
import { PacketBytesView } from './packet-bytes-view.tsx';

export interface SessionPacketsProps {
  readonly details: SessionDetails;
  /** Identity of a packet. */
  readonly chosen: string | null;
  onChoose(identity: string): void;
}

export function SessionPackets({ details, chosen, onChoose }: SessionPacketsProps): React.JSX.Element {
  const { packetsNotHeld, session } = details;
  const listed = listedPackets(details);
  const say = words().details.packets;
  const list = useRef<HTMLTableElement>(null);
  const at = listed.findIndex(({ identity }) => identity === chosen);
  // Whoever comes from the timeline finds the packet in sight.
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (listed.length === 0) return <p className={classes.note}>{say.gone}</p>;
  const move = (to: number): void => {
    const target = listed[Math.max(0, Math.min(listed.length - 1, to))];
    if (target !== undefined) onChoose(target.identity);
  };
  return (
    <>
      <div className={classes.packetList}>
        {packetsNotHeld > 0 && (
          <p className={classes.note}>{say.earlier(formatCount(listed.length), formatCount(packetsNotHeld))}</p>
        )}
        <table
          ref={list}
          className={classes.table}
          role="grid"
          aria-label={say.list}
          tabIndex={0}
          data-testid="session-packets"
          onKeyDown={(event) => {
            const { key } = event;
            if (key === 'ArrowDown' || key === 'j') move(at + 1);
            else if (key === 'ArrowUp' || key === 'k') move(at < 0 ? 0 : at - 1);
            else if (key === 'Home') move(0);
            else if (key === 'End') move(listed.length - 1);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          <thead>
            <tr>
              <th title={say.afterHint}>{say.after}</th>
              <th>{say.way}</th>
              <th data-align="right">{say.length}</th>
              <th>{say.state}</th>
              <th>{say.names}</th>
            </tr>
          </thead>
          <tbody>
            {listed.map((each) => (
              <Row
                key={each.identity}
                listed={each}
                start={session.start_time}
                isChosen={each.identity === chosen}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      </div>
      {at < 0 ? (
        <p className={classes.note}>{say.pick}</p>
      ) : (
        <div className={classes.packetBytes}>
          {listed[at]!.packet.length === 0 ? (
            <p className={classes.note}>{words().packets.eventWhy}</p>
          ) : (
            <PacketBytesView packetKey={listed[at]!.facts.bytesKey} packetLogs="all" />
          )}
        </div>
      )}
    </>
  );
}

function Row({
  listed: { packet, facts, identity, entered },
  start,
  isChosen,
  onChoose,
}: {
  readonly listed: ListedPacket;
  readonly start: string;
  readonly isChosen: boolean;
  onChoose(identity: string): void;
}): React.JSX.Element {
  const say = words().details.packets;
  const inward = packet.direction === 'in';
  const word = entered === null ? null : sessionStateWord(entered);
  return (
    <tr
      className={classes.packetRow}
      aria-selected={isChosen}
      data-testid="session-packet"
      onClick={() => onChoose(identity)}
    >
      <td title={exactText(packet.timestamp)}>
        {formatDuration(Math.max(0, secondsBetween(start, packet.timestamp)))}
      </td>
      <td className={inward ? classes.inward : classes.outward}>
        {packet.length === 0 ? (
          say.event
        ) : (
          <span className={classes.way}>
            {inward ? <IconArrowLeft size={13} aria-hidden /> : <IconArrowRight size={13} aria-hidden />}
            {inward ? say.in : say.out}
          </span>
        )}
      </td>
      <td data-align="right">{packet.length === 0 ? '' : formatBytes(packet.length)}</td>
      <td>{word !== null && <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />}</td>
      <td className={classes.wide}>
        <span className={classes.packetMarks}>
          {facts.retransmission && <Mark icon={IconReload} text={say.again} tone="warning" title={say.againHint} />}
          {facts.outOfOrder && <Mark icon={IconClockX} text={say.late} tone="warning" title={say.lateHint} />}
          {payloadNames(packet.payload).map(([protocol, name]) => (
            <span key={protocol} title={name}>
              <SourceBadge text={protocol.toUpperCase()} title={describePayloadName(protocol)} /> {name}
            </span>
          ))}
        </span>
      </td>
    </tr>
  );
}
