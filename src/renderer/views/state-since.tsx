/** The word for a state, and since when it is so. */
import { Mark } from '../widgets/mark.tsx';
import { sinceText } from './since-text.ts';
import classes from './state-since.module.css';
import { useNow } from './use-now.ts';
import type { StateWord } from './words.ts';

export function StateSince({
  word,
  sinceMs,
  pill = false,
}: {
  readonly word: StateWord;
  /** Milliseconds since the epoch; null where that says nothing. */
  readonly sinceMs: number | null;
  readonly pill?: boolean;
}): React.JSX.Element {
  const now = useNow(60_000);
  return (
    <>
      <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} pill={pill} />{' '}
      {sinceMs !== null && <span className={classes.since}>{sinceText(sinceMs, now)}</span>}
    </>
  );
}
