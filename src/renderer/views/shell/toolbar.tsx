/** What is captured, the few things to do with it, and the filter. */
import { Button, Menu, Popover, Tooltip } from '@mantine/core';
import {
  IconAntenna,
  IconChevronDown,
  IconDownload,
  IconFile,
  IconFolderOpen,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStopFilled,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { TableName } from '#contract/protocol.ts';
import { formatCount } from '../../display/units.ts';
import { useApp } from '../../state/app-context.ts';
import { tableOfView, useCapture, useLayout, usePaused, useScope, useStatus } from '../use-store.ts';
import { FilterBox } from './filter-box.tsx';
import { InterfacePicker } from './interface-picker.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import classes from './toolbar.module.css';
import { useExport } from './use-export.ts';
import { useOpen } from './use-open.ts';

export function Toolbar(): React.JSX.Element {
  const { choose } = useOpen();
  return (
    <header className={classes.toolbar}>
      <SourceButton />
      <StopButton />
      <Tooltip label="Open a capture file">
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFolderOpen size={16} stroke={1.5} />}
          onClick={choose}
          data-testid="open-button"
        >
          Open
        </Button>
      </Tooltip>
      <PauseButton />
      <ExportButtons />
      <span className={classes.space} />
      <FilterBox />
      <ThemeToggle />
    </header>
  );
}

function SourceButton(): React.JSX.Element {
  const [open, setOpen] = useState(false);
  const title = useStatus((capture) => capture.title) ?? '';
  const kind = useStatus((capture) => capture.kind);
  const IconShape = kind === 'file' ? IconFile : IconAntenna;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={460} trapFocus withinPortal>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconShape size={16} stroke={1.5} />}
          rightSection={<IconChevronDown size={14} stroke={1.8} />}
          onClick={() => setOpen(!open)}
          aria-haspopup="dialog"
          data-testid="capture-button"
          classNames={{ label: classes.sourceLabel }}
          title={title === '' ? 'Choose what to capture' : title}
        >
          {title === '' ? 'Capture' : title}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={16} data-testid="capture-dialog" aria-label="Choose what to capture">
        <InterfacePicker onStarted={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function StopButton(): React.JSX.Element | null {
  const { capture } = useApp();
  const running = useStatus((status) => status.state === 'running' || status.state === 'opening') ?? false;
  const busy = useCapture((state) => state.busy);
  const lastStart = useCapture((state) => state.lastStart);
  const kind = useStatus((status) => status.kind);
  if (running) {
    return (
      <Button
        variant="default"
        leftSection={<IconPlayerStopFilled size={13} />}
        loading={busy === 'stopping'}
        onClick={() => void capture.getState().stop()}
        data-testid="stop-button"
      >
        Stop
      </Button>
    );
  }
  if (kind !== 'live' || lastStart === null) return null;
  return (
    <Tooltip label={`Start again on ${lastStart.interfaces.join(', ')}`}>
      <Button
        variant="light"
        leftSection={<IconPlayerPlay size={15} stroke={1.6} />}
        loading={busy === 'starting'}
        onClick={() => void capture.getState().start(lastStart)}
      >
        Start
      </Button>
    </Tooltip>
  );
}

function PauseButton(): React.JSX.Element {
  const { pause } = useApp();
  const paused = usePaused();
  return (
    <Tooltip label={paused ? 'Show what happens now (Space)' : 'Hold the view still; the capture goes on (Space)'}>
      <Button
        variant={paused ? 'light' : 'subtle'}
        color={paused ? 'yellow' : 'gray'}
        leftSection={paused ? <IconPlayerPlay size={16} stroke={1.5} /> : <IconPlayerPause size={16} stroke={1.5} />}
        aria-pressed={paused}
        onClick={() => pause.getState().toggle()}
        data-testid="pause-button"
        classNames={paused ? { root: classes.paused ?? '' } : {}}
      >
        {paused ? 'Resume view' : 'Pause view'}
      </Button>
    </Tooltip>
  );
}

const TABLE_NAMES: Readonly<Record<TableName, string>> = {
  sessions: 'sessions',
  packets: 'packets',
  dns: 'DNS lookups',
};

function ExportButtons(): React.JSX.Element {
  const view = useLayout((layout) => layout.view);
  const table = tableOfView(view) ?? 'sessions';
  const exportTable = useExport();
  return (
    <Button.Group>
      <Tooltip label={`Save the ${TABLE_NAMES[table]} as CSV, with the filter applied`}>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconDownload size={16} stroke={1.5} />}
          onClick={() => void exportTable(table)}
          data-testid="export-button"
          pr={8}
        >
          Export
        </Button>
      </Tooltip>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <Button variant="subtle" color="gray" px={4} aria-label="Choose what to export">
            <IconChevronDown size={14} stroke={1.8} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Save as CSV</Menu.Label>
          {(['sessions', 'packets', 'dns'] as const).map((name) => (
            <ExportItem key={name} table={name} onClick={() => void exportTable(name)} />
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

function ExportItem({ table, onClick }: { readonly table: TableName; onClick(): void }): React.JSX.Element {
  const { tables } = useApp();
  const filter = useScope((scope) => scope.filter);
  const matching = useStore(tables[table], (state) => state.frame?.matching ?? null);
  const name = TABLE_NAMES[table];
  return (
    <Menu.Item onClick={onClick} data-testid={`export-${table}`}>
      {name[0]?.toUpperCase()}
      {name.slice(1)}
      <span className={classes.itemNote}>
        {filter === '' ? 'all' : `matching “${filter}”`}
        {matching !== null && ` · ${formatCount(matching)}`}
      </span>
    </Menu.Item>
  );
}
