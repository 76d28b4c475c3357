/** Whether newer versions are asked for, what came of it, and how to get one. Nothing here installs anything. */
import { Button, Progress, Switch } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { UpdateOffer, UpdateState } from '#contract/updates.ts';
import { clockText, dayText } from '../../display/times.ts';
import { formatBytes } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { CommandLine, CopyIcon } from '../../widgets/command-line.tsx';
import { FailureLine } from '../failure-note.tsx';
import { notifyFailure } from '../notify.tsx';
import card from './settings-view.module.css';
import { SettingRow } from './setting-row.tsx';
import classes from './updates.module.css';

/** Not in a browser: what it shows is no program of its own. */
export function Updates(): React.JSX.Element | null {
  const { updates } = useApp();
  const state = useStore(updates, (store) => store.state);
  if (state === null) return null;
  return (
    <div className={card.card} data-testid="updates">
      <UpdateSwitch state={state} />
      {state.channel && state.enabled && <Status state={state} />}
      {state.enabled && state.offer !== null && <Offer offer={state.offer} download={state.download} />}
    </div>
  );
}

function UpdateSwitch({ state }: { readonly state: UpdateState }): React.JSX.Element {
  const { updates } = useApp();
  const say = words().updates;
  const turn = async (on: boolean): Promise<void> => {
    const switched = await updates.getState().switch(on);
    if (!switched.ok) notifyFailure(say.notSwitched, switched.failure);
  };
  return (
    <SettingRow
      path="desktop.check_for_updates"
      label={say.label}
      help={state.channel ? say.help : `${say.help} ${say.noChannel}`}
      usual={words().settings.off}
      changed={state.enabled}
      onReset={() => void turn(false)}
      control={({ labelId, helpId }) => (
        <Switch
          aria-labelledby={labelId}
          aria-describedby={helpId}
          checked={state.enabled && state.channel}
          disabled={!state.channel}
          onChange={(event) => void turn(event.currentTarget.checked)}
          data-testid="updates-switch"
        />
      )}
    />
  );
}

function Status({ state }: { readonly state: UpdateState }): React.JSX.Element {
  const { updates } = useApp();
  const say = words().updates;
  const { lastCheck, failure, offer, checking } = state;
  const asked =
    lastCheck === null ? say.never : say.lastAsked(`${dayText(Date.parse(lastCheck))}, ${clockText(lastCheck)}`);
  return (
    <>
      <div className={classes.status}>
        <span role="status">
          {asked} {lastCheck !== null && failure === null && offer === null && !checking && say.current}
        </span>
        <Button
          variant="default"
          loading={checking}
          onClick={() => void updates.getState().check()}
          data-testid="check-updates"
        >
          {say.checkNow}
        </Button>
      </div>
      {failure !== null && <FailureLine failure={failure} flush />}
    </>
  );
}

function Offer({
  offer,
  download,
}: {
  readonly offer: UpdateOffer;
  readonly download: UpdateState['download'];
}): React.JSX.Element {
  const say = words().updates;
  return (
    <div className={classes.offer} data-testid="update-offer">
      <h3 className={classes.title}>{say.available(offer.version)}</h3>
      <p className={classes.line}>{say.published(dayText(Date.parse(offer.date)))}</p>
      {offer.notes !== '' && <pre className={classes.notes}>{offer.notes}</pre>}
      <p className={classes.line}>
        {say.page} <span className="nl-mono">{offer.page}</span>
        <CopyIcon value={offer.page} label={words().common.copy} />
      </p>
      <p className={classes.line}>{say.bySystem}</p>
      {offer.file === null ? (
        <p className={classes.line}>{say.noFile}</p>
      ) : (
        <Download file={offer.file} download={download} />
      )}
    </div>
  );
}

function Download({
  file,
  download,
}: {
  readonly file: NonNullable<UpdateOffer['file']>;
  readonly download: UpdateState['download'];
}): React.JSX.Element {
  const { updates } = useApp();
  const say = words().updates;
  const start = async (): Promise<void> => {
    const done = await updates.getState().download();
    if (!done.ok) notifyFailure(say.downloadFailed, done.failure);
  };
  if (download?.kind === 'running') {
    const { done, total } = download;
    return (
      <div className={classes.line}>
        {say.downloading(formatBytes(done), formatBytes(total))}
        <Progress
          value={(done / total) * 100}
          size={4}
          w={240}
          transitionDuration={0}
          aria-label={say.downloading('', '')}
        />
      </div>
    );
  }
  if (download?.kind === 'done') {
    return (
      <>
        <p className={classes.line}>
          {say.downloaded} <span className="nl-mono">{download.path}</span>
          <CopyIcon value={download.path} label={words().common.copy} />
        </p>
        {download.install !== null && (
          <p className={classes.line}>
            {say.installWith} <CommandLine command={download.install} />
          </p>
        )}
      </>
    );
  }
  return (
    <div>
      <Button
        leftSection={<IconDownload size={15} stroke={1.6} />}
        onClick={() => void start()}
        data-testid="download-update"
      >
        {say.download(file.name, formatBytes(file.bytes))}
      </Button>
    </div>
  );
}
