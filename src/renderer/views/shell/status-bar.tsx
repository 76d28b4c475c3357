/** What is going on and what was lost. It never hides trouble: icon, words and colour, and a click explains. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { CaptureStatus } from '#contract/health.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { healthFacts } from '../../state/health-facts.ts';
import { historyFacts } from '../../state/history-facts.ts';
import { tableOfView, useCapture, useLayout, usePaused, useTableState } from '../use-store.ts';
import { useDomain } from '../use-travel.ts';
import { captureWord, type StateWord } from './capture-word.ts';
import { FactSegment, HealthButton } from './health-segments.tsx';
import { AlertSegment, PipelineSegment, PluginSegment } from './link-segments.tsx';
import { RedactedSegment, ScopeSegment } from './scope-segments.tsx';
import { IconAlertOctagon } from '@tabler/icons-react';
import classes from './status-bar.module.css';

export function StatusBar(): React.JSX.Element {
  const capture = useCapture((state) => state.status?.capture ?? null);
  const memory = useCapture((state) => state.status?.engineRssBytes ?? null);
  const hello = useStore(useApp().link.state, (link) => link.hello);
  const history = useStore(useApp().history, (state) => state.status);
  const facts = useMemo(
    () => [...(capture === null ? [] : healthFacts(capture)), ...historyFacts(history)],
    [capture, history],
  );
  const say = words().shell.status;
  const troubled = facts.filter(({ level }) => level !== 'quiet');
  const quiet = facts.filter(({ level }) => level === 'quiet');
  return (
    <footer className={classes.bar} aria-label={say.label} data-testid="status-bar">
      <CaptureSegment capture={capture} />
      <RowsSegment total={capture?.total_sessions ?? 0} />
      <ScopeSegment />
      <RedactedSegment />
      {capture !== null && (
        <span className={classes.segment} data-rank="2">
          {say.packets(formatCount(capture.packets))}
        </span>
      )}
      {capture !== null && (
        <span className={classes.segment} data-rank="2">
          {formatBytes(capture.bytes)}
        </span>
      )}
      {troubled.map((fact) => (
        <FactSegment key={fact.id} fact={fact} />
      ))}
      <PluginSegment />
      <PipelineSegment />
      <AlertSegment />
      {quiet.map((fact) => (
        <FactSegment key={fact.id} fact={fact} />
      ))}
      <span className={classes.space} />
      {capture?.backend != null && capture.backend !== 'file' && (
        <span className={classes.segment} data-rank="3" title={say.backend}>
          {capture.backend}
        </span>
      )}
      {memory !== null && (
        <span className={classes.segment} data-rank="3" title={say.memory}>
          {formatBytes(memory)}
        </span>
      )}
      {hello !== null && (
        <span className={classes.segment} data-rank="3">
          {say.version(hello.version)}
        </span>
      )}
      <HealthButton facts={facts} capture={capture} memory={memory} />
    </footer>
  );
}

function CaptureSegment({ capture }: { readonly capture: CaptureStatus | null }): React.JSX.Element {
  const paused = usePaused();
  const say = words().shell.status;
  const phase = useStore(useApp().link.state, (link) => link.phase);
  const word: StateWord =
    phase === 'lost' ? { icon: IconAlertOctagon, text: say.notConnected, level: 'trouble' } : captureWord(capture);
  const IconShape = word.icon;
  return (
    <span className={classes.segment} data-level={word.level} data-testid="capture-state">
      <IconShape size={word.level === 'live' && capture?.kind === 'live' ? 9 : 14} stroke={1.7} aria-hidden />
      {word.text}
      {paused && <span className={classes.paused}>{say.paused}</span>}
    </span>
  );
}

function RowsSegment({ total }: { readonly total: number }): React.JSX.Element {
  const say = words().shell.status;
  const table = tableOfView(useLayout((layout) => layout.view)) ?? 'sessions';
  const matching = useTableState(table, (state) => state.frame?.matching ?? null);
  const held = useTableState(table, (state) => state.frame?.held ?? null);
  const isTravelling = useDomain() !== null;
  const count = table === 'sessions' && !isTravelling ? total : (held ?? 0);
  const narrowed = matching !== null && held !== null && matching !== held;
  return (
    <span className={classes.segment} title={say.rowsHint[table]} data-testid="rows-segment">
      {say.rows[table](formatCount(count))}
      {narrowed && ` ${say.shown(formatCount(matching))}`}
    </span>
  );
}
