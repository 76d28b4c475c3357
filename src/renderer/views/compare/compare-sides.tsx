/** Which stretches are compared, and how much there was in each. */
import type { ComparedAmount, ComparedSide } from '#contract/history/compare.ts';
import { spanText } from '../../display/times.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import classes from './compare.module.css';
import { useCompare } from './use-compare.ts';

export function CompareSides(): React.JSX.Element | null {
  const sides = useCompare((state) => state.sides);
  const answer = useCompare((state) => state.answer);
  if (sides === null) return null;
  const say = words().compare;
  return (
    <dl className={classes.sides} data-testid="compare-sides">
      <Side name={say.before} side={sides.before} sum={answer?.before ?? null} />
      <Side name={say.after} side={sides.after} sum={answer?.after ?? null} />
    </dl>
  );
}

function Side({
  name,
  side,
  sum,
}: {
  readonly name: string;
  readonly side: ComparedSide;
  readonly sum: ComparedAmount | null;
}): React.JSX.Element {
  const loaded = useCompare((state) => state.loaded);
  const by = useCompare((state) => state.by);
  const say = words().compare;
  const isLoaded = loaded !== null && side.dataset === loaded.dataset;
  const text =
    side.span === null
      ? isLoaded
        ? say.wholeCapture(loaded.title)
        : say.allOfTime
      : spanText(side.span.fromUs / 1000, side.span.toUs / 1000);
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
      <dd className={classes.sum}>{sum !== null && by !== 'name' && amountText(sum)}</dd>
    </>
  );
}

function amountText({ sessions, bytes_in, bytes_out }: ComparedAmount): string {
  return `${words().sessions.title}: ${formatCount(sessions)} · ↓ ${formatBytes(bytes_in)} · ↑ ${formatBytes(bytes_out)}`;
}
