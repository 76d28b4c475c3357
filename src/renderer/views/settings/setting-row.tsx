/** One setting: what it is called and does, its control, what it usually is, and a way back to that. */
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconClockPause } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import classes from './setting-row.module.css';

export interface SettingRowProps {
  /** Its key: of the engine's settings or of the preferences. */
  readonly path: string;
  readonly label: string;
  readonly help: string;
  /** What it usually is, in words; null: not said. */
  readonly usual: string | null;
  /** It is something else now: then there is a way back. */
  readonly changed: boolean;
  /** It holds from the next capture on. */
  readonly pending?: boolean;
  readonly problem?: string | null;
  readonly disabled?: boolean;
  /** The control takes the whole width, under the words. */
  readonly wide?: boolean;
  onReset(): void;
  /** The control, which must be named by `labelId` and described by `helpId`. */
  control(ids: { readonly labelId: string; readonly helpId: string }): React.ReactNode;
}

export function SettingRow(props: SettingRowProps): React.JSX.Element {
  const { path, label, help, usual, changed, pending = false, problem = null, disabled = false, wide = false } = props;
  const said = words().settings;
  const row = useFocusAgain(path);
  const id = `setting-${path.replaceAll('.', '-')}`;
  const labelId = `${id}-label`;
  const helpId = `${id}-help`;
  return (
    <div
      ref={row}
      className={classes.row}
      data-setting={path}
      data-changed={changed}
      data-wide={wide}
      data-testid={`setting-${path}`}
    >
      <div className={classes.words}>
        <div className={classes.label} id={labelId}>
          {label}
        </div>
        <div className={classes.help} id={helpId}>
          {help}
          {usual !== null && <span className={classes.usual}> {said.defaultIs(usual)}.</span>}
        </div>
      </div>
      <div className={classes.control}>
        {props.control({ labelId, helpId })}
        {problem !== null && (
          <div className={classes.problem} role="alert">
            {problem}
          </div>
        )}
        {(changed || pending) && (
          <div className={classes.notes}>
            {pending && (
              <span className={classes.pending}>
                <IconClockPause size={13} stroke={1.7} aria-hidden />
                {said.nextCapture}
              </span>
            )}
            {changed && !disabled && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                leftSection={<IconArrowBackUp size={13} stroke={1.7} />}
                onClick={props.onReset}
                aria-label={said.resetTo(label, usual ?? '')}
                data-testid={`reset-${path}`}
              >
                {said.reset}
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

/** The pane is drawn anew when the language or units change: what was used to change them has the focus again. */
function useFocusAgain(path: string): React.RefObject<HTMLDivElement | null> {
  const row = useRef<HTMLDivElement>(null);
  const { settings } = useApp();
  const wanted = useStore(settings, ({ pane }) => pane.focus === path);
  useEffect(() => {
    if (!wanted) return;
    settings.getState().setPane({ focus: null });
    if (document.activeElement !== document.body) return;
    const control = row.current?.querySelector<HTMLElement>('input:checked') ?? row.current?.querySelector('input');
    control?.focus();
  }, [wanted, settings]);
  return row;
}
