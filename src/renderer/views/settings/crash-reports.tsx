/** Reports of crashes that are on this machine: each can be read, copied and deleted. */
import { Button } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { CrashReportEntry } from '#contract/crash-reports.ts';
import { clockText, dayText } from '../../display/times.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { notifyFailure } from '../notify.tsx';
import classes from './crash-reports.module.css';

export function CrashReports(): React.JSX.Element {
  const { crashes } = useApp();
  const has = useStore(crashes, (state) => state.has);
  const reports = useStore(crashes, (state) => state.reports);
  const say = words().crashes;
  useEffect(() => {
    void crashes.getState().load();
  }, [crashes]);
  const openFolder = async (): Promise<void> => {
    const opened = await crashes.getState().openFolder();
    if (!opened.ok) notifyFailure(say.folderFailed, opened.failure);
  };
  if (!has) return <p className={classes.none}>{say.elsewhere}</p>;
  return (
    <>
      {reports?.length === 0 && (
        <p className={classes.none} data-testid="no-crash-reports">
          {say.none}
        </p>
      )}
      {reports !== null && reports.length > 0 && (
        <ul className={classes.list} aria-label={say.list} data-testid="crash-reports">
          {reports.map((report) => (
            <ReportRow key={report.id} report={report} />
          ))}
        </ul>
      )}
      <div className={classes.foot}>
        <Button
          variant="default"
          leftSection={<IconFolder size={15} stroke={1.6} />}
          onClick={() => void openFolder()}
          data-testid="open-crash-reports"
        >
          {say.openFolder}
        </Button>
      </div>
    </>
  );
}

function ReportRow({ report }: { readonly report: CrashReportEntry }): React.JSX.Element {
  const { crashes } = useApp();
  const say = words().crashes;
  const name = say.who[report.crashed].replace(/,$/, '');
  const time = `${dayText(Date.parse(report.time))}, ${clockText(report.time)}`;
  const remove = async (): Promise<void> => {
    const removed = await crashes.getState().remove(report.id);
    if (!removed.ok) notifyFailure(say.removeFailed, removed.failure);
  };
  return (
    <li className={classes.report} data-testid="crash-report-row">
      <span>{name}</span>
      <time className={classes.time} dateTime={report.time}>
        {time}
      </time>
      <Button
        variant="default"
        aria-label={say.showOf(name, time)}
        onClick={() => void crashes.getState().show(report.id)}
      >
        {say.show}
      </Button>
      <Button variant="default" aria-label={say.removeOf(name, time)} onClick={() => void remove()}>
        {say.remove}
      </Button>
    </li>
  );
}
