import type { DnsAnswer } from '#contract/records.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { ValueButton } from '../value-menu.tsx';
import classes from './details.module.css';

/** The records of an answer; a record's owner is named where it is not what was asked for. */
export function Answers({
  answers,
  asked,
}: {
  readonly answers: readonly DnsAnswer[];
  readonly asked: string | null;
}): React.JSX.Element {
  const say = words().details.dns;
  return (
    <ul className={classes.answers}>
      {answers.map((answer, at) => (
        <li key={at} className={classes.answer}>
          <span className={classes.answerType}>{answer.type}</span>
          <span className={classes.answerData}>
            <ValueButton field="answers" value={answer.data} mono={answer.type === 'A' || answer.type === 'AAAA'} />
            {answer.name !== asked && <span className={classes.answerName}>{say.of(answer.name)}</span>}
          </span>
          <span className={classes.answerType} title={say.ttl(answer.ttl)}>
            {formatCount(answer.ttl)} s
          </span>
        </li>
      ))}
    </ul>
  );
}
