/** The range of time in words, the quick ones, and the way back to what happens now. */
import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconChevronDown, IconCircleFilled } from '@tabler/icons-react';
import { spanText } from '../../display/times.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { goLive, showAll } from '../../state/range-moves.ts';
import { momentOf } from '../../state/travel.ts';
import { captureSpan, isMoving, QUICK_RANGES, spanOf } from '../../state/time-window.ts';
import { usePaused, useScope, useStatus } from '../use-store.ts';
import { useNow } from '../use-now.ts';
import { useDomain, useImported } from '../use-travel.ts';
import classes from './range-controls.module.css';
import { TravelButton } from './travel-button.tsx';

const NOW_EVERY_MS = 10_000;

export function RangeControls({ live }: { readonly live: boolean }): React.JSX.Element {
  const app = useApp();
  const { time: say, travel } = words().shell;
  const range = useScope((state) => state.range);
  const isTravelling = useDomain() !== null;
  const isCapture = useStatus((capture) => capture.kind !== null) ?? false;
  const { setRange } = app.scope.getState();
  const chosen = range === null ? 'all' : range.kind === 'last' ? range.seconds : null;
  const choices = [...QUICK_RANGES.map((seconds) => seconds as number), 'all' as const];
  const choose = (choice: number | 'all'): void =>
    choice === 'all' ? showAll(app) : setRange({ kind: 'last', seconds: choice });
  const shortOf = (choice: number | 'all'): string => (choice === 'all' ? say.all : say.short(choice));
  const nameOf = (choice: number | 'all'): string =>
    choice === 'all' ? (isTravelling ? travel.allHint : say.allHint) : say.last(choice);
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
        <TravelButton />
        {live ? <LiveButton /> : isTravelling && !isCapture && <LeaveButton />}
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

/** From history back to the start, where nothing is captured. */
function LeaveButton(): React.JSX.Element {
  const app = useApp();
  const say = words().shell.travel;
  return (
    <Tooltip label={`${say.leaveHint}  l`}>
      <UnstyledButton
        className={classes.live}
        aria-keyshortcuts="l"
        onClick={() => goLive(app)}
        data-testid="leave-history"
      >
        <IconArrowBackUp size={14} stroke={1.8} aria-hidden />
        {say.leave}
      </UnstyledButton>
    </Tooltip>
  );
}

function RangeText(): React.JSX.Element | null {
  const { time: say, travel } = words().shell;
  const range = useScope((state) => state.range);
  const domain = useDomain();
  const imported = useImported();
  const first = useStatus((capture) => capture.first_time_us);
  const last = useStatus((capture) => capture.last_time_us);
  const nowUs = useNow(NOW_EVERY_MS) * 1000;
  const whole = domain === null ? captureSpan(first, last) : momentOf(domain, { nowUs });
  if (whole === null) return null;
  const shown = spanOf(range, whole);
  const isOutside = range?.kind === 'between' && (range.toUs < whole.fromUs || range.fromUs > whole.toUs);
  const text = spanText(shown.fromUs / 1000, shown.toUs / 1000);
  const from = imported ?? (domain === null ? null : travel.history);
  return (
    <span className={classes.text} data-testid="range-text" title={text}>
      {from !== null && <strong className={classes.history}>{from}</strong>}
      {range?.kind === 'last' && `${say.last(range.seconds)} · `}
      {text}
      {isOutside && ` · ${say.outside}`}
    </span>
  );
}
