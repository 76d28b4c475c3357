/** From the name asked for to its addresses, a step inwards for each alias. */
import { IconCornerDownRight } from '@tabler/icons-react';
import type { ChainStep } from '#contract/views/dns.ts';
import { formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { ValueButton } from '../value-menu.tsx';
import classes from './dns.module.css';

const STEP = 14;
/** Deeper ones would leave no room for what they say. */
const MAX_STEPS = 6;

export function LookupChain({
  asked,
  chain,
}: {
  readonly asked: string | null;
  readonly chain: readonly ChainStep[];
}): React.JSX.Element {
  const say = words().dns.details;
  if (chain.length === 0) return <p className={classes.quiet}>{say.noAnswers}</p>;
  return (
    <ol className={classes.chain} data-testid="chain">
      {asked !== null && (
        <li className={classes.step}>
          <ValueButton field="query" value={asked} />
        </li>
      )}
      {chain.map((step, at) => (
        <li key={at} className={classes.step} style={{ paddingLeft: Math.min(step.depth, MAX_STEPS) * STEP }}>
          <IconCornerDownRight size={13} stroke={1.6} className={classes.stepIcon} aria-hidden />
          <span className={classes.stepType}>{step.type}</span>
          <span className={classes.stepData}>
            <ValueButton field="answers" value={step.data} mono={step.type === 'A' || step.type === 'AAAA'} />
          </span>
          <span className={classes.stepTtl} title={`${say.ttl(formatDuration(step.ttl))} (TTL ${step.ttl} s)`}>
            {formatDuration(step.ttl)}
          </span>
        </li>
      ))}
    </ol>
  );
}
