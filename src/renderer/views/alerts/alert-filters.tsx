/** Narrows the alerts: by severity, by who raised them, and to those that were not seen. */
import { words } from '../../display/words.ts';
import { Checkbox, Select, UnstyledButton } from '@mantine/core';
import { formatCount } from '../../display/units.ts';
import { visibleText } from '#base/visible-text.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { ALERT_SEVERITIES, type AlertSeverity } from '#contract/plugins/status.ts';
import { countBySeverity, filterAlerts, sourceKey, sourcesOf } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { severityWord } from '../plugins/plugin-words.ts';
import { useAlerts } from '../use-store.ts';
import classes from './alerts.module.css';

const NO_SEVERITIES: ReadonlySet<AlertSeverity> = new Set();

export function AlertFilters({
  alerts: all,
  shown,
}: {
  readonly alerts: readonly AlertRow[];
  /** How many are left. */
  readonly shown: number;
}): React.JSX.Element {
  const { alerts } = useApp();
  const say = words().alerts.filters;
  const filter = useAlerts((state) => state.filter);
  const seen = useAlerts((state) => state.seen);
  const counts = countBySeverity(filterAlerts(all, { ...filter, severities: NO_SEVERITIES }, seen));
  const toggle = (severity: AlertSeverity): void => {
    const severities = new Set(filter.severities);
    if (!severities.delete(severity)) severities.add(severity);
    alerts.getState().setFilter({ severities });
  };
  // A source that is asked for stays to be seen, though it raised nothing that is held.
  const sources = sourcesOf(all).map((source) => ({
    value: sourceKey(source),
    label: visibleText(source.name),
    source,
  }));
  const missing =
    filter.source !== null && !sources.some(({ value }) => value === filter.source) ? [filter.source] : [];
  return (
    <div className={classes.filters}>
      <div className={classes.severities} role="group" aria-label={say.severities}>
        {ALERT_SEVERITIES.toReversed().map((severity) => {
          const word = severityWord(severity);
          return (
            <UnstyledButton
              key={severity}
              className={classes.severityFilter}
              data-tone={word.tone}
              aria-pressed={filter.severities.has(severity)}
              data-testid={`severity-${severity}`}
              onClick={() => toggle(severity)}
            >
              <word.icon size={14} stroke={1.8} aria-hidden />
              {word.text}
              <span className={classes.severityCount}>{formatCount(counts[severity])}</span>
            </UnstyledButton>
          );
        })}
      </div>
      <Select
        size="xs"
        w={210}
        aria-label={say.by}
        placeholder={say.anyone}
        clearable
        searchable
        value={filter.source}
        onChange={(source) => alerts.getState().setFilter({ source })}
        data={[
          group(say.pipelines, 'pipeline', sources),
          group(say.plugins, 'plugin', sources),
          ...missing.map((value) => ({ group: say.withoutAlerts, items: [{ value, label: nameOf(value) }] })),
        ].filter(({ items }) => items.length > 0)}
        data-testid="alert-source"
      />
      <Checkbox
        label={say.unseenOnly}
        checked={filter.unseenOnly}
        onChange={(event) => alerts.getState().setFilter({ unseenOnly: event.currentTarget.checked })}
        data-testid="unseen-only"
      />
      <span className={classes.shown} role="status">
        {shown === all.length ? '' : say.shown(formatCount(shown), formatCount(all.length))}
      </span>
    </div>
  );
}

function group(
  title: string,
  kind: AlertRow['source'],
  sources: readonly { readonly value: string; readonly label: string; readonly source: { readonly source: string } }[],
): { readonly group: string; readonly items: { value: string; label: string }[] } {
  return {
    group: title,
    items: sources.filter(({ source }) => source.source === kind).map(({ value, label }) => ({ value, label })),
  };
}

function nameOf(key: string): string {
  return visibleText(key.slice(key.indexOf(':') + 1));
}
