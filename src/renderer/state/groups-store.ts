/**
 * Sessions by what they have in common: what they are told apart by, the window on the groups, and the way back from a group that was
 * opened. Owns the stream, which is only open while the groups are on screen.
 */
import { onRedaction } from './preferences-store.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  DIMENSIONS,
  type Dimension,
  type GroupRow,
  type GroupsFrame,
  type GroupsParams,
  type GroupSort,
} from '#contract/views/sums.ts';
import type { EngineLink, Subscription } from './engine-link.ts';
import { narrowed } from './filter-text.ts';
import { recall, remember } from './remembered.ts';
import type { TableSurroundings } from './table-store.ts';
import { windowAround, type RowWindow } from './window-math.ts';

export interface OpenedGroup {
  readonly by: Dimension;
  readonly label: string | null;
  /** The filter that shows its sessions, and the one before. */
  readonly filter: string;
  readonly before: string;
}

export interface GroupsState {
  /** Null: sessions are not grouped. */
  readonly by: Dimension | null;
  readonly sort: GroupsParams['sort'];
  readonly frame: GroupsFrame | null;
  readonly selectedKey: string | null;
  /** Grows when the rows have nothing to do with those before. */
  readonly generation: number;
  /** The group whose sessions are shown; null where they are not, or no longer. */
  readonly opened: OpenedGroup | null;
  groupBy(by: Dimension | null): void;
  cycleSort(column: GroupSort, descendingFirst: boolean): void;
  show(first: number, last: number): void;
  select(key: string | null): void;
  /** Shows the sessions of a group; nothing where no filter tells them. */
  open(row: GroupRow): void;
  /** From the sessions of a group to the groups. */
  back(): void;
  attach(): () => void;
  reset(): void;
}

const NAME = 'groups-by';
const FIRST_SORT: GroupsParams['sort'] = { column: 'bytes_in', descending: true };

export function createGroupsStore(
  link: EngineLink,
  { pause, scope, preferences }: TableSurroundings,
): StoreApi<GroupsState> {
  let rows: RowWindow = { offset: 0, limit: 100 };
  let subscription: Subscription<'groups'> | null = null;
  let attached = 0;

  return createStore<GroupsState>((set, get) => {
    const params = (by: Dimension): GroupsParams => {
      const { filter, range } = scope.getState();
      return {
        by,
        filter,
        range,
        redact: preferences.getState().preferences.redact,
        paused: pause.getState().paused,
        sort: get().sort,
        ...rows,
      };
    };
    const settle = (): void => {
      const { by } = get();
      if (attached === 0 || by === null) {
        subscription?.close();
        subscription = null;
      } else if (subscription === null) {
        // What arrives late is not what is asked for now.
        subscription = link.subscribe('groups', params(by), (frame) => {
          if (frame.by === get().by) set({ frame });
        });
      } else subscription.update(params(by));
    };
    const startOver = (): void => {
      rows = { offset: 0, limit: rows.limit };
      set({ generation: get().generation + 1 });
      settle();
    };
    pause.subscribe(settle);
    scope.subscribe(({ filter }) => {
      if (filter !== get().opened?.filter) set({ opened: null });
      startOver();
    });
    onRedaction(preferences, startOver);
    return {
      by: recall(NAME, isDimension),
      sort: FIRST_SORT,
      frame: null,
      selectedKey: null,
      generation: 0,
      opened: null,
      groupBy: (by) => {
        if (by === get().by) return;
        remember(NAME, by);
        set({ by, frame: null, selectedKey: null, opened: null });
        startOver();
      },
      cycleSort: (column, descendingFirst) => {
        const { sort } = get();
        const isSame = sort.column === column;
        set({ sort: { column, descending: isSame ? !sort.descending : descendingFirst } });
        startOver();
      },
      show: (first, last) => {
        const next = windowAround(first, last, rows);
        if (next === rows) return;
        rows = next;
        settle();
      },
      select: (selectedKey) => set({ selectedKey }),
      open: ({ label, filter: condition }) => {
        const { by } = get();
        const { filter: before } = scope.getState();
        const filter = condition === null ? null : narrowed(before, condition, 'add');
        if (by === null || filter === null) return;
        set({ by: null, opened: { by, label, filter, before } });
        scope.getState().setFilter(filter);
        settle();
      },
      back: () => {
        const { opened } = get();
        if (opened === null) return;
        const { past, filter } = scope.getState();
        set({ by: opened.by, opened: null, frame: null });
        if (filter === opened.filter && past.at(-1)?.filter === opened.before) scope.getState().back();
        else scope.getState().setFilter(opened.before);
        settle();
      },
      attach: () => {
        attached += 1;
        settle();
        return () => {
          attached -= 1;
          settle();
        };
      },
      reset: () => {
        set({ frame: null, selectedKey: null, opened: null });
        startOver();
      },
    };
  });
}

function isDimension(value: unknown): value is Dimension {
  return DIMENSIONS.some((dimension) => dimension === value);
}

/** The row at `index` of all groups, or undefined where the frame's window does not hold it. */
export function groupAt({ offset, rows }: GroupsFrame, index: number): GroupRow | undefined {
  return rows[index - offset];
}

/** Nothing to draw again. */
export function sameGroup(a: GroupRow | undefined, b: GroupRow | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
