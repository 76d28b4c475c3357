/** Said before it confuses: some of these interfaces see the same packets. */
import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import type { Duplicate } from '../../state/interface-duplicates.ts';
import classes from './interfaces.module.css';

export function DuplicatesNote({
  duplicates,
  onOnly,
}: {
  readonly duplicates: readonly Duplicate[];
  /** Absent: nothing can be chosen any more. */
  onOnly?(name: string): void;
}): React.JSX.Element | null {
  const say = words().interfaces.duplicates;
  if (duplicates.length === 0) return null;
  return (
    <div className={classes.note} role="note" data-testid="duplicates">
      <IconCopy size={16} stroke={1.6} aria-hidden />
      <div>
        <strong>{say.title}</strong>
        {duplicates.map((each) => {
          const name = each.kind === 'tunnel' ? each.tunnel : each.bridge;
          return (
            <p key={name} className={classes.noteText}>
              {each.kind === 'tunnel'
                ? say.tunnel(each.tunnel, each.outer)
                : say.bridge(each.bridge, each.ports.join(', '))}{' '}
              {onOnly !== undefined && (
                <Button variant="subtle" size="compact-xs" onClick={() => onOnly(name)}>
                  {say.onlyOne(name)}
                </Button>
              )}
            </p>
          );
        })}
      </div>
    </div>
  );
}
