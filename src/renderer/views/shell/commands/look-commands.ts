import {
  IconBinary,
  IconClockHour4,
  IconEye,
  IconEyeOff,
  IconGauge,
  IconLanguage,
  IconLayoutSidebar,
  IconLineHeight,
  IconSunMoon,
} from '@tabler/icons-react';
import type { Preferences } from '#contract/preferences.ts';
import { words } from '../../../display/words.ts';
import type { AppState } from '../../../state/app-state.ts';
import type { Command } from './command.ts';

/** How things look and are said; each choice is a command, so that it can be found by what it makes of things. */
export function lookCommands({ preferences, layout }: AppState): readonly Command[] {
  const say = words().shell.commands;
  const { preferences: now, change } = preferences.getState();
  const { railCollapsed, setRailCollapsed } = layout.getState();
  const choice = <K extends Exclude<keyof Preferences, 'savedFilters'>>(
    key: K,
    value: Preferences[K],
    title: string,
    icon: Command['icon'],
  ): Command => ({
    id: `look.${key}.${String(value)}`,
    group: 'look',
    title,
    icon,
    isOn: now[key] === value,
    run: () => change({ [key]: value }),
  });
  return [
    choice('theme', 'system', say.theme.system, IconSunMoon),
    choice('theme', 'light', say.theme.light, IconSunMoon),
    choice('theme', 'dark', say.theme.dark, IconSunMoon),
    choice('density', 'compact', say.density.compact, IconLineHeight),
    choice('density', 'comfortable', say.density.comfortable, IconLineHeight),
    choice('rateUnit', 'bytes', say.rates.bytes, IconGauge),
    choice('rateUnit', 'bits', say.rates.bits, IconGauge),
    choice('byteBase', 1000, say.bytes.decimal, IconBinary),
    choice('byteBase', 1024, say.bytes.binary, IconBinary),
    choice('timeZone', 'local', say.zone.local, IconClockHour4),
    choice('timeZone', 'utc', say.zone.utc, IconClockHour4),
    choice('language', 'system', say.language.system, IconLanguage),
    choice('language', 'en', say.language.en, IconLanguage),
    choice('language', 'de', say.language.de, IconLanguage),
    {
      id: 'look.rail',
      group: 'look',
      title: railCollapsed ? say.expandRail : say.collapseRail,
      icon: IconLayoutSidebar,
      keys: ['\\'],
      run: () => setRailCollapsed(!railCollapsed),
    },
  ];
}

export function privacyCommands({ preferences }: AppState): readonly Command[] {
  const say = words().shell.commands;
  const { preferences: now, change } = preferences.getState();
  return [
    {
      id: 'privacy.redact',
      group: 'privacy',
      title: now.redact ? say.redactOff : say.redactOn,
      icon: now.redact ? IconEye : IconEyeOff,
      run: () => change({ redact: !now.redact }),
    },
  ];
}
