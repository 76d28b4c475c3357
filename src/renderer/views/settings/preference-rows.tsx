/** What a person prefers of this window: in force at once, everywhere in it. */
import { SegmentedControl, Switch } from '@mantine/core';
import { useStore } from 'zustand';
import { DEFAULT_PREFERENCES, type Preferences } from '#contract/preferences.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { SettingRow } from './setting-row.tsx';

/** Those that are chosen among a few, in the order in which they are shown. */
export const PREFERENCE_CHOICES = ['theme', 'language', 'rateUnit', 'byteBase', 'timeZone', 'density'] as const;
export type PreferenceChoice = (typeof PREFERENCE_CHOICES)[number];

const OPTIONS: { readonly [K in PreferenceChoice]: readonly Preferences[K][] } = {
  theme: ['system', 'light', 'dark'],
  language: ['system', 'en', 'de'],
  rateUnit: ['bytes', 'bits'],
  byteBase: [1000, 1024],
  timeZone: ['local', 'utc'],
  density: ['compact', 'comfortable'],
};

export function optionText(key: PreferenceChoice, value: unknown): string {
  const options: Readonly<Record<string, string>> = words().settings.preferences[key].options;
  return options[String(value)] ?? String(value);
}

export function PreferenceRow({ preference }: { readonly preference: PreferenceChoice }): React.JSX.Element {
  const { preferences: store, settings } = useApp();
  const value = useStore(store, ({ preferences }) => preferences[preference]);
  const { label, help } = words().settings.preferences[preference];
  const usual = DEFAULT_PREFERENCES[preference];
  const choose = (wanted: unknown): void => {
    settings.getState().setPane({ focus: preference });
    store.getState().change({ [preference]: wanted });
  };
  return (
    <SettingRow
      path={preference}
      label={label}
      help={help}
      usual={optionText(preference, usual)}
      changed={value !== usual}
      onReset={() => choose(usual)}
      control={({ labelId, helpId }) => (
        <SegmentedControl
          fullWidth
          aria-labelledby={labelId}
          aria-describedby={helpId}
          value={String(value)}
          onChange={(text) => choose(OPTIONS[preference].find((option) => String(option) === text))}
          data={OPTIONS[preference].map((option) => ({
            value: String(option),
            label: optionText(preference, option),
          }))}
        />
      )}
    />
  );
}

export function RedactRow(): React.JSX.Element {
  const { preferences: store } = useApp();
  const redact = useStore(store, ({ preferences }) => preferences.redact);
  const said = words().settings;
  const { label, help } = said.preferences.redact;
  return (
    <SettingRow
      path="redact"
      label={label}
      help={help}
      usual={said.off}
      changed={redact !== DEFAULT_PREFERENCES.redact}
      onReset={() => store.getState().change({ redact: DEFAULT_PREFERENCES.redact })}
      control={({ labelId, helpId }) => (
        <Switch
          aria-labelledby={labelId}
          aria-describedby={helpId}
          checked={redact}
          onChange={(event) => store.getState().change({ redact: event.currentTarget.checked })}
        />
      )}
    />
  );
}
