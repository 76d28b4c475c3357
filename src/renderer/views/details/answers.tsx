import { formatCount } from '../../display/units.ts';
import type { DnsAnswer } from '#contract/records.ts';
import classes from './details.module.css';
import { FilterLink } from './filter-link.tsx';

/** The records of an answer; a record's owner is named where it is not what was asked for. */
export function Answers({
  answers,
  asked,
}: {
  readonly answers: readonly DnsAnswer[];
  readonly asked: string | null;
}): React.JSX.Element {
  return (
    <ul className={classes.answers}>
      {answers.map((answer, at) => (
        <li key={at} className={classes.answer}>
          <span className={classes.answerType}>{answer.type}</span>
          <span className={classes.answerData}>
            <FilterLink value={answer.data} mono={answer.type === 'A' || answer.type === 'AAAA'} />
            {answer.name !== asked && <span className={classes.answerName}>of {answer.name}</span>}
          </span>
          <span className={classes.answerType} title={`May be kept for ${answer.ttl} seconds (TTL)`}>
            {formatCount(answer.ttl)} s
          </span>
        </li>
      ))}
    </ul>
  );
}
