/** How lookups went in all: by resolver, over time, by name. */
import { Loader } from '@mantine/core';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import classes from './dns.module.css';
import { LookupsChart } from './lookups-chart.tsx';
import { NameList } from './name-list.tsx';
import { ResolverTable } from './resolver-table.tsx';

export function DnsSummary(): React.JSX.Element {
  const { dnsSummary } = useApp();
  const summary = useStore(dnsSummary, (state) => state.summary);
  const say = words().dns.summary;
  return (
    <section className={classes.summary} aria-label={say.label} data-testid="dns-summary">
      {summary === null ? (
        <div className={classes.loading}>
          <Loader size="xs" color="gray" aria-label={say.loading} />
        </div>
      ) : (
        <>
          <ResolverTable resolvers={summary.resolvers} />
          <LookupsChart summary={summary} />
          <NameList names={summary.names} failing={summary.failing} />
        </>
      )}
    </section>
  );
}
