/** One row of the packet log: who sent it to whom, its layers and bytes, and the way to its session. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconX } from '@tabler/icons-react';
import type { PacketLogChoice } from '#contract/protocol.ts';
import { clockText, exactText } from '../../display/times.ts';
import { formatBytes } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { numberCell, textCell, type ViewRow } from '../../state/row-access.ts';
import { CategoryDot, Mark } from '../../widgets/mark.tsx';
import { SessionButton } from '../session-button.tsx';
import { ValueButton } from '../value-menu.tsx';
import { protocolSlot, sessionStateWord } from '../words.ts';
import classes from './details.module.css';
import { PacketBytesView } from './packet-bytes-view.tsx';

export interface PacketDetailsProps {
  readonly row: ViewRow;
  readonly packetLogs: PacketLogChoice;
  onClose(): void;
}

export function PacketDetailsPanel({ row, packetLogs, onClose }: PacketDetailsProps): React.JSX.Element {
  const say = words().details;
  const { packets } = words();
  const length = numberCell(row, 'length') ?? 0;
  const inward = textCell(row, 'direction') === 'in';
  const state = textCell(row, 'state');
  const word = state === null ? null : sessionStateWord(state);
  const protocol = textCell(row, 'protocol_name') ?? '';
  const sessionId = textCell(row, 'session_id');
  const time = textCell(row, 'timestamp') ?? '';
  return (
    <>
      <header className={classes.head}>
        <div className={classes.headLine}>
          <h2 className={classes.title}>
            {length === 0 ? packets.eventTitle : `${packets.packet} · ${formatBytes(length)}`}
          </h2>
          {sessionId !== null && <SessionButton id={sessionId} />}
          <Tooltip label={say.close}>
            <ActionIcon onClick={onClose} aria-label={say.closeLabel}>
              <IconX size={16} stroke={1.5} />
            </ActionIcon>
          </Tooltip>
        </div>
        <div className={classes.subtitle}>
          {length > 0 && (
            <span className={classes.way}>
              {inward ? <IconArrowLeft size={13} aria-hidden /> : <IconArrowRight size={13} aria-hidden />}
              {inward ? packets.columns.in : packets.columns.out}
            </span>
          )}
          <span>
            <CategoryDot slot={protocolSlot(protocol)} />
            {protocol}
          </span>
          <span title={exactText(time)}>{clockText(time, 6)}</span>
          {word !== null && <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />}
        </div>
        <div className={classes.subtitle}>
          <End row={row} side="src" />
          <IconArrowRight size={13} stroke={1.6} aria-hidden />
          <End row={row} side="dst" />
        </div>
      </header>
      <div className={classes.fill} data-testid="packet-details">
        {length === 0 ? (
          <p className={classes.note}>{packets.eventWhy}</p>
        ) : (
          <PacketBytesView packetKey={row.key} packetLogs={packetLogs} />
        )}
      </div>
    </>
  );
}

function End({ row, side }: { readonly row: ViewRow; readonly side: 'src' | 'dst' }): React.JSX.Element {
  const port = numberCell(row, `${side}_port`);
  return (
    <span className={classes.endpoint}>
      <ValueButton field={`${side}_ip`} value={textCell(row, `${side}_ip`)} mono />
      {port !== null && (
        <span>
          {words().details.facts.port} <ValueButton field={`${side}_port`} value={port} />
        </span>
      )}
    </span>
  );
}
