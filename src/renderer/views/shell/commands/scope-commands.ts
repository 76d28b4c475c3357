import {
  IconArrowBackUp,
  IconArrowBarLeft,
  IconArrowBarRight,
  IconArrowsHorizontal,
  IconBookmark,
  IconBroadcast,
  IconCalendarTime,
  IconClock,
  IconFilter,
  IconFilterOff,
  IconStar,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { displayChoice } from '../../../display/display-choice.ts';
import { words } from '../../../display/words.ts';
import type { AppState } from '../../../state/app-state.ts';
import { goLive, panRange, showAll, zoomRange } from '../../../state/range-moves.ts';
import { canTravel } from '../../../state/history-store.ts';
import { rangeOf, TRAVELS } from '../../../state/travel.ts';
import { QUICK_RANGES } from '../../../state/time-window.ts';
import type { Command, CommandActions } from './command.ts';

/** The filter: to type it, to save it, to use one that was saved. */
export function filterCommands(app: AppState, actions: CommandActions): readonly Command[] {
  const say = words().shell.commands;
  const { filter } = app.scope.getState();
  const commands: Command[] = [
    {
      id: 'filter.focus',
      group: 'filter',
      title: say.focusFilter,
      icon: IconFilter,
      keys: app.host.kind === 'desktop' ? ['/', 'Mod+F'] : ['/'],
      menu: 'find',
      run: () => actions.focusFilter(),
    },
    {
      id: 'undo',
      group: 'filter',
      title: say.undo,
      icon: IconArrowBackUp,
      keys: ['Mod+Z'],
      run: () => void app.undo.getState().undo(),
    },
  ];
  if (filter !== '') {
    commands.push(
      {
        id: 'filter.clear',
        group: 'filter',
        title: say.clearFilter,
        icon: IconFilterOff,
        run: () => actions.clearFilter(),
      },
      {
        id: 'filter.save',
        group: 'filter',
        title: say.saveFilter,
        icon: IconStar,
        run: () => actions.openFilterLibrary(),
      },
    );
  }
  for (const { name, text } of app.preferences.getState().preferences.savedFilters) {
    commands.push({
      id: `filter.saved.${name}`,
      group: 'filter',
      title: say.useFilter(name),
      note: text,
      icon: IconBookmark,
      isOn: text === filter,
      run: () => app.filter.getState().apply(text),
    });
  }
  return commands;
}

/** Stretches of history; the key is there where that cannot be asked, too. */
function travelCommands({ history, timeline, panels }: AppState): readonly Command[] {
  const { status } = history.getState();
  const mayGo = canTravel(status);
  const say = words().shell.travel;
  const open: Command = {
    id: 'time.travel',
    group: 'time',
    title: say.open,
    icon: IconCalendarTime,
    keys: ['h'],
    run: () => {
      // Where it cannot be asked at the moment, the panel says why.
      if (status !== null && status.state !== 'off') panels.getState().open('travel');
    },
  };
  if (!mayGo) return [open];
  return [
    open,
    ...TRAVELS.map((travel): Command => ({
      id: `time.travel.${travel}`,
      group: 'time',
      title: say.names[travel],
      note: say.history,
      icon: IconCalendarTime,
      run: () => timeline.getState().travel(rangeOf(travel, Date.now(), displayChoice().timeZone)),
    })),
  ];
}

/** The range of time: quick ones, and keys that zoom and move it. */
export function rangeCommands(app: AppState): readonly Command[] {
  const say = words().shell.commands;
  const { range, setRange } = app.scope.getState();
  return [
    {
      id: 'time.live',
      group: 'time',
      title: say.live,
      icon: IconBroadcast,
      keys: ['l'],
      run: () => goLive(app),
    },
    {
      id: 'time.all',
      group: 'time',
      title: say.allTime,
      icon: IconArrowsHorizontal,
      keys: ['0'],
      isOn: range === null,
      run: () => showAll(app),
    },
    ...travelCommands(app),
    ...QUICK_RANGES.map((seconds) => ({
      id: `time.last.${seconds}`,
      group: 'time' as const,
      title: words().shell.time.last(seconds),
      icon: IconClock,
      isOn: range?.kind === 'last' && range.seconds === seconds,
      run: () => setRange({ kind: 'last', seconds }),
    })),
    {
      id: 'time.in',
      group: 'time',
      title: say.zoomIn,
      icon: IconZoomIn,
      keys: ['+', '='],
      run: () => zoomRange(app, 0.5),
    },
    { id: 'time.out', group: 'time', title: say.zoomOut, icon: IconZoomOut, keys: ['-'], run: () => zoomRange(app, 2) },
    {
      id: 'time.earlier',
      group: 'time',
      title: say.earlier,
      icon: IconArrowBarLeft,
      keys: ['[', ','],
      run: () => panRange(app, -1),
    },
    {
      id: 'time.later',
      group: 'time',
      title: say.later,
      icon: IconArrowBarRight,
      keys: [']', '.'],
      run: () => panRange(app, 1),
    },
  ];
}
