/** A row of kinds, how many there are of each, and one press to see only one of them. */
import { UnstyledButton } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { formatCount } from '../display/units.ts';
import classes from './filter-chips.module.css';
import type { MarkTone } from './mark.tsx';

export function FilterChips({
  label,
  children,
}: {
  readonly label: string;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <div className={classes.chips} role="group" aria-label={label}>
      {children}
    </div>
  );
}

export interface FilterChipProps {
  readonly icon: Icon | null;
  readonly text: string;
  readonly count: number;
  readonly title: string;
  /** Of the icon. */
  readonly tone?: MarkTone;
  readonly pressed: boolean;
  readonly testId: string;
  onPress(): void;
}

export function FilterChip({
  icon: IconShape,
  text,
  count,
  title,
  tone,
  pressed,
  testId,
  onPress,
}: FilterChipProps): React.JSX.Element {
  return (
    <UnstyledButton
      className={classes.chip}
      data-tone={tone}
      data-testid={testId}
      aria-pressed={pressed}
      title={title}
      onClick={onPress}
    >
      {IconShape !== null && <IconShape size={14} stroke={1.8} aria-hidden />}
      {text}
      <span className={classes.count}>{formatCount(count)}</span>
    </UnstyledButton>
  );
}
