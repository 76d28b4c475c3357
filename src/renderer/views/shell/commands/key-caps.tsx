import { Kbd } from '@mantine/core';
import classes from './key-caps.module.css';
import { isMacPlatform, keyCaps } from './chords.ts';

/** The keys of a chord, a cap each. */
export function KeyCaps({ chord }: { readonly chord: string }): React.JSX.Element {
  return (
    <span className={classes.chord}>
      {keyCaps(chord, isMacPlatform()).map((cap) => (
        <Kbd key={cap} size="xs">
          {cap}
        </Kbd>
      ))}
    </span>
  );
}
