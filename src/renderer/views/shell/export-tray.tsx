/** Exports in the corner: how far, where to, and what went wrong. */
import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFileExport, IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { ExportProgress } from '#contract/protocol.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { FORMAT_NAMES } from './commands/export-commands.ts';
import classes from './export-tray.module.css';

/** A finished export is told long enough to be read. */
const DONE_MS = 8000;

export function ExportTray(): React.JSX.Element | null {
  const { exports } = useApp();
  const shown = useStore(exports, (state) => state.exports);
  const dismissed = useStore(exports, (state) => state.dismissed);
  const visible = shown.filter((progress) => progress.state !== 'cancelled' && !dismissed.has(progress.exportId));
  if (visible.length === 0) return null;
  return (
    <div className={classes.tray} role="region" aria-label={words().shell.exports.label}>
      {visible.slice(-4).map((progress) => (
        <ExportCard key={progress.exportId} progress={progress} />
      ))}
    </div>
  );
}

function ExportCard({ progress }: { readonly progress: ExportProgress }): React.JSX.Element {
  const { exports, host } = useApp();
  const say = words().shell.exports;
  const { exportId, state } = progress;
  useEffect(() => {
    if (state !== 'done') return undefined;
    const timer = setTimeout(() => exports.getState().dismiss(exportId), DONE_MS);
    return () => clearTimeout(timer);
  }, [exports, exportId, state]);
  const running = state === 'running';
  const IconShape = running ? IconFileExport : state === 'failed' ? IconAlertTriangle : IconCircleCheck;
  const fraction = progress.totalRows === 0 ? 1 : progress.rows / progress.totalRows;
  return (
    <div className={classes.card} data-state={state} role={state === 'failed' ? 'alert' : 'status'}>
      <IconShape size={17} stroke={1.6} aria-hidden />
      <div className={classes.text}>
        <strong>{titleOf(progress)}</strong>
        {running && (
          <Progress value={fraction * 100} size={4} mt={6} aria-label={say.progress} transitionDuration={0} />
        )}
        {!running && <span className={classes.note}>{noteOf(progress)}</span>}
      </div>
      {state === 'done' && progress.path === null && host.kind === 'browser' && (
        <Button variant="default" onClick={() => exports.getState().download(progress)}>
          {say.download}
        </Button>
      )}
      {state === 'failed' && (
        <CopyIcon value={`${titleOf(progress)}\n${noteOf(progress)}`} label={words().shell.copyMessage} />
      )}
      {running ? (
        <Button variant="subtle" color="gray" onClick={() => void exports.getState().cancel(exportId)}>
          {say.cancel}
        </Button>
      ) : (
        <Tooltip label={say.dismiss}>
          <ActionIcon size={22} aria-label={say.dismiss} onClick={() => exports.getState().dismiss(exportId)}>
            <IconX size={14} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

function titleOf(progress: ExportProgress): string {
  const { exports: say, tables } = words().shell;
  const what = progress.table === 'query' ? say.queryRows : tables[progress.table];
  switch (progress.state) {
    case 'running':
      return say.running(formatCount(progress.rows), formatCount(progress.totalRows), what);
    case 'done':
      return say.done(formatCount(progress.rows), what);
    case 'cancelled':
      return say.cancelled;
    case 'failed':
      return say.failed(what);
  }
}

function noteOf(progress: ExportProgress): string {
  if (progress.failure !== null) {
    return [progress.failure.message, progress.failure.remedy].filter((part) => part !== undefined).join('. ');
  }
  const where = progress.path ?? words().shell.exports.note(formatBytes(progress.bytes), FORMAT_NAMES[progress.format]);
  return progress.skipped === 0 ? where : `${where} · ${words().details.skipped(formatCount(progress.skipped))}`;
}
