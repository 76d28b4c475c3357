/** What rules and plugins said of a session. All of its text may come out of packets. */
import { IconPipeline, IconPuzzle } from '@tabler/icons-react';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { clockText, exactText } from '../../display/times.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { Mark } from '../../widgets/mark.tsx';
import { severityWord } from '../plugins/plugin-words.ts';
import classes from './details.module.css';

export function SessionVerdicts({ verdicts }: { readonly verdicts: readonly AlertRow[] }): React.JSX.Element {
  const { layout } = useApp();
  const say = words().details.verdict;
  if (verdicts.length === 0) return <p className={classes.quiet}>{say.none}</p>;
  return (
    <>
      <ul className={classes.verdicts} data-testid="session-verdicts">
        {verdicts.map((verdict) => {
          const word = severityWord(verdict.severity);
          const SourceIcon = verdict.source === 'plugin' ? IconPuzzle : IconPipeline;
          return (
            <li key={verdict.number} className={classes.verdict}>
              <div className={classes.verdictHead}>
                <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} />
                <span className={classes.verdictTitle}>
                  <ForeignText text={verdict.title} />
                </span>
              </div>
              {verdict.message !== '' && (
                <div className={classes.quiet}>
                  <ForeignText text={verdict.message} lines />
                </div>
              )}
              <div className={classes.verdictSource}>
                <SourceIcon size={13} stroke={1.6} aria-hidden />
                <span className="nl-hidden">{say[verdict.source]} </span>
                <ForeignText text={verdict.name} />
                {verdict.timestamp !== null && (
                  <span title={exactText(verdict.timestamp)}>{clockText(verdict.timestamp, 3)}</span>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      <button type="button" className={classes.linkButton} onClick={() => layout.getState().open('alerts')}>
        {say.all}
      </button>
    </>
  );
}
