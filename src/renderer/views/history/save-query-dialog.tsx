/** What a saved query is called, how it is drawn, and whether it is on the overview or written into files. */
import { Button, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '#base/result.ts';
import type { ExchangeFormat } from '#contract/history/answers.ts';
import type { HistoryStatusFrame, SavedQuery } from '#contract/history/commands.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { FailureLine } from '../failure-note.tsx';
import { RemoveButton } from '../remove-button.tsx';
import classes from './save-query-dialog.module.css';
import { intervalText } from './query-lists.tsx';

type Saved = HistoryStatusFrame['saved'][number];
type Schedule = NonNullable<SavedQuery['schedule']>;

const INTERVALS = [15, 60, 360, 1440, 10_080];
/** The engine's own list, of what it can write by itself. */
const FORMATS: readonly ExchangeFormat[] = ['csv', 'jsonl', 'parquet'];
const FIRST_SCHEDULE: Schedule = { everyMinutes: 1440, format: 'csv', folder: '', keep: 30 };

export function SaveQueryDialog({
  saved,
  onClose,
}: {
  readonly saved: readonly Saved[];
  onClose(): void;
}): React.JSX.Element {
  const { query: store, host } = useApp();
  const say = words().history.save;
  // A page in a browser names no path of the machine.
  const maySchedule = host.kind === 'desktop';
  const [{ text, chart, opened }] = useState(() => store.getState());
  const before = opened?.kind === 'saved' ? (saved.find(({ id }) => id === opened.id) ?? null) : null;
  const ready = opened?.kind === 'ready' ? readyName(opened.id) : '';
  const [name, setName] = useState(before?.name ?? ready);
  const [drawn, setDrawn] = useState(before === null ? store.getState().shown === 'chart' : before.chart !== null);
  const [onOverview, setOnOverview] = useState(before?.onOverview ?? false);
  const [scheduled, setScheduled] = useState(before !== null && before.schedule !== null);
  const [schedule, setSchedule] = useState<Schedule>(before?.schedule ?? FIRST_SCHEDULE);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const folderMissing = scheduled && maySchedule && !isAbsolute(schedule.folder);
  const maySave = name.trim() !== '' && !folderMissing;
  // Its schedule would be lost.
  const mayChange = maySave && (maySchedule || before === null || before.schedule === null);
  const save = async (id: string): Promise<void> => {
    setBusy(true);
    const result = await store.getState().save({
      id,
      name: name.trim(),
      text,
      chart: drawn ? chart : null,
      onOverview,
      schedule: scheduled && maySchedule ? schedule : null,
    });
    setBusy(false);
    if (result.ok) onClose();
    else setFailure(result.failure);
  };
  const remove = async (): Promise<void> => {
    if (before === null) return;
    const result = await store.getState().remove(before.id);
    if (result.ok) onClose();
    else setFailure(result.failure);
  };
  const change = (part: Partial<Schedule>): void => setSchedule({ ...schedule, ...part });
  return (
    <Dialog opened onClose={onClose} title={before === null ? say.title : say.changeTitle} size={500}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (mayChange) void save(before?.id ?? newId());
        }}
      >
        <TextInput
          label={say.name}
          value={name}
          maxLength={200}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="save-name"
        />
        {chart !== null && (
          <Switch
            label={say.chart}
            description={say.chartHelp}
            checked={drawn}
            onChange={(event) => setDrawn(event.currentTarget.checked)}
          />
        )}
        <Switch
          label={say.onOverview}
          description={say.onOverviewHelp}
          checked={onOverview}
          onChange={(event) => setOnOverview(event.currentTarget.checked)}
          data-testid="save-overview"
        />
        <Switch
          label={say.schedule}
          description={maySchedule ? null : say.onlyInApp}
          disabled={!maySchedule}
          checked={scheduled && maySchedule}
          onChange={(event) => setScheduled(event.currentTarget.checked)}
          data-testid="save-schedule"
        />
        {scheduled && maySchedule && (
          <div className={classes.schedule}>
            <NativeSelect
              label={say.every}
              value={schedule.everyMinutes}
              data={[...new Set([...INTERVALS, schedule.everyMinutes])].map((minutes) => ({
                value: String(minutes),
                label: intervalText(minutes),
              }))}
              onChange={(event) => change({ everyMinutes: Number(event.currentTarget.value) })}
            />
            <NativeSelect
              label={say.format}
              value={schedule.format}
              data={FORMATS.map((format) => ({ value: format, label: say.formats[format] }))}
              onChange={(event) => change({ format: event.currentTarget.value as ExchangeFormat })}
            />
            <TextInput
              className={classes.wide}
              label={say.folder}
              description={say.folderHelp}
              error={folderMissing && schedule.folder !== '' ? say.folderMissing : null}
              value={schedule.folder}
              onChange={(event) => change({ folder: event.currentTarget.value })}
              data-testid="save-folder"
            />
            <NumberInput
              label={say.keep}
              description={say.keepHelp}
              min={1}
              max={10_000}
              value={schedule.keep}
              onChange={(keep) => change({ keep: Math.max(1, Number(keep) || 1) })}
            />
          </div>
        )}
        {failure !== null && <FailureLine failure={failure} flush />}
        <div className={classes.answers}>
          {before !== null && (
            <>
              <RemoveButton
                label={say.remove}
                testId="query-remove"
                busy={busy}
                stays={null}
                question={{
                  title: say.removeTitle(before.name),
                  text: say.removeWhat,
                  keep: say.keepIt,
                  remove: say.remove,
                }}
                onRemove={() => void remove()}
              />
              <span className={classes.space} />
              <Button
                variant="default"
                disabled={!maySave || name.trim() === before.name}
                onClick={() => void save(newId())}
              >
                {say.asNew}
              </Button>
            </>
          )}
          {before === null && (
            <Button variant="default" onClick={onClose}>
              {say.cancel}
            </Button>
          )}
          <Button type="submit" disabled={!mayChange} loading={busy} data-testid="save-confirm">
            {say.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function readyName(id: string): string {
  const titles: Readonly<Record<string, { readonly name: string }>> = words().history.lists.readyTitles;
  return titles[id]?.name ?? '';
}

function newId(): string {
  return crypto.randomUUID();
}

/** On any system that the engine may run on. */
function isAbsolute(folder: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(folder);
}
