/** Every plugin at the left, with how it does; the chosen one at the right: what it says, how it is set, what it is. */
import { words } from '../../display/words.ts';
import { Loader } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconPlugConnectedX, IconPuzzle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import { useApp } from '../../state/app-context.ts';
import { PLUGIN_WIDTHS } from '../../state/layout-store.ts';
import { currentPlugin } from '../../state/plugins-store.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { ResizeHandle } from '../../widgets/resize-handle.tsx';
import { useLayout, usePlugins } from '../use-store.ts';
import { BrokenPlugins } from './broken-plugins.tsx';
import { InstallButton } from './install-button.tsx';
import { LocalApi } from './local-api.tsx';
import { PluginDetails } from './plugin-details.tsx';
import { PluginList } from './plugin-list.tsx';
import classes from './plugins.module.css';

export function PluginsView(): React.JSX.Element {
  const { plugins, layout } = useApp();
  const frame = usePlugins((state) => state.frame);
  const current = usePlugins(currentPlugin);
  const width = useLayout((state) => state.pluginWidth);
  const list = useRef<HTMLDivElement>(null);
  const details = useRef<HTMLElement>(null);
  const { ref: sized, width: measured } = useElementSize<HTMLElement>();
  const detailsRef = useMergedRef(details, sized);
  useEffect(() => plugins.getState().attach(), [plugins]);
  if (frame === null) return <Waiting />;
  return (
    <div className={classes.view} data-testid="table-plugins">
      <div className={classes.side}>
        <header className={classes.bar}>
          <h1 className={classes.barTitle}>{words().plugins.title}</h1>
          <span className={classes.count}>{formatCount(frame.plugins.length)}</span>
          <span className={classes.space} />
          <InstallButton />
        </header>
        <div className={classes.scroll}>
          {current === null ? (
            <div className={classes.center}>
              <EmptyState icon={IconPuzzle} title={words().plugins.none} action={<InstallButton primary />}>
                {words().plugins.noneWhat}
              </EmptyState>
            </div>
          ) : (
            <PluginList
              ref={list}
              plugins={frame.plugins}
              current={current.id}
              onOpen={() => details.current?.focus()}
            />
          )}
          <BrokenPlugins broken={frame.broken} />
        </div>
        <LocalApi api={frame.api} />
      </div>
      {current !== null && (
        <>
          <ResizeHandle
            label={words().plugins.detailsWidth}
            value={Math.round(measured)}
            min={PLUGIN_WIDTHS.min}
            max={PLUGIN_WIDTHS.max}
            onChange={(pixels) => layout.getState().setPluginWidth(pixels)}
          />
          <aside
            ref={detailsRef}
            className={classes.details}
            style={width === null ? {} : { width }}
            tabIndex={-1}
            aria-label={words().plugins.details(current.id)}
            data-testid="details-panel"
            onKeyDown={(event) => {
              // Dialogs are children here, but not on the page.
              if (!event.currentTarget.contains(event.target as Node)) return;
              if (event.key !== 'Escape' || event.defaultPrevented) return;
              event.stopPropagation();
              list.current?.focus();
            }}
          >
            <PluginDetails key={current.id} plugin={current} />
          </aside>
        </>
      )}
    </div>
  );
}

/** Nothing is known yet: either it is on its way, or nobody is there to tell. */
function Waiting(): React.JSX.Element {
  const lost = useStore(useApp().link.state, (link) => link.phase === 'lost');
  return (
    <div className={classes.view} data-testid="table-plugins">
      <div className={classes.center}>
        {lost ? (
          <EmptyState icon={IconPlugConnectedX} title={words().plugins.lost} tone="trouble">
            {words().plugins.lostWhy}
          </EmptyState>
        ) : (
          <Loader size="sm" color="gray" aria-label={words().plugins.waiting} />
        )}
      </div>
    </div>
  );
}
