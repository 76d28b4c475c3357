/** The filters that take names out of packets, one line each: whether, at which ports, and which names count. */
import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { PAYLOAD_FILTERS, type PayloadFilterName } from '#contract/payload-filters.ts';
import { assertDefined } from '#base/assert.ts';
import { words } from '../../display/words.ts';
import { EngineControl } from './engine-field.tsx';
import classes from './payload-table.module.css';
import { fieldAt, settingText, valueText } from './setting-words.ts';
import { useEngineSetting, type EngineSetting } from './use-engine-setting.ts';
import type { SettingField } from '../../state/settings-form.ts';

export function PayloadTable({
  names = PAYLOAD_FILTERS,
}: {
  readonly names?: readonly PayloadFilterName[];
}): React.JSX.Element {
  const said = words().settings.payload;
  return (
    <div className={classes.table} data-testid="payload-filters">
      <div className={classes.head} aria-hidden>
        <span />
        <span>
          {said.portsShort} <span className={classes.aside}>{said.portsHelp}</span>
        </span>
        <span>
          {said.matchShort} <span className={classes.aside}>{said.matchHelp}</span>
        </span>
      </div>
      {names.map((name) => (
        <PayloadLine key={name} name={name} />
      ))}
    </div>
  );
}

function PayloadLine({ name }: { readonly name: PayloadFilterName }): React.JSX.Element {
  const said = words().settings;
  const enabled = useField(`filter.payload.${name}.enabled`);
  const ports = useField(`filter.payload.${name}.ports`);
  const match = useField(`filter.payload.${name}.match`);
  const all = [enabled, ports, match];
  const changed = all.filter(({ setting }) => setting.changed);
  const pending = all.some(({ setting }) => setting.pending);
  return (
    <div
      className={classes.line}
      role="group"
      aria-label={said.payload.protocols[name]}
      data-testid={`payload-${name}`}
    >
      <div className={classes.name}>
        <Cell {...enabled} />
        <span data-off={enabled.setting.draft !== true}>{said.payload.protocols[name]}</span>
      </div>
      <Cell {...ports} />
      <Cell {...match} />
      {(changed.length > 0 || pending) && (
        <div className={classes.notes}>
          {pending && <span className={classes.pending}>{said.nextCapture}</span>}
          {changed.length > 0 && !enabled.setting.disabled && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              leftSection={<IconArrowBackUp size={13} stroke={1.7} />}
              onClick={() => changed.forEach(({ setting }) => setting.reset())}
              aria-label={said.resetTo(
                said.payload.protocols[name],
                changed.map(({ field, setting }) => valueText(field, setting.usual)).join(', '),
              )}
            >
              {said.reset}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

interface UsedField {
  readonly field: SettingField;
  readonly setting: EngineSetting;
}

function useField(path: string): UsedField {
  const field = assertDefined(fieldAt(path), 'every payload filter has its fields');
  return { field, setting: useEngineSetting(field) };
}

function Cell({ field, setting }: UsedField): React.JSX.Element {
  return (
    <div className={classes.cell}>
      <EngineControl
        field={field}
        setting={setting}
        disabled={setting.disabled}
        label={settingText(field.path).label}
      />
      {setting.problem !== null && (
        <div className={classes.problem} role="alert">
          {setting.problem}
        </div>
      )}
    </div>
  );
}
