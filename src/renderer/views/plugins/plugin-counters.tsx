/** The numbers of a plugin since it was switched on, and the limits that it lives within. */
import { words } from '../../display/words.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import type { PluginStatus, SymbolUse } from '#contract/plugins/status.ts';
import { Facts, Section, type Fact } from '../../widgets/facts.tsx';
import classes from './plugin-counters.module.css';
import { callTime, logShares, queueText } from './plugin-words.ts';

export function PluginCountersPanel({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { counters, manifest } = plugin;
  const { limits } = manifest;
  const say = words().plugins.counters;
  const shares = logShares(counters);
  const percent = (share: number): React.CSSProperties => ({ width: `${share * 100}%` });
  return (
    <>
      <Section title={say.logs}>
        <div className={classes.figures}>
          <Figure name={say.in} value={formatCount(counters.logs_in)} />
          <Figure name={say.handled} value={formatCount(counters.handled)} kind="handled" />
          <Figure
            name={say.dropped}
            value={formatCount(counters.dropped)}
            kind="dropped"
            warning={counters.dropped > 0}
          />
          <Figure name={say.waiting} value={formatCount(counters.queue_depth)} kind="waiting" />
        </div>
        <div className={classes.meter} aria-hidden>
          <span data-kind="handled" style={percent(shares.handled)} />
          <span data-kind="dropped" style={percent(shares.dropped)} />
          <span data-kind="waiting" style={percent(shares.waiting)} />
        </div>
      </Section>
      {counters.headers_in === 0 ? null : (
        <Section title={say.observers}>
          <Facts
            facts={[
              { name: say.headers, value: formatCount(counters.headers_in), title: say.headersHint },
              { name: say.flows, value: formatCount(counters.flows), title: say.flowsHint },
              { name: say.declined, value: formatCount(counters.flows_declined), title: say.declinedHint },
            ]}
          />
        </Section>
      )}
      {plugin.uses.length === 0 ? null : (
        <Section title={say.parts}>
          <Facts facts={plugin.uses.map(useFact)} />
        </Section>
      )}
      <Section title={say.calls}>
        <Facts
          facts={[
            { name: say.half, value: callTime(counters.call_p50_ms), title: say.halfHint },
            { name: say.most, value: callTime(counters.call_p99_ms), title: say.mostHint },
            {
              name: say.errors,
              value: <Count count={counters.errors} />,
              title: say.callErrorsHint,
            },
            { name: say.alerts, value: formatCount(counters.alerts) },
            { name: say.requests, value: formatCount(counters.requests), title: say.requestsHint },
          ]}
        />
      </Section>
      <Section title={say.process}>
        <Facts
          facts={[
            { name: say.cpu, value: counters.cpu_percent === null ? '–' : `${counters.cpu_percent.toFixed(1)} %` },
            { name: say.memory, value: counters.memory_bytes === null ? '–' : formatBytes(counters.memory_bytes) },
            {
              name: say.restarts,
              value: <Count count={counters.restarts} />,
              title: say.restartsHint,
            },
          ]}
        />
      </Section>
      <Section title={say.limits}>
        <Facts
          facts={[
            { name: say.queue, value: queueText(manifest) },
            { name: say.oneCall, value: callTime(limits.call_ms) },
            { name: say.oneBatch, value: callTime(limits.batch_ms), title: say.oneBatchHint },
            { name: say.start, value: callTime(limits.start_ms) },
            { name: say.stop, value: callTime(limits.stop_ms) },
            { name: say.memory, value: say.ofItsOwn(formatCount(limits.memory_mb)) },
            ...(manifest.language === 'lua'
              ? [{ name: say.instructions, value: say.inOneCall(formatCount(limits.instructions)) }]
              : []),
          ]}
        />
      </Section>
    </>
  );
}

function useFact({ kind, name, pipeline, stage, state, cause, records, resent }: SymbolUse): Fact {
  const say = words().plugins.counters;
  const part = kind === 'stage' ? say.stagePart : `${kind} ${name}`;
  const again = resent === 0 ? '' : say.again(formatCount(resent));
  const value = `${say.use(part, formatCount(records))}${again}${state === 'open' ? '' : `, ${state}`}`;
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
  return (
    <span className={count > 0 ? classes.trouble : undefined}>
      {count === 0 ? words().plugins.counters.none : formatCount(count)}
    </span>
  );
}
