/** Days with traffic, week by week: to see where there is something, and to go to one. Arrow keys move from day to day. */
import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { TimeRange } from '#contract/views/time-range.ts';
import { displayChoice } from '../../display/display-choice.ts';
import { dayOfMonthText, longDayText, monthText, weekdayText } from '../../display/times.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { daySheet, WEEKS, type DayCell } from '../../state/day-grid.ts';
import { dayOf } from '../../state/travel.ts';
import classes from './day-calendar.module.css';

/** Monday. */
const FIRST_DAY = 1;
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function DayCalendar({ onDay }: { onDay(range: TimeRange): void }): React.JSX.Element {
  const { history } = useApp();
  const say = words().shell.travel;
  const info = useStore(history, (state) => state.info);
  const [back, setBack] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const [nowMs] = useState(() => Date.now());
  const zone = displayChoice().timeZone;
  const weeks = daySheet(info?.days ?? [], nowMs, zone, back, FIRST_DAY);
  const days = weeks.flat();
  const latest = days.findLast((day) => day.level > 0 && !day.isAhead) ?? days.findLast((day) => !day.isAhead);
  const [focused, setFocused] = useState<number | null>(null);
  const reached = days.find((day) => day.startMs === focused) ?? latest;
  const first = days[0]!;
  const hasEarlier = info?.span != null && info.span.fromUs / 1000 < first.startMs;

  const move = (event: React.KeyboardEvent): void => {
    const step = STEPS[event.key];
    const at = reached === undefined ? -1 : days.indexOf(reached);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = days[at + step];
    if (next === undefined || next.isAhead) return;
    setFocused(next.startMs);
    grid.current?.querySelector<HTMLElement>(`[data-day="${next.startMs}"]`)?.focus();
  };
  const turn = (by: number): void => {
    setFocused(null);
    setBack(Math.max(0, back + by));
  };
  return (
    <div className={classes.calendar}>
      <div className={classes.head}>
        <ActionIcon size={24} aria-label={say.earlier(WEEKS)} disabled={!hasEarlier} onClick={() => turn(1)}>
          <IconChevronLeft size={15} stroke={1.7} />
        </ActionIcon>
        <span aria-live="polite">{monthsOf(days)}</span>
        <ActionIcon size={24} aria-label={say.later(WEEKS)} disabled={back === 0} onClick={() => turn(-1)}>
          <IconChevronRight size={15} stroke={1.7} />
        </ActionIcon>
      </div>
      <div
        ref={grid}
        role="grid"
        aria-label={say.days}
        className={classes.grid}
        onKeyDown={move}
        data-testid="day-grid"
      >
        <div role="row" className={classes.week}>
          {weeks[0]!.map((day) => (
            <span key={day.startMs} role="columnheader" className={classes.weekday}>
              {weekdayText(day.startMs)}
            </span>
          ))}
        </div>
        {weeks.map((week) => (
          <div key={week[0]!.startMs} role="row" className={classes.week}>
            {week.map((day) => (
              <Day
                key={day.startMs}
                day={day}
                isReached={day === reached}
                onDay={() => onDay(dayOf(day.startMs, zone))}
                onFocus={() => setFocused(day.startMs)}
              />
            ))}
          </div>
        ))}
      </div>
      <p className={classes.note}>{info === null ? say.looking : info.span === null ? say.empty : say.daysHint}</p>
    </div>
  );
}

function Day({
  day,
  isReached,
  onDay,
  onFocus,
}: {
  readonly day: DayCell;
  readonly isReached: boolean;
  onDay(): void;
  onFocus(): void;
}): React.JSX.Element {
  const say = words().shell.travel;
  const much = day.level === 0 ? say.nothingOn : say.onDay(formatBytes(day.bytes), formatCount(day.sessions));
  const name = `${longDayText(day.startMs)}${day.isToday ? `, ${say.names.today}` : ''}: ${much}`;
  return (
    <div role="gridcell" className={classes.cell}>
      <UnstyledButton
        className={classes.day}
        data-day={day.startMs}
        data-level={day.level}
        data-today={day.isToday || undefined}
        disabled={day.isAhead}
        tabIndex={isReached ? 0 : -1}
        aria-label={name}
        title={name}
        onClick={onDay}
        onFocus={onFocus}
        data-testid={day.level > 0 ? 'day-with-traffic' : undefined}
      >
        {dayOfMonthText(day.startMs)}
        <span className={classes.bar} aria-hidden />
      </UnstyledButton>
    </div>
  );
}

function monthsOf(days: readonly DayCell[]): string {
  const from = monthText(days[0]!.startMs);
  const to = monthText(days.at(-1)!.startMs);
  return from === to ? from : `${from} – ${to}`;
}
