/** What is wrong with a file, each with its place in it. */
import { words } from '../../display/words.ts';
import type { PlacedMistake } from '#contract/pipelines/mistakes.ts';
import { placeText } from '../../state/pipeline-text.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import classes from './pipelines.module.css';

export function MistakeList({
  mistakes,
  onGo,
}: {
  readonly mistakes: readonly PlacedMistake[];
  /** Goes to the place in the text. */
  onGo(mistake: PlacedMistake): void;
}): React.JSX.Element {
  return (
    <ul className={classes.mistakes}>
      {mistakes.map((mistake, at) => (
        // The list is replaced as a whole.
        <li key={at} data-testid="mistake">
          {mistake.line !== null && (
            <button
              type="button"
              className={classes.place}
              aria-label={
                mistake.column === null
                  ? words().pipelines.notes.goTo(mistake.line)
                  : words().pipelines.notes.goToColumn(mistake.line, mistake.column)
              }
              onClick={() => onGo(mistake)}
            >
              {placeText(mistake)}
            </button>
          )}
          <span>
            {mistake.path !== '' && (
              <span className={classes.mistakePath}>
                <ForeignText text={mistake.path} />{' '}
              </span>
            )}
            <ForeignText text={mistake.message} lines />
          </span>
        </li>
      ))}
    </ul>
  );
}
