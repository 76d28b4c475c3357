/** Every plugin at the left, with how it does; the chosen one at the right: what it says, how it is set, what it is. */
import { IconPuzzle } from '@tabler/icons-react';
import { useEffect } from 'react';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { PLUGIN_WIDTHS } from '../../state/layout-store.ts';
import { currentPlugin } from '../../state/plugins-store.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { Centered, ListAndDetails } from '../list-and-details.tsx';
import { NotKnown } from '../not-known.tsx';
import { useLayout, usePlugins } from '../use-store.ts';
import { BrokenPlugins } from './broken-plugins.tsx';
import { InstallButton } from './install-button.tsx';
import { LocalApi } from './local-api.tsx';
import { PLUGIN_PREFIX, PluginCard } from './plugin-card.tsx';
import { PluginDetails } from './plugin-details.tsx';
import classes from './plugins-view.module.css';

export function PluginsView(): React.JSX.Element {
  const { plugins, layout } = useApp();
  const frame = usePlugins((state) => state.frame);
  const current = usePlugins(currentPlugin);
  const width = useLayout((state) => state.pluginWidth);
  useEffect(() => plugins.getState().attach(), [plugins]);
  const say = words().plugins;
  if (frame === null) {
    return (
      <Centered testId="table-plugins">
        <NotKnown loading={say.waiting} lost={say.lost} lostWhy={say.lostWhy} />
      </Centered>
    );
  }
  return (
    <ListAndDetails
      testId="table-plugins"
      title={say.title}
      count={formatCount(frame.plugins.length)}
      action={<InstallButton />}
      foot={<LocalApi api={frame.api} />}
      details={
        current && {
          label: say.details(current.id),
          resizeLabel: say.detailsWidth,
          width,
          widths: PLUGIN_WIDTHS,
          onResize: layout.getState().setPluginWidth,
          children: <PluginDetails key={current.id} plugin={current} />,
        }
      }
      list={
        current && {
          ids: frame.plugins.map(({ id }) => id),
          prefix: PLUGIN_PREFIX,
          current: current.id,
          onSelect: plugins.getState().select,
          children: frame.plugins.map((plugin) => (
            <PluginCard key={plugin.id} plugin={plugin} selected={plugin.id === current.id} />
          )),
        }
      }
    >
      {current === null && (
        <div className={classes.none}>
          <EmptyState icon={IconPuzzle} title={say.none} action={<InstallButton primary />}>
            {say.noneWhat}
          </EmptyState>
        </div>
      )}
      <BrokenPlugins broken={frame.broken} />
    </ListAndDetails>
  );
}
