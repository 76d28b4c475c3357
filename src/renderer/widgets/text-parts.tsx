/** Text that is cut where it matters least. The whole text stays readable for copying and for screen readers. */
import { words } from '../display/words.ts';
import classes from './text-parts.module.css';

/** An address: cut in the middle, as both ends tell addresses apart. What is short enough is no more than its text. */
export function MiddleText({ text, tail = 9 }: { readonly text: string; readonly tail?: number }): React.JSX.Element {
  if (text.length <= tail + 7) return <>{text}</>;
  return (
    <span className={classes.middle}>
      <span className={classes.head}>{text.slice(0, -tail)}</span>
      <span className={classes.tail}>{text.slice(-tail)}</span>
    </span>
  );
}

/** A domain name: cut at the start, as its end says whose it is. */
export function DomainText({ text }: { readonly text: string }): React.JSX.Element {
  return (
    <span className={classes.domain}>
      <bdi>{text}</bdi>
    </span>
  );
}

/** A quantity with its unit a step quieter, so that columns of numbers compare by their digits. */
export function Quantity({ text }: { readonly text: string }): React.JSX.Element {
  const at = text.lastIndexOf(' ');
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <span className={classes.unit}> {text.slice(at + 1)}</span>
    </>
  );
}

/** Nothing is known: a dash for the eye, words for the ear. */
export function Nothing({ words: said }: { readonly words?: string }): React.JSX.Element {
  return (
    <span className={classes.nothing}>
      <span className="nl-hidden">{said ?? words().common.none}</span>
    </span>
  );
}
