/** What was lost, a segment each, and all of it behind one button that is always there. */
import { Popover, UnstyledButton } from '@mantine/core';
import { IconActivityHeartbeat, IconAlertTriangle } from '@tabler/icons-react';
import type { CaptureStatus } from '#contract/health.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import type { HealthFact } from '../../state/health-facts.ts';
import classes from './status-bar.module.css';

export function FactSegment({ fact }: { readonly fact: HealthFact }): React.JSX.Element {
  const troubled = fact.level !== 'quiet';
  return (
    <Popover width={340} position="top-start" withinPortal>
      <Popover.Target>
        <UnstyledButton
          className={classes.fact}
          data-level={fact.level}
          data-rank={troubled ? '1' : '2'}
          aria-label={words().shell.status.explain(fact.text)}
          data-testid={`fact-${fact.id}`}
        >
          {troubled && <IconAlertTriangle size={13} stroke={1.8} aria-hidden />}
          {fact.text}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={14} className={classes.popover ?? ''}>
        <Explained fact={fact} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Explained({ fact }: { readonly fact: HealthFact }): React.JSX.Element {
  return (
    <>
      <strong className={classes.factTitle}>{fact.title}</strong>
      <p className={classes.factText}>{fact.explanation}</p>
      {fact.parts.length > 0 && (
        <dl className={classes.parts}>
          {fact.parts.map(([name, count]) => (
            <div key={name} className={classes.part}>
              <dt>{name}</dt>
              <dd>{formatCount(count)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

export interface HealthButtonProps {
  readonly facts: readonly HealthFact[];
  readonly capture: CaptureStatus | null;
  readonly memory: number | null;
}

/** All that the bar has to say, also where it is too narrow to say it. */
export function HealthButton({ facts, capture, memory }: HealthButtonProps): React.JSX.Element {
  const say = words().shell.status;
  return (
    <Popover width={380} position="top-end" withinPortal>
      <Popover.Target>
        <UnstyledButton
          className={classes.fact}
          aria-label={`${say.health}: ${say.healthHint}`}
          title={say.healthHint}
          data-testid="health-button"
        >
          <IconActivityHeartbeat size={15} stroke={1.7} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={14} className={classes.popover ?? ''} aria-label={say.health}>
        <strong className={classes.factTitle}>{say.health}</strong>
        {capture === null || capture.kind === null ? (
          <p className={classes.factText}>{say.healthNothing}</p>
        ) : (
          <p className={classes.factText}>
            {say.packets(formatCount(capture.packets))} · {formatBytes(capture.bytes)}
            {memory !== null && ` · ${say.memory}: ${formatBytes(memory)}`}
          </p>
        )}
        {capture !== null && capture.kind !== null && facts.length === 0 && (
          <p className={classes.factText}>{say.healthy}</p>
        )}
        {facts.map((fact) => (
          <section key={fact.id} className={classes.health} data-level={fact.level}>
            <h2 className={classes.healthName}>
              {fact.level !== 'quiet' && <IconAlertTriangle size={13} stroke={1.8} aria-hidden />}
              {fact.text}
            </h2>
            <Explained fact={fact} />
          </section>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
