/** Everything that can be done at this moment. Made when it is asked for: what can be done changes with what there is. */
import { IconColumns3, IconCommand, IconKeyboard, IconPictureInPicture } from '@tabler/icons-react';
import { words } from '../../../display/words.ts';
import type { AppState } from '../../../state/app-state.ts';
import { captureCommands, fileCommands } from './capture-commands.ts';
import type { Command, CommandActions } from './command.ts';
import { exportCommands } from './export-commands.ts';
import { lookCommands, privacyCommands } from './look-commands.ts';
import { partCommands } from './part-commands.ts';
import { filterCommands, rangeCommands } from './scope-commands.ts';
import { viewCommands } from './view-commands.ts';

export function allCommands(app: AppState, actions: CommandActions): readonly Command[] {
  const say = words().shell.commands;
  const { mini } = app.host;
  const { chooseColumns } = actions;
  return [
    ...viewCommands(app),
    ...captureCommands(app, actions),
    ...fileCommands(app, actions),
    ...filterCommands(app, actions),
    ...rangeCommands(app),
    ...exportCommands(app, actions),
    ...privacyCommands(app),
    ...lookCommands(app),
    ...(chooseColumns === null
      ? []
      : [
          {
            id: 'look.columns',
            group: 'look' as const,
            title: say.chooseColumns,
            icon: IconColumns3,
            run: chooseColumns,
          },
        ]),
    ...partCommands(app, actions),
    ...(mini === null
      ? []
      : [
          {
            id: 'window.mini',
            group: 'look' as const,
            title: say.mini,
            icon: IconPictureInPicture,
            keys: ['Mod+Shift+M'],
            run: mini,
          },
        ]),
    {
      id: 'help.keys',
      group: 'help',
      title: say.keys,
      icon: IconKeyboard,
      keys: ['?'],
      menu: 'keys',
      run: () => actions.openKeys(),
    },
    {
      id: 'help.commands',
      group: 'help',
      title: say.commands,
      icon: IconCommand,
      keys: ['Mod+K'],
      menu: 'palette',
      hidden: true,
      run: () => actions.openPalette(),
    },
  ];
}

/** Keys that tables and lists handle by themselves; on the sheet with all others. */
export function rowKeys(): readonly { readonly keys: readonly string[]; readonly title: string }[] {
  const { rows } = words().shell.commands;
  return [
    { keys: ['j', 'k', 'ArrowDown', 'ArrowUp'], title: rows.next },
    { keys: ['g', 'G', 'Home', 'End'], title: rows.ends },
    { keys: ['PageUp', 'PageDown'], title: rows.page },
    { keys: ['Enter'], title: rows.enter },
    { keys: ['Escape'], title: rows.escape },
  ];
}
