import { IconPipeline, IconPlugConnected, IconPuzzle } from '@tabler/icons-react';
import { words } from '../../../display/words.ts';
import type { AppState } from '../../../state/app-state.ts';
import type { Command, CommandActions } from './command.ts';

/** Plugins and pipelines: each switched on and off. What is refused is said where it is listed. */
export function partCommands({ plugins, pipelines, layout }: AppState, actions: CommandActions): readonly Command[] {
  const say = words().shell.commands;
  const { open } = layout.getState();
  const switched = (id: string, enabled: boolean): string => (enabled ? say.pluginOff(id) : say.pluginOn(id));
  return [
    ...(plugins.getState().frame?.plugins ?? []).map(({ id, enabled }) => ({
      id: `plugin.${id}`,
      group: 'plugin' as const,
      title: switched(id, enabled),
      icon: IconPuzzle,
      run: () => {
        void plugins
          .getState()
          .setEnabled(id, !enabled)
          .then((result) => {
            if (result.ok) return;
            plugins.getState().select(id);
            open('plugins');
          });
      },
    })),
    {
      id: 'plugin.install',
      group: 'plugin',
      title: say.installPlugin,
      icon: IconPlugConnected,
      menu: 'install-plugin',
      run: () => actions.choosePlugin(),
    },
    ...(pipelines.getState().pipelines ?? []).map(({ id, enabled }) => ({
      id: `pipeline.${id}`,
      group: 'pipeline' as const,
      title: switched(id, enabled),
      icon: IconPipeline,
      run: () => {
        void pipelines
          .getState()
          .setEnabled(id, !enabled)
          .then((result) => {
            if (result.ok) return;
            pipelines.getState().select(id);
            open('pipelines');
          });
      },
    })),
  ];
}
