/** Exports in the corner: how far, where to, and what went wrong. */
import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFileExport, IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { ExportProgress } from '#contract/protocol.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { useApp } from '../../state/app-context.ts';
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
    <div className={classes.tray} role="region" aria-label="Exports">
      {visible.slice(-4).map((progress) => (
        <ExportCard key={progress.exportId} progress={progress} />
      ))}
    </div>
  );
}

function ExportCard({ progress }: { readonly progress: ExportProgress }): React.JSX.Element {
  const { exports, host } = useApp();
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
          <Progress value={fraction * 100} size={4} mt={6} aria-label="Progress of the export" transitionDuration={0} />
        )}
        {!running && <span className={classes.note}>{noteOf(progress)}</span>}
      </div>
      {state === 'done' && progress.path === null && host.kind === 'browser' && (
        <Button variant="default" onClick={() => exports.getState().download(progress)}>
          Download
        </Button>
      )}
      {running ? (
        <Button variant="subtle" color="gray" onClick={() => void exports.getState().cancel(exportId)}>
          Cancel
        </Button>
      ) : (
        <Tooltip label="Dismiss">
          <ActionIcon size={22} aria-label="Dismiss" onClick={() => exports.getState().dismiss(exportId)}>
            <IconX size={14} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

function titleOf(progress: ExportProgress): string {
  const what = progress.table === 'dns' ? 'DNS lookups' : progress.table;
  switch (progress.state) {
    case 'running':
      return `Exporting ${formatCount(progress.rows)} of ${formatCount(progress.totalRows)} ${what}`;
    case 'done':
      return `Exported ${formatCount(progress.rows)} ${what}`;
    case 'cancelled':
      return 'Export cancelled';
    case 'failed':
      return `The ${what} were not exported`;
  }
}

function noteOf(progress: ExportProgress): string {
  if (progress.failure !== null) {
    return [progress.failure.message, progress.failure.remedy].filter((part) => part !== undefined).join('. ');
  }
  return progress.path ?? `${formatBytes(progress.bytes)} as CSV`;
}
