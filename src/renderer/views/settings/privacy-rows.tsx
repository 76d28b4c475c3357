/** What is kept where, and forgetting what the window remembers by itself. */
import { Button } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { forgetRemembered } from '../../state/forget.ts';
import { notifyUndo } from '../notify.tsx';
import classes from './settings-view.module.css';
import { SettingRow } from './setting-row.tsx';

export function KeptWhere(): React.JSX.Element {
  const said = words().settings.privacy;
  return (
    <div className={classes.prose}>
      <h3 className={classes.subtitle}>{said.keptTitle}</h3>
      <dl className={classes.facts}>
        {Object.entries(said.kept).map(([key, { what, where }]) => (
          <div key={key} className={classes.fact}>
            <dt>{what}</dt>
            <dd>{where}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.note}>{said.nothingSent}</p>
    </div>
  );
}

export function ForgetRow(): React.JSX.Element {
  const app = useApp();
  const said = words().settings;
  const forget = (): void => {
    notifyUndo(said.privacy.forgottenText, app.undo.getState().offer(forgetRemembered(app)));
  };
  return (
    <SettingRow
      path="forget"
      label={said.privacy.forget}
      help={said.privacy.forgetHelp}
      usual={null}
      changed={false}
      onReset={() => undefined}
      control={({ helpId }) => (
        <Button
          variant="default"
          leftSection={<IconEraser size={15} stroke={1.6} />}
          aria-describedby={helpId}
          onClick={forget}
          data-testid="forget"
        >
          {said.privacy.forgetButton}
        </Button>
      )}
    />
  );
}
