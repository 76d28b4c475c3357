/** The control that suits one field of a configuration form. */
import { words } from '../../display/words.ts';
import {
  JsonInput,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Select,
  Switch,
  TagsInput,
  TextInput,
  type MantineSize,
} from '@mantine/core';
import { formatCount } from '../../display/units.ts';
import type { ConfigField, DraftValue } from '../../state/config-form.ts';
import classes from './plugin-config.module.css';

export interface ConfigInputProps {
  readonly field: ConfigField;
  readonly value: DraftValue;
  readonly problem: string | null;
  onChange(value: DraftValue): void;
}

export function ConfigInput({ field, value, problem, onChange }: ConfigInputProps): React.JSX.Element {
  const common = {
    label: field.label,
    description: helpOf(field),
    error: problem,
    required: field.required,
    withAsterisk: false,
    size: 'xs' as MantineSize,
    'data-field': field.path,
  };
  const text = typeof value === 'string' ? value : '';
  const list = Array.isArray(value) ? (value as readonly string[]) : [];
  switch (field.kind) {
    case 'switch':
      return (
        <Switch
          classNames={{ root: classes.switch ?? '' }}
          label={field.label}
          description={helpOf(field)}
          error={problem}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          data-field={field.path}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          className={classes.short ?? ''}
          value={text}
          onChange={(next) => onChange(String(next))}
          allowDecimal={!field.integer}
          clampBehavior="none"
          {...(field.min === null ? {} : { min: field.min })}
          {...(field.max === null ? {} : { max: field.max })}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          className={classes.medium ?? ''}
          value={text === '' ? null : text}
          onChange={(next) => onChange(next ?? '')}
          data={field.options.map((option) => ({ value: JSON.stringify(option), label: String(option) }))}
          allowDeselect={!field.required && field.preset === undefined}
          placeholder={words().plugins.config.notSet}
          comboboxProps={{ shadow: 'md', transitionProps: { duration: 100 } }}
        />
      );
    case 'choices':
      return (
        <MultiSelect
          {...common}
          value={[...list]}
          onChange={onChange}
          data={field.options.map(String)}
          placeholder={list.length === 0 ? words().plugins.config.noneChosen : ''}
          comboboxProps={{ shadow: 'md', transitionProps: { duration: 100 } }}
        />
      );
    case 'list':
      return (
        <TagsInput
          {...common}
          value={[...list]}
          onChange={onChange}
          splitChars={['\n']}
          placeholder={words().plugins.config.addWithEnter}
          allowDuplicates
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...common}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          autoComplete="off"
        />
      );
    case 'json':
      return (
        <JsonInput
          {...common}
          value={text}
          onChange={onChange}
          autosize
          minRows={3}
          maxRows={14}
          classNames={{ input: 'nl-mono' }}
          spellCheck={false}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          spellCheck={false}
          autoComplete="off"
        />
      );
  }
}

/** What the author says of it, what it may be, and what it is when nothing is set. */
function helpOf(field: ConfigField): React.ReactNode {
  const notes = [rangeOf(field), presetOf(field), field.kind === 'json' ? words().plugins.config.asJson : null].filter(
    (note) => note !== null,
  );
  if (field.help === '' && notes.length === 0) return undefined;
  return (
    <>
      {field.help}
      {notes.length > 0 && (field.help === '' ? capital(notes.join(', ')) : ` (${notes.join(', ')})`)}
    </>
  );
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}

function rangeOf({ min, max }: ConfigField): string | null {
  if (min !== null && max !== null) return words().plugins.config.between(formatNumber(min), formatNumber(max));
  if (min !== null) return words().plugins.config.atLeast(formatNumber(min));
  return max === null ? null : words().plugins.config.atMost(formatNumber(max));
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value);
}

function presetOf({ preset, kind }: ConfigField): string | null {
  if (preset === undefined || preset === null || preset === '') return null;
  const say = words().plugins.config;
  if (kind === 'switch') return preset === true ? say.onByDefault : say.offByDefault;
  if (Array.isArray(preset)) return preset.length === 0 ? null : say.byDefault(preset.map(String).join(' '));
  return say.byDefault(typeof preset === 'string' ? preset : JSON.stringify(preset));
}
