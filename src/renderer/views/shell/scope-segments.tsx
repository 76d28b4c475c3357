/** That not everything is on screen, and that what is there was replaced: said where the numbers are. */
import { Button, Popover, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCalendarTime, IconEyeOff, IconFilter } from '@tabler/icons-react';
import { useState } from 'react';
import { spanText } from '../../display/times.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { usePreferences, useScope } from '../use-store.ts';
import classes from './status-bar.module.css';
import { useScopeActions } from './use-scope-actions.ts';

export function ScopeSegment(): React.JSX.Element | null {
  const say = words().shell.status;
  const { showAll } = useScopeActions();
  const [opened, setOpened] = useState(false);
  const filter = useScope((scope) => scope.filter);
  const range = useScope((scope) => scope.range);
  if (filter === '' && range === null) return null;
  const rangeText =
    range === null
      ? null
      : range.kind === 'last'
        ? words().shell.time.last(range.seconds)
        : spanText(range.fromUs / 1000, range.toUs / 1000);
  const IconShape = filter === '' ? IconCalendarTime : IconFilter;
  return (
    <Popover opened={opened} onChange={setOpened} width={340} position="top-start" withinPortal>
      <Popover.Target>
        <UnstyledButton
          className={classes.fact}
          data-level="scope"
          onClick={() => setOpened(!opened)}
          data-testid="fact-scope"
        >
          <IconShape size={13} stroke={1.8} aria-hidden />
          {[filter === '' ? null : say.filtered, range === null ? null : say.range].filter(Boolean).join(' · ')}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={14} className={classes.popover ?? ''}>
        <strong className={classes.factTitle}>{say.scopeTitle}</strong>
        <dl className={classes.parts}>
          {filter !== '' && (
            <div className={classes.part}>
              <dt>{say.scopeFilter}</dt>
              <dd className="nl-mono">{filter}</dd>
            </div>
          )}
          {rangeText !== null && (
            <div className={classes.part}>
              <dt>{say.scopeRange}</dt>
              <dd>{rangeText}</dd>
            </div>
          )}
        </dl>
        <p className={classes.factText}>{say.scopeExplained}</p>
        <Button
          variant="default"
          mt={10}
          onClick={() => {
            setOpened(false);
            showAll();
          }}
          data-testid="show-all"
        >
          {say.showAll}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

export function RedactedSegment(): React.JSX.Element | null {
  const { preferences } = useApp();
  const say = words().shell.status;
  const on = usePreferences(({ redact }) => redact);
  if (!on) return null;
  return (
    <Tooltip label={say.redactedHint} multiline maw={340} position="top-start">
      <UnstyledButton
        className={classes.fact}
        data-level="warning"
        onClick={() => preferences.getState().change({ redact: false })}
        data-testid="fact-redacted"
      >
        <IconEyeOff size={13} stroke={1.8} aria-hidden />
        {say.redacted}
      </UnstyledButton>
    </Tooltip>
  );
}
