import { IconStethoscope } from '@tabler/icons-react';
import { viewDigit, VIEWS } from '#contract/view-names.ts';
import { words } from '../../../display/words.ts';
import type { AppState } from '../../../state/app-state.ts';
import { VIEW_ICONS, viewTitle } from '../view-looks.ts';
import type { Command } from './command.ts';

/** One digit each, in the order of the rail. */
export function viewCommands({ layout, settings }: AppState): readonly Command[] {
  const { view: current, open } = layout.getState();
  const views = VIEWS.map((view, at) => ({
    id: `view.${view}`,
    group: 'view' as const,
    title: viewTitle(view),
    icon: VIEW_ICONS[view],
    keys: [...digitOf(at), ...(view === 'settings' ? ['Mod+,'] : [])],
    menu: `view:${view}` as const,
    isOn: view === current,
    run: () => open(view),
  }));
  return [
    ...views,
    {
      id: 'view.doctor',
      group: 'view',
      title: words().shell.commands.doctor,
      icon: IconStethoscope,
      run: () => {
        settings.getState().setPane({ section: 'machine', search: '' });
        open('settings');
      },
    },
  ];
}

function digitOf(at: number): readonly string[] {
  const digit = viewDigit(at);
  return digit === null ? [] : [digit];
}
