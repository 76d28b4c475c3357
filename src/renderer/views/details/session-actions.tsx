/** What can be taken along of a session: its record as text, its packets as a capture file. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconBraces, IconDeviceFloppy, IconDots, IconFileTypeCsv, IconHash, IconNetwork } from '@tabler/icons-react';
import type { TimeRange } from '#contract/views/time-range.ts';
import type { SessionDetails } from '#contract/views/session-details.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { csvOfRow, jsonOfRow, wiresharkFilter } from '../../state/copy-row.ts';
import { conditionOf } from '../../state/filter-text.ts';
import { copyText } from '../copy-text.tsx';
import { notifyFailure } from '../notify.tsx';
import { useHistory } from '../history/use-query.ts';
import { usePreferences, useStatus } from '../use-store.ts';
import classes from './details.module.css';

const ICON = { size: 15, stroke: 1.6 } as const;

export function SessionActions({ details }: { readonly details: SessionDetails }): React.JSX.Element {
  const { session, observed } = details;
  const { exports, capture } = useApp();
  const redact = usePreferences((preferences) => preferences.redact);
  const kind = useStatus((status) => status.kind) ?? 'live';
  const say = words().details;
  const row = { ...session, ...observed };
  const columns = Object.keys(row);
  const held = details.packetsWithBytes;
  const all = session.packets_in + session.packets_out + details.icmpErrors;
  const ring = useHistory((state) => state.status?.packets?.span ?? null);
  const span = spanOf(session);
  const onDisk = kind === 'live' && ring !== null && ring.fromUs <= span.toUs && ring.toUs >= span.fromUs;
  const save = async (): Promise<void> => {
    const title = capture.getState().status?.capture.title ?? '';
    const filter = conditionOf({ field: 'session_id', value: session.session_id });
    const request = {
      table: 'sessions',
      format: 'pcapng',
      filter,
      // It may be from before the capture on view.
      range: onDisk && held === 0 ? spanOf(session) : null,
      redact: false,
      packetLogs: 'all',
    } as const;
    const result = await exports.getState().start(request, title);
    if (result !== null && !result.ok) notifyFailure(say.notSaved, result.failure);
  };
  return (
    <Menu position="bottom-end" withinPortal width={272}>
      <Menu.Target>
        <Tooltip label={say.more}>
          <ActionIcon aria-label={say.more} data-testid="session-actions">
            <IconDots size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconDeviceFloppy {...ICON} />}
          disabled={(held === 0 && !onDisk) || redact}
          data-testid="save-packets"
          onClick={() => void save()}
        >
          {say.savePackets}
          <span className={classes.itemNote}>{savingNote(held, all, redact, onDisk)}</span>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{say.copySession}</Menu.Label>
        <Menu.Item
          leftSection={<IconFileTypeCsv {...ICON} />}
          data-testid="copy-session-csv"
          onClick={() => void copyText(csvOfRow(columns, row))}
        >
          {say.copyAs.csv}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBraces {...ICON} />}
          data-testid="copy-session-json"
          onClick={() => void copyText(jsonOfRow(columns, row))}
        >
          {say.copyAs.json}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconNetwork {...ICON} />}
          data-testid="copy-session-wireshark"
          onClick={() => void copyText(wiresharkFilter(session))}
        >
          {say.copyAs.wireshark}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconHash {...ICON} />} onClick={() => void copyText(session.session_id)}>
          {say.copyId}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** From its first packet to its last. */
function spanOf({ start_time, end_time }: SessionDetails['session']): Extract<TimeRange, { kind: 'between' }> {
  return { kind: 'between', fromUs: Date.parse(start_time) * 1000, toUs: Date.parse(end_time) * 1000 + 999 };
}

function savingNote(held: number, all: number, redact: boolean, onDisk: boolean): string {
  const say = words().details;
  if (redact) return say.saveHidden;
  // How many there are is known once they are looked for.
  if (onDisk && held < all) return say.saveFromDisk;
  if (held === 0) return say.saveNothing;
  const gone = Math.max(0, all - held);
  return gone === 0 ? say.saveAll(formatCount(held)) : say.saveSome(formatCount(held), formatCount(gone));
}
