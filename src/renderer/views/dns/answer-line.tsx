/** What a question led to, in one line: where there is too little room, the aliases give way, as the end says most. */
import { Fragment } from 'react';
import type { AnswerChain } from '../../state/answer-chain.ts';
import classes from './dns.module.css';

export function AnswerLine({ chain: { aliases, end } }: { readonly chain: AnswerChain }): React.JSX.Element {
  return (
    <span className={classes.answerLine}>
      {aliases.length > 0 && (
        <span className={classes.aliases}>
          {aliases.map((alias, at) => (
            <Fragment key={at}>
              {at > 0 && <Arrow />}
              {alias}
            </Fragment>
          ))}
        </span>
      )}
      {end.length > 0 && (
        <span className={classes.answerEnd}>
          {aliases.length > 0 && <Arrow />}
          {end.join(', ')}
        </span>
      )}
    </span>
  );
}

function Arrow(): React.JSX.Element {
  return <span className={classes.arrow}> → </span>;
}
