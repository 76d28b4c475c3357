/** What the program does on this desktop besides drawing the window: in force at once, kept by its main process. */
import { Button, Switch } from '@mantine/core';
import { IconAlertOctagon, IconInfoCircle } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { DEFAULT_DESKTOP_PREFERENCES, type DesktopPreferencesState } from '#contract/desktop-preferences.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Note } from '../note.tsx';
import { SettingRow } from './setting-row.tsx';
import classes from './settings-view.module.css';

export const DESKTOP_CHOICES = ['tray', 'close_to_tray', 'start_minimised', 'start_at_login'] as const;
type DesktopChoice = (typeof DESKTOP_CHOICES)[number];

export function DesktopRows({ shows }: { shows(key: string): boolean }): React.JSX.Element | null {
  const { desktop } = useApp();
  const { state, failure } = useStore(desktop);
  const said = words().desktop;
  // A panel may have come or gone, and the system's own settings change what starts at login.
  useEffect(() => void desktop.getState().refresh(), [desktop]);
  if (state === null) return null;
  return (
    <>
      {failure !== null && (
        <Note icon={IconAlertOctagon} tone="trouble" role="alert" flush>
          <strong>{said.notChanged}</strong>
          <div>
            {failure.message}
            {failure.remedy !== undefined && `. ${failure.remedy}`}
          </div>
        </Note>
      )}
      {state.trayState === 'absent' && (
        <Note
          icon={IconInfoCircle}
          role="status"
          testId="no-tray"
          flush
          actions={
            <Button variant="default" size="xs" onClick={() => void desktop.getState().refresh()}>
              {said.again}
            </Button>
          }
        >
          {said.noTray} {said.noTrayRemedy}
        </Note>
      )}
      <div className={classes.card}>
        {DESKTOP_CHOICES.filter(shows).map((choice) => (
          <DesktopRow key={choice} choice={choice} state={state} />
        ))}
      </div>
    </>
  );
}

function DesktopRow({
  choice,
  state: { preferences, trayState },
}: {
  readonly choice: DesktopChoice;
  readonly state: DesktopPreferencesState;
}): React.JSX.Element {
  const { desktop } = useApp();
  const said = words().desktop;
  const { on, off } = words().settings;
  const { label, help } = said.rows[choice];
  const isOn = preferences[choice];
  const usual = DEFAULT_DESKTOP_PREFERENCES[choice];
  const needsTray = choice === 'close_to_tray' && trayState !== 'shown';
  const change = (wanted: boolean): void => void desktop.getState().change({ [choice]: wanted });
  return (
    <SettingRow
      path={`desktop.${choice}`}
      label={label}
      help={needsTray && trayState === 'off' ? `${help} ${said.trayIsOff}` : help}
      usual={usual ? on : off}
      changed={isOn !== usual}
      onReset={() => change(usual)}
      control={({ labelId, helpId }) => (
        <Switch
          aria-labelledby={labelId}
          aria-describedby={helpId}
          checked={isOn && !needsTray}
          disabled={needsTray || (choice === 'tray' && trayState === 'absent')}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      )}
    />
  );
}
