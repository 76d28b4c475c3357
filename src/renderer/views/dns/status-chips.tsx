/** Lookups by what came of them: how many, and one press to see only those. */
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { askedStatus, STATUSES } from '../../state/status-filter.ts';
import { FilterChip, FilterChips } from '../../widgets/filter-chips.tsx';
import { useScope } from '../use-store.ts';
import { dnsStatusWord } from '../words.ts';

/** Shown even where there are none. */
const ALWAYS: ReadonlySet<string> = new Set(['answered', 'nxdomain', 'unanswered']);

export function StatusChips(): React.JSX.Element {
  const { dnsSummary } = useApp();
  const byStatus = useStore(dnsSummary, (state) => state.byStatus);
  const asked = useScope(({ filter }) => askedStatus(filter));
  const say = words().dns.chips;
  return (
    <FilterChips label={say.label}>
      {STATUSES.map((status) => {
        const count = byStatus?.[status] ?? 0;
        const active = asked === status;
        if (count === 0 && !active && !ALWAYS.has(status)) return null;
        const { icon, text, title, tone } = dnsStatusWord(status);
        return (
          <FilterChip
            key={status}
            icon={icon}
            text={text}
            count={count}
            title={active ? say.clear : say.hint(title)}
            tone={count === 0 ? 'quiet' : tone}
            pressed={active}
            testId={`chip-${status}`}
            onPress={() => dnsSummary.getState().toggleStatus(status)}
          />
        );
      })}
    </FilterChips>
  );
}
