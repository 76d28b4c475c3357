/** The range of time in words, the quick ones, and the way back to what happens now. */
import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconCircleFilled } from '@tabler/icons-react';
import { spanText } from '../../display/times.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { goLive } from '../../state/range-moves.ts';
import { captureSpan, isMoving, QUICK_RANGES, spanOf } from '../../state/time-window.ts';
import { usePaused, useScope, useStatus } from '../use-store.ts';
import classes from './range-controls.module.css';

export function RangeControls({ live }: { readonly live: boolean }): React.JSX.Element {
  const { scope } = useApp();
  const say = words().shell.time;
  const range = useScope((state) => state.range);
  const { setRange } = scope.getState();
  const chosen = range === null ? 'all' : range.kind === 'last' ? range.seconds : null;
  const choices = [...QUICK_RANGES.map((seconds) => seconds as number), 'all' as const];
  const choose = (choice: number | 'all'): void =>
    setRange(choice === 'all' ? null : { kind: 'last', seconds: choice });
  const shortOf = (choice: number | 'all'): string => (choice === 'all' ? say.all : say.short(choice));
  const nameOf = (choice: number | 'all'): string => (choice === 'all' ? say.allHint : say.last(choice));
  return (
    <div className={classes.controls}>
      <div className={classes.line}>
        <div className={classes.quick} role="group" aria-label={say.ranges}>
          {choices.map((choice) => (
            <Tooltip key={choice} label={nameOf(choice)}>
              <UnstyledButton
                className={classes.choice}
                aria-pressed={chosen === choice}
                aria-label={`${shortOf(choice)}, ${nameOf(choice)}`}
                onClick={() => choose(choice)}
                data-testid={`range-${choice}`}
              >
                {shortOf(choice)}
              </UnstyledButton>
            </Tooltip>
          ))}
        </div>
        <Menu position="bottom-end">
          <Menu.Target>
            <UnstyledButton
              className={classes.folded}
              aria-label={chosen === null ? say.ranges : `${say.ranges}: ${nameOf(chosen)}`}
              data-testid="range-menu"
            >
              {chosen === null ? say.ranges : nameOf(chosen)}
              <IconChevronDown size={13} stroke={1.8} aria-hidden />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {choices.map((choice) => (
              <Menu.Item key={choice} onClick={() => choose(choice)}>
                {nameOf(choice)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {live && <LiveButton />}
      </div>
      <RangeText />
    </div>
  );
}

/** Lit while what happens now is on screen; otherwise the way back there. */
function LiveButton(): React.JSX.Element {
  const app = useApp();
  const say = words().shell.time;
  const paused = usePaused();
  const moving = useScope((state) => isMoving(state.range));
  const isLive = moving && !paused;
  const label = isLive ? say.liveHint : say.goLiveHint;
  return (
    <Tooltip label={`${label}  l`}>
      <UnstyledButton
        className={classes.live}
        data-live={isLive}
        aria-pressed={isLive}
        aria-keyshortcuts="l"
        onClick={() => goLive(app)}
        data-testid="live-button"
      >
        <IconCircleFilled size={8} aria-hidden />
        {isLive ? say.live : say.goLive}
      </UnstyledButton>
    </Tooltip>
  );
}

function RangeText(): React.JSX.Element | null {
  const say = words().shell.time;
  const range = useScope((state) => state.range);
  const first = useStatus((capture) => capture.first_time_us);
  const last = useStatus((capture) => capture.last_time_us);
  const whole = captureSpan(first, last);
  if (whole === null) return null;
  const shown = spanOf(range, whole);
  const isOutside = range?.kind === 'between' && (range.toUs < whole.fromUs || range.fromUs > whole.toUs);
  const text = spanText(shown.fromUs / 1000, shown.toUs / 1000);
  return (
    <span className={classes.text} data-testid="range-text" title={text}>
      {range?.kind === 'last' && `${say.last(range.seconds)} · `}
      {text}
      {isOutside && ` · ${say.outside}`}
    </span>
  );
}
