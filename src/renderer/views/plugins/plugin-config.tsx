/** A plugin's configuration as a form. What is typed stays until it is saved or taken back; saving switches it over. */
import { words } from '../../display/words.ts';
import { Button } from '@mantine/core';
import { IconAdjustments, IconAlertOctagon, IconCircleCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { ConfigSchema } from '#contract/plugins/config-schema.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { useApp } from '../../state/app-context.ts';
import {
  checkDraft,
  configFields,
  draftOf,
  sameDraft,
  type CheckedDraft,
  type ConfigDraft,
  type ConfigField,
  type DraftValue,
} from '../../state/config-form.ts';
import type { SaveState } from '../../state/plugin-config-store.ts';
import { Remedy } from '../../widgets/command-line.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { ConfigInput } from './config-input.tsx';
import classes from './plugin-config.module.css';

export function PluginConfig({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const schema = plugin.manifest.config;
  const fields = useMemo(() => configFields(schema), [schema]);
  if (schema === null || fields.length === 0) {
    return (
      <div className={classes.center}>
        <EmptyState icon={IconAdjustments} title={words().plugins.config.none}>
          {words().plugins.config.noneWhat(plugin.id)}
        </EmptyState>
      </div>
    );
  }
  return <ConfigForm plugin={plugin} schema={schema} fields={fields} />;
}

function ConfigForm({
  plugin,
  schema,
  fields,
}: {
  readonly plugin: PluginStatus;
  readonly schema: ConfigSchema;
  readonly fields: readonly ConfigField[];
}): React.JSX.Element {
  const { pluginConfig } = useApp();
  const { id, config } = plugin;
  const edited = useStore(pluginConfig, (state) => state.drafts[id] ?? null);
  const save = useStore(pluginConfig, (state) => state.saves[id] ?? null);
  const inUse = useMemo(() => draftOf(fields, config), [fields, config]);
  const presets = useMemo(() => draftOf(fields, {}), [fields]);
  const draft: ConfigDraft = edited ?? inUse;
  const changed = edited !== null && !sameDraft(edited, inUse);
  const checked = useMemo(() => checkDraft(schema, fields, draft, config), [schema, fields, draft, config]);
  const edit = (path: string, value: DraftValue): void => {
    const next = { ...draft, [path]: value };
    pluginConfig.getState().edit(id, sameDraft(next, inUse) ? null : next);
  };
  const saving = save?.state === 'saving';
  const submit = (): void => {
    if (changed && checked.config !== null && !saving) void pluginConfig.getState().save(id, checked.config);
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid="config-form"
    >
      <div className={classes.fields}>
        {fields.map((field) => (
          <Field key={field.path} field={field} draft={draft} problems={checked.problems} onChange={edit} />
        ))}
      </div>
      <footer className={classes.footer}>
        <Answer save={save} checked={checked} changed={changed} />
        <Button
          variant="subtle"
          color="gray"
          disabled={sameDraft(draft, presets) || saving}
          onClick={() => pluginConfig.getState().edit(id, sameDraft(presets, inUse) ? null : presets)}
        >
          {words().plugins.config.reset}
        </Button>
        <Button variant="default" disabled={!changed || saving} onClick={() => pluginConfig.getState().edit(id, null)}>
          {words().plugins.config.discard}
        </Button>
        <Button type="submit" disabled={!changed || checked.config === null} loading={saving} data-testid="config-save">
          {words().plugins.config.save}
        </Button>
      </footer>
    </form>
  );
}

interface FieldProps {
  readonly field: ConfigField;
  readonly draft: ConfigDraft;
  readonly problems: CheckedDraft['problems'];
  onChange(path: string, value: DraftValue): void;
}

function Field({ field, draft, problems, onChange }: FieldProps): React.JSX.Element {
  if (field.kind === 'group') {
    return (
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{field.label}</legend>
        {field.help !== '' && <p className={classes.groupHelp}>{field.help}</p>}
        {field.fields.map((inner) => (
          <Field key={inner.path} field={inner} draft={draft} problems={problems} onChange={onChange} />
        ))}
      </fieldset>
    );
  }
  return (
    <ConfigInput
      field={field}
      value={draft[field.path] ?? ''}
      problem={problems[field.path] ?? null}
      onChange={(value) => onChange(field.path, value)}
    />
  );
}

/** What the engine said to the last save, or what is in the way of the next one. */
function Answer({
  save,
  checked,
  changed,
}: {
  readonly save: SaveState | null;
  readonly checked: CheckedDraft;
  readonly changed: boolean;
}): React.JSX.Element {
  if (save?.state === 'refused') {
    const { message, remedy } = save.failure;
    return (
      <div className={classes.answer} data-tone="trouble" role="alert">
        <IconAlertOctagon size={15} stroke={1.6} aria-hidden />
        <span>
          {message}
          {remedy !== undefined && (
            <>
              . <Remedy text={remedy} />
            </>
          )}
        </span>
      </div>
    );
  }
  if (changed && checked.general !== null) {
    return (
      <div className={classes.answer} data-tone="trouble" role="alert">
        <IconAlertOctagon size={15} stroke={1.6} aria-hidden />
        <span>{checked.general}</span>
      </div>
    );
  }
  if (save?.state === 'saved' && !changed) {
    return (
      <div className={classes.answer} data-tone="good" role="status">
        <IconCircleCheck size={15} stroke={1.6} aria-hidden />
        <span>{words().plugins.config.saved}</span>
      </div>
    );
  }
  const wrong = Object.keys(checked.problems).length;
  return (
    <div className={classes.answer}>
      {changed && wrong === 0 && words().plugins.config.notSaved}
      {wrong > 0 && words().plugins.config.wrong(wrong)}
    </div>
  );
}
