/** A card of the overview: what it is about, and whatever belongs to that. */
import type { Icon } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import classes from './card.module.css';

export interface CardProps {
  readonly id: string;
  readonly icon: Icon;
  readonly title: string;
  readonly hint?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Card({ id, icon: IconShape, title, hint, actions, children }: CardProps): React.JSX.Element {
  const heading = useId();
  return (
    <section className={classes.card} aria-labelledby={heading} data-testid={`card-${id}`}>
      <header className={classes.head}>
        <IconShape size={16} stroke={1.6} aria-hidden />
        <h2 id={heading} className={classes.title} title={hint}>
          {title}
        </h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
