/** How lookups went, for what the scope is about; and by status without what the scope says of the status, for choosing another one. */
import { onRedaction } from './preferences-store.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DnsStatus } from '#contract/records.ts';
import type { DnsStreamParams, DnsSummaryFrame } from '#contract/views/dns.ts';
import type { EngineLink, Subscription } from './engine-link.ts';
import { isBoolean, recall, remember } from './remembered.ts';
import { askedStatus, withoutStatus } from './status-filter.ts';
import type { TableSurroundings } from './table-store.ts';

const TOP_NAMES = 12;
const POINTS = 90;

export interface DnsSummaryState {
  readonly summary: DnsSummaryFrame | null;
  /** Null until they are known. */
  readonly byStatus: Readonly<Record<DnsStatus, number>> | null;
  readonly isOpen: boolean;
  setOpen(isOpen: boolean): void;
  /** Only lookups with this status; those that the scope is about already: all again. */
  toggleStatus(status: DnsStatus): void;
  /** It is on screen from now on; call what is returned when it no longer is. */
  attach(): () => void;
}

type Params = DnsStreamParams['dns_summary'];

export function createDnsSummaryStore(
  link: EngineLink,
  { pause, scope, preferences }: TableSurroundings,
): StoreApi<DnsSummaryState> {
  let whole: Subscription<'dns_summary'> | null = null;
  /** Only while the scope is about one status. */
  let counted: Subscription<'dns_summary'> | null = null;
  let attached = 0;

  return createStore<DnsSummaryState>((set) => {
    const params = (filter: string): Params => ({
      filter,
      range: scope.getState().range,
      redact: preferences.getState().preferences.redact,
      paused: pause.getState().paused,
      top: TOP_NAMES,
      points: POINTS,
    });
    const ask = (): void => {
      if (attached === 0) {
        whole?.close();
        counted?.close();
        whole = counted = null;
        return;
      }
      const { filter } = scope.getState();
      if (whole === null) whole = link.subscribe('dns_summary', params(filter), takeWhole);
      else whole.update(params(filter));
      const rest = withoutStatus(filter);
      if (askedStatus(filter) === null) {
        counted?.close();
        counted = null;
      } else if (counted === null) counted = link.subscribe('dns_summary', params(rest), takeCounts);
      else counted.update(params(rest));
    };
    const takeWhole = (summary: DnsSummaryFrame): void => {
      set({ summary });
      if (counted === null) set({ byStatus: summary.byStatus });
    };
    const takeCounts = ({ byStatus }: DnsSummaryFrame): void => set({ byStatus });
    pause.subscribe(ask);
    scope.subscribe(ask);
    onRedaction(preferences, ask);
    return {
      summary: null,
      byStatus: null,
      isOpen: recall('dns-summary', isBoolean) ?? true,
      setOpen: (isOpen) => {
        set({ isOpen });
        remember('dns-summary', isOpen);
      },
      toggleStatus: (status) => {
        const { filter } = scope.getState();
        const rest = withoutStatus(filter);
        const condition = `status = ${status}`;
        if (askedStatus(filter) === status) scope.getState().setFilter(rest);
        else scope.getState().setFilter(rest === '' ? condition : `${rest} and ${condition}`);
      },
      attach: () => {
        attached += 1;
        ask();
        return () => {
          attached -= 1;
          ask();
        };
      },
    };
  });
}
