/** The stages in words and numbers, in the order of the file: what the graph shows, and what there is no room for in it. */
import { words } from '../../display/words.ts';
import { useEffect, useRef } from 'react';
import { formatCount } from '../../display/units.ts';
import { visibleText } from '#base/visible-text.ts';
import type { ChannelStatus, StageStatus } from '#contract/pipelines/status.ts';
import { fillOf, NEARLY_FULL } from '../../state/pipeline-facts.ts';
import { Remedy } from '../../widgets/command-line.tsx';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { Mark, SourceBadge } from '../../widgets/mark.tsx';
import { Nothing } from '../../widgets/text-parts.tsx';
import { busyText, countName, stageHealthWord, waitingText } from './pipeline-words.ts';
import classes from './stage-table.module.css';

interface StageTableProps {
  readonly stages: readonly StageStatus[];
  readonly channels: readonly ChannelStatus[];
  readonly selected: number | null;
  onSelect(at: number): void;
}

export function StageTable({ stages, channels, selected, onSelect }: StageTableProps): React.JSX.Element {
  const { table: say, counters, stagesInOrder } = words().pipelines;
  return (
    // Wider than a small window: arrow keys scroll it.
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={stagesInOrder}>
      <table className={classes.table} data-testid="stage-table">
        <thead>
          <tr>
            <th>{say.stage}</th>
            <th>{say.health}</th>
            <th>{say.reads}</th>
            <th data-align="right">{counters.in}</th>
            <th data-align="right">{counters.out}</th>
            <th data-align="right" title={say.waitingHint}>
              {counters.waiting}
            </th>
            <th data-align="right" title={counters.failuresHint}>
              {counters.failures}
            </th>
            <th data-align="right" title={say.droppedHint}>
              {counters.dropped}
            </th>
            <th data-align="right" title={say.timeHint}>
              {say.time}
            </th>
          </tr>
        </thead>
        {stages.map((stage, at) => (
          <StageRows
            key={at}
            stage={stage}
            inputs={inputsOf(channels, at)}
            selected={selected === at}
            onSelect={() => onSelect(at)}
          />
        ))}
      </table>
    </div>
  );
}

/** Each once, however many stages write to it. */
function inputsOf(channels: readonly ChannelStatus[], stage: number): ChannelStatus[] {
  const inputs = channels.filter(({ to }) => to === stage);
  return inputs.filter(({ name }, at) => inputs.findIndex((other) => other.name === name) === at);
}

function StageRows({
  stage,
  inputs,
  selected,
  onSelect,
}: {
  readonly stage: StageStatus;
  readonly inputs: readonly ChannelStatus[];
  readonly selected: boolean;
  onSelect(): void;
}): React.JSX.Element {
  const { name, kind, detail, health, trouble, counters, counts } = stage;
  const word = stageHealthWord(stage);
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (selected) body.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const extra = Object.entries(counts).filter(([, count]) => count > 0);
  const said = health !== null && !health.ok ? health.message : null;
  return (
    <tbody ref={body} className={classes.stage} data-selected={selected} data-testid="stage-row" onClick={onSelect}>
      <tr>
        <th scope="row">
          <span className={classes.name}>
            <ForeignText text={name} />
          </span>{' '}
          {kind !== name && <SourceBadge text={kind.toUpperCase()} title={words().pipelines.table.kind(kind)} />}
          {detail !== '' && (
            <div className={classes.detail} title={visibleText(detail)}>
              <ForeignText text={detail} />
            </div>
          )}
        </th>
        <td>
          <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />
        </td>
        <td>
          {inputs.length === 0 ? (
            <Nothing words={words().pipelines.table.noChannel} />
          ) : (
            inputs.map((input) => <Reads key={input.name} channel={input} />)
          )}
        </td>
        <td data-align="right">
          {stage.role === 'source' ? (
            <Nothing words={words().pipelines.table.notCounted} />
          ) : (
            formatCount(counters.records_in)
          )}
        </td>
        <td data-align="right">
          {stage.role === 'end' ? (
            <Nothing words={words().pipelines.table.notCounted} />
          ) : (
            formatCount(counters.records_out)
          )}
        </td>
        <td data-align="right">{formatCount(counters.waiting)}</td>
        <td data-align="right" data-warning={counters.failures > 0}>
          {formatCount(counters.failures)}
        </td>
        <td data-align="right" data-warning={counters.dropped > 0}>
          {formatCount(counters.dropped)}
        </td>
        <td data-align="right">{busyText(stage)}</td>
      </tr>
      {(extra.length > 0 || trouble !== null || said !== null) && (
        <tr className={classes.more}>
          <td colSpan={9}>
            {extra.map(([key, count]) => (
              <span key={key} className={classes.extra}>
                {countName(key)} {formatCount(count)}
              </span>
            ))}
            {said !== null && (
              <div className={classes.trouble} data-tone="trouble">
                <ForeignText text={said} lines />
              </div>
            )}
            {trouble !== null && trouble.message !== said && (
              <div className={classes.trouble} data-tone="warning">
                <ForeignText text={trouble.message} lines />
                {trouble.remedy !== undefined && (
                  <>
                    . <Remedy text={trouble.remedy} />
                  </>
                )}
              </div>
            )}
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Reads({ channel }: { readonly channel: ChannelStatus }): React.JSX.Element {
  return (
    <div
      className={classes.reads}
      data-full={fillOf(channel) >= NEARLY_FULL}
      title={words().pipelines.table.ofType(channel.type)}
    >
      <ForeignText text={channel.name} /> <span className={classes.waiting}>{waitingText(channel)}</span>
    </div>
  );
}
