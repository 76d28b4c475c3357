/** Text that others chose, e.g. out of packets: it cannot hide anything, nor turn the text around it. */
import { textParts } from '#base/visible-text.ts';
import { words } from '../display/words.ts';
import classes from './foreign-text.module.css';

export function ForeignText({
  text,
  lines = false,
}: {
  readonly text: string;
  /** Line breaks stay. */
  readonly lines?: boolean;
}): React.JSX.Element {
  return (
    <bdi>
      {textParts(text, lines ? '\n\t' : '').map((part, at) =>
        // Parts have no identity but their place.
        part.code ? (
          <span key={at} className={classes.code} title={words().common.hiddenCharacter}>
            {part.text}
          </span>
        ) : (
          <span key={at}>{part.text}</span>
        ),
      )}
    </bdi>
  );
}
