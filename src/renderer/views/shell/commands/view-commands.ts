import { VIEWS } from '#contract/view-names.ts';
import type { AppState } from '../../../state/app-state.ts';
import { VIEW_ICONS, viewTitle } from '../view-looks.ts';
import type { Command } from './command.ts';

/** One digit each, in the order of the rail. */
export function viewCommands({ layout }: AppState): readonly Command[] {
  const { view: current, open } = layout.getState();
  return VIEWS.map((view, at) => ({
    id: `view.${view}`,
    group: 'view' as const,
    title: viewTitle(view),
    icon: VIEW_ICONS[view],
    keys: view === 'settings' ? [String(at + 1), 'Mod+,'] : [String(at + 1)],
    menu: `view:${view}` as const,
    isOn: view === current,
    run: () => open(view),
  }));
}
