/** The control that suits one setting of the engine, in its row or alone. */
import { MultiSelect, SegmentedControl, Switch, TagsInput, TextInput } from '@mantine/core';
import { CHAIN_NAMES } from '#contract/observers.ts';
import { PATH_SETTINGS } from '#contract/settings.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import type { SettingField } from '../../state/settings-form.ts';
import { SettingRow } from './setting-row.tsx';
import { emptyText, readableText, settingText, valueText } from './setting-words.ts';
import { useEngineSetting, type EngineSetting } from './use-engine-setting.ts';
import classes from './engine-field.module.css';

export function EngineField({ field }: { readonly field: SettingField }): React.JSX.Element {
  const setting = useEngineSetting(field);
  const { host } = useApp();
  const { label, help } = settingText(field.path);
  // Nothing that a page says may name a path of the machine, unless it is the app's own.
  const elsewhere = host.kind === 'browser' && PATH_SETTINGS.includes(field.path);
  const disabled = setting.disabled || elsewhere;
  return (
    <SettingRow
      path={field.path}
      label={label}
      help={elsewhere ? `${help} ${words().settings.browserPath}` : help}
      usual={valueText(field, setting.usual)}
      changed={setting.changed}
      pending={setting.pending}
      problem={setting.problem}
      disabled={disabled}
      onReset={setting.reset}
      control={({ helpId }) => (
        <EngineControl field={field} setting={setting} disabled={disabled} label={label} helpId={helpId} />
      )}
    />
  );
}

export interface EngineControlProps {
  readonly field: SettingField;
  readonly setting: EngineSetting;
  readonly disabled: boolean;
  readonly label: string;
  /** Of what says more of it, where something does. */
  readonly helpId?: string;
}

export function EngineControl({ field, setting, disabled, label, helpId }: EngineControlProps): React.JSX.Element {
  const said = words().settings;
  const { draft } = setting;
  const common = {
    size: 'xs',
    disabled,
    error: setting.problem !== null,
    'data-field': field.path,
    'aria-label': label,
    ...(helpId !== undefined && { 'aria-describedby': helpId }),
  } as const;
  const list = Array.isArray(draft) ? (draft as readonly string[]) : [];
  const text = typeof draft === 'string' ? draft : '';
  switch (field.kind) {
    case 'switch':
      return (
        <Switch {...common} checked={draft === true} onChange={(event) => setting.type(event.currentTarget.checked)} />
      );
    case 'choice':
      return (
        <SegmentedControl
          {...common}
          fullWidth
          value={text}
          onChange={setting.type}
          data={field.options.map((option) => ({ value: option, label: valueText(field, option) }))}
        />
      );
    case 'chains':
      return (
        <MultiSelect
          {...common}
          value={[...list]}
          onChange={setting.type}
          data={[...CHAIN_NAMES]}
          placeholder={list.length === 0 ? said.noneChosen : ''}
          comboboxProps={{ shadow: 'md', transitionProps: { duration: 100 } }}
        />
      );
    case 'texts':
    case 'mixed':
    case 'numbers':
      return (
        <TagsInput
          {...common}
          value={[...list]}
          onChange={setting.type}
          splitChars={[',', ' ', '\n']}
          acceptValueOnBlur
          placeholder={list.length === 0 && field.empty !== null ? emptyText(field) : ''}
          classNames={{ pill: 'nl-mono' }}
        />
      );
    case 'number':
    case 'text':
      return (
        <TextInput
          {...common}
          value={text}
          onChange={(event) => setting.type(event.currentTarget.value)}
          onBlur={setting.settle}
          onKeyDown={(event) => {
            if (event.key === 'Enter') setting.settle();
          }}
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          placeholder={field.empty === null ? '' : emptyText(field)}
          {...(field.unit !== null && {
            rightSection: <UnitText field={field} text={text} />,
            rightSectionWidth: field.unit === 'bytes' ? 132 : 82,
            rightSectionPointerEvents: 'none',
          })}
          classNames={{ input: field.kind === 'number' ? 'nl-tabular' : 'nl-mono' }}
          spellCheck={false}
          autoComplete="off"
        />
      );
  }
}

function UnitText({ field, text }: { readonly field: SettingField; readonly text: string }): React.JSX.Element {
  const readable = readableText(field, text);
  return (
    <span className={classes.unit}>
      {field.unit === null ? '' : words().settings.units[field.unit]}
      {readable !== null && ` · ${readable}`}
    </span>
  );
}
