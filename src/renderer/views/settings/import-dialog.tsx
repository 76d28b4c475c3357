/** What a file of settings would change, or everything that is wrong with it. */
import { Button } from '@mantine/core';
import { IconAlertOctagon, IconArrowRight } from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import type { ChoiceChange, Choices, TransferMistake } from '../../state/settings-transfer.ts';
import { fieldAt, settingText, valueText } from './setting-words.ts';
import classes from './import-dialog.module.css';
import { optionText, PREFERENCE_CHOICES, type PreferenceChoice } from './preference-rows.tsx';
import { Dialog } from '../../widgets/dialog.tsx';

export type ImportPlan =
  | {
      readonly fileName: string;
      readonly mistakes: readonly TransferMistake[];
      readonly changes?: undefined;
    }
  | {
      readonly fileName: string;
      readonly mistakes: readonly [];
      readonly changes: readonly ChoiceChange[];
      readonly before: Choices;
      readonly after: Choices;
      readonly keepsPaths: boolean;
    };

export function ImportDialog({
  plan,
  onApply,
  onClose,
}: {
  readonly plan: ImportPlan | null;
  onApply(before: Choices, after: Choices): void;
  onClose(): void;
}): React.JSX.Element {
  const said = words().settings.transfer;
  return (
    <Dialog opened={plan !== null} onClose={onClose} title={said.importTitle} size={620}>
      {plan !== null && (
        <div className={classes.dialog} data-testid="import-dialog">
          <p className={classes.file}>{plan.fileName}</p>
          {plan.changes === undefined ? (
            <Mistakes mistakes={plan.mistakes} />
          ) : (
            <Changes changes={plan.changes} keepsPaths={plan.keepsPaths} />
          )}
          <div className={classes.foot}>
            <Button variant="default" onClick={onClose}>
              {said.cancel}
            </Button>
            {plan.changes !== undefined && (
              <Button
                disabled={plan.changes.length === 0}
                onClick={() => onApply(plan.before, plan.after)}
                data-testid="apply-import"
              >
                {said.apply}
              </Button>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Mistakes({ mistakes }: { readonly mistakes: readonly TransferMistake[] }): React.JSX.Element {
  const said = words().settings.transfer;
  return (
    <div role="alert">
      <p className={classes.trouble}>
        <IconAlertOctagon size={16} stroke={1.6} aria-hidden />
        {said.mistakes(mistakes.length)}
      </p>
      <ul className={classes.list}>
        {mistakes.map(({ path, message }) => (
          <li key={path} className={classes.mistake}>
            {path === '' ? <span>{said.wholeFile}</span> : <code className="nl-mono">{path}</code>} {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Changes({
  changes,
  keepsPaths,
}: {
  readonly changes: readonly ChoiceChange[];
  readonly keepsPaths: boolean;
}): React.JSX.Element {
  const said = words().settings.transfer;
  if (changes.length === 0) return <p className={classes.text}>{said.noChanges}</p>;
  return (
    <>
      <p className={classes.text}>{said.changes(changes.length)}</p>
      <ul className={classes.list} tabIndex={0} aria-label={said.changes(changes.length)}>
        {changes.map(({ path, before, after }) => (
          <li key={path} className={classes.change}>
            <span className={classes.name}>{settingText(keyOf(path)).label}</span>
            <span className={classes.before}>
              <span className="nl-hidden">{said.before} </span>
              {choiceText(path, before)}
            </span>
            <IconArrowRight size={14} stroke={1.6} aria-hidden />
            <span className={classes.after}>
              <span className="nl-hidden">{said.after} </span>
              {choiceText(path, after)}
            </span>
          </li>
        ))}
      </ul>
      {keepsPaths && <p className={classes.note}>{said.pathsKept}</p>}
    </>
  );
}

function keyOf(path: string): string {
  return path.slice(path.indexOf('.') + 1);
}

function choiceText(path: string, value: unknown): string {
  const key = keyOf(path);
  const field = path.startsWith('settings.') ? fieldAt(key) : undefined;
  if (field !== undefined) return valueText(field, value);
  if ((PREFERENCE_CHOICES as readonly string[]).includes(key)) return optionText(key as PreferenceChoice, value);
  if (typeof value === 'boolean') return value ? words().settings.on : words().settings.off;
  return Array.isArray(value) ? String(value.length) : String(value);
}
