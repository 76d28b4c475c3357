/** What a plugin raised, newest first. */
import { words } from '../../display/words.ts';
import { IconBell } from '@tabler/icons-react';
import { formatCount } from '../../display/units.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { AlertEntry } from '../alerts/alert-entry.tsx';
import { usePlugins } from '../use-store.ts';
import classes from './plugin-alerts.module.css';

export function PluginAlerts({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const alerts = usePlugins((state) => state.output?.alerts ?? null);
  if (alerts === null) return <></>;
  if (alerts.length === 0) {
    return (
      <div className={classes.center}>
        <EmptyState icon={IconBell} title={words().plugins.alerts.none}>
          {words().plugins.alerts.noneWhat(plugin.id)}
        </EmptyState>
      </div>
    );
  }
  const more = plugin.counters.alerts - alerts.length;
  return (
    <>
      <ol className={classes.alerts} aria-label={words().plugins.alerts.of(plugin.id)}>
        {alerts.map((alert) => (
          <AlertEntry key={alert.number} alert={alert} testId="plugin-alert" />
        ))}
      </ol>
      {more > 0 && <p className={classes.more}>{words().plugins.alerts.more(formatCount(more))}</p>}
    </>
  );
}
