/** Lookups by what came of them: how many, and one press to see only those. */
import { UnstyledButton } from '@mantine/core';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { askedStatus, STATUSES } from '../../state/status-filter.ts';
import { useScope } from '../use-store.ts';
import { dnsStatusWord } from '../words.ts';
import classes from './dns.module.css';

/** Shown even where there are none. */
const ALWAYS: ReadonlySet<string> = new Set(['answered', 'nxdomain', 'unanswered']);

export function StatusChips(): React.JSX.Element {
  const { dnsSummary } = useApp();
  const byStatus = useStore(dnsSummary, (state) => state.byStatus);
  const asked = useScope(({ filter }) => askedStatus(filter));
  const say = words().dns.chips;
  return (
    <div className={classes.chips} role="group" aria-label={say.label}>
      {STATUSES.map((status) => {
        const count = byStatus?.[status] ?? 0;
        const active = asked === status;
        if (count === 0 && !active && !ALWAYS.has(status)) return null;
        const { icon: IconShape, text, title, tone } = dnsStatusWord(status);
        return (
          <UnstyledButton
            key={status}
            className={classes.chip}
            data-tone={count === 0 ? 'quiet' : tone}
            data-testid={`chip-${status}`}
            aria-pressed={active}
            title={active ? say.clear : say.hint(title)}
            onClick={() => dnsSummary.getState().toggleStatus(status)}
          >
            <IconShape size={14} stroke={1.8} aria-hidden />
            {text}
            <span className={classes.chipCount}>{formatCount(count)}</span>
          </UnstyledButton>
        );
      })}
    </div>
  );
}
