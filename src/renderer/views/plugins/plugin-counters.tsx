/** The numbers of a plugin since it was switched on, and the limits that it lives within. */
import { formatBytes, formatCount } from '../../display/units.ts';
import type { PluginStatus, SymbolUse } from '#contract/plugins/status.ts';
import { Facts, Section, type Fact } from '../../widgets/facts.tsx';
import classes from './plugin-counters.module.css';
import { callTime, logShares, queueText } from './plugin-words.ts';

export function PluginCountersPanel({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { counters, manifest } = plugin;
  const { limits } = manifest;
  const shares = logShares(counters);
  const percent = (share: number): React.CSSProperties => ({ width: `${share * 100}%` });
  return (
    <>
      <Section title="Packet logs, since it was switched on">
        <div className={classes.figures}>
          <Figure name="In" value={formatCount(counters.logs_in)} />
          <Figure name="Handled" value={formatCount(counters.handled)} kind="handled" />
          <Figure name="Dropped" value={formatCount(counters.dropped)} kind="dropped" warning={counters.dropped > 0} />
          <Figure name="Waiting" value={formatCount(counters.queue_depth)} kind="waiting" />
        </div>
        <div className={classes.meter} aria-hidden>
          <span data-kind="handled" style={percent(shares.handled)} />
          <span data-kind="dropped" style={percent(shares.dropped)} />
          <span data-kind="waiting" style={percent(shares.waiting)} />
        </div>
      </Section>
      {counters.headers_in === 0 ? null : (
        <Section title="Observers">
          <Facts
            facts={[
              { name: 'Headers', value: formatCount(counters.headers_in), title: 'Among what came in above' },
              { name: 'Flows', value: formatCount(counters.flows), title: 'Flows that they looked at' },
              { name: 'Declined', value: formatCount(counters.flows_declined), title: 'new_flow declined them' },
            ]}
          />
        </Section>
      )}
      {plugin.uses.length === 0 ? null : (
        <Section title="Parts of pipelines">
          <Facts facts={plugin.uses.map(useFact)} />
        </Section>
      )}
      <Section title="Calls">
        <Facts
          facts={[
            { name: 'Half within', value: callTime(counters.call_p50_ms), title: 'p50 of recent calls' },
            { name: '99 % within', value: callTime(counters.call_p99_ms), title: 'p99 of recent calls' },
            {
              name: 'Errors',
              value: <Count count={counters.errors} />,
              title: 'Calls that threw, were rejected or took longer than allowed',
            },
            { name: 'Alerts', value: formatCount(counters.alerts) },
            { name: 'Requests', value: formatCount(counters.requests), title: 'Answered over the local API' },
          ]}
        />
      </Section>
      <Section title="Process">
        <Facts
          facts={[
            { name: 'CPU', value: counters.cpu_percent === null ? '–' : `${counters.cpu_percent.toFixed(1)} %` },
            { name: 'Memory', value: counters.memory_bytes === null ? '–' : formatBytes(counters.memory_bytes) },
            {
              name: 'Restarts',
              value: <Count count={counters.restarts} />,
              title: 'Times that it was started again without being asked for',
            },
          ]}
        />
      </Section>
      <Section title="Limits">
        <Facts
          facts={[
            { name: 'Queue', value: queueText(manifest) },
            { name: 'One call', value: callTime(limits.call_ms) },
            { name: 'One batch', value: callTime(limits.batch_ms), title: 'Of a part of a pipeline' },
            { name: 'Start', value: callTime(limits.start_ms) },
            { name: 'Stop', value: callTime(limits.stop_ms) },
            { name: 'Memory', value: `${formatCount(limits.memory_mb)} MB of its own` },
            ...(manifest.language === 'lua'
              ? [{ name: 'Instructions', value: `${formatCount(limits.instructions)} in one call` }]
              : []),
          ]}
        />
      </Section>
    </>
  );
}

function useFact({ kind, name, pipeline, stage, state, cause, records, resent }: SymbolUse): Fact {
  const part = kind === 'stage' ? 'stage' : `${kind} ${name}`;
  const again = resent === 0 ? '' : `, ${formatCount(resent)} batches sent again`;
  const value = `${part}: ${formatCount(records)} records${again}${state === 'open' ? '' : `, ${state}`}`;
  return { name: `${pipeline} · ${stage}`, value, ...(cause !== null && { title: cause }) };
}

function Figure({
  name,
  value,
  kind,
  warning = false,
}: {
  readonly name: string;
  readonly value: string;
  readonly kind?: 'handled' | 'dropped' | 'waiting';
  readonly warning?: boolean;
}): React.JSX.Element {
  return (
    <div className={classes.figure}>
      <span className={classes.figureName} data-kind={kind}>
        {name}
      </span>
      <span className={classes.figureValue} data-warning={warning}>
        {value}
      </span>
    </div>
  );
}

function Count({ count }: { readonly count: number }): React.JSX.Element {
  return <span className={count > 0 ? classes.trouble : undefined}>{count === 0 ? 'none' : formatCount(count)}</span>;
}
