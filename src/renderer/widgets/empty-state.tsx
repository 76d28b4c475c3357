/** What a view shows while it has nothing to show: what belongs here, why there is none, and what changes that. */
import type { Icon } from '@tabler/icons-react';
import classes from './empty-state.module.css';

export interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children?: React.ReactNode;
  readonly action?: React.ReactNode;
  readonly tone?: 'quiet' | 'trouble';
}

export function EmptyState({
  icon: IconShape,
  title,
  children,
  action,
  tone = 'quiet',
}: EmptyStateProps): React.JSX.Element {
  return (
    <div className={classes.state} data-tone={tone} role="status">
      <span className={classes.icon}>
        <IconShape size={22} stroke={1.5} aria-hidden />
      </span>
      <h2 className={classes.title}>{title}</h2>
      {children !== undefined && <div className={classes.text}>{children}</div>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}
