/**
 * One table's window on the engine's rows: what is asked for (filter, order, window) and the last frame that answered.
 * While a new window is on its way the old rows stay. A paused table keeps its stream when it leaves the screen, so
 * that it is still the same frozen rows when it comes back.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PacketLogChoice, TableName, ViewFrame, ViewParams } from '#contract/protocol.ts';
import { createScreenStream } from './screen-stream.ts';
import type { EngineLink } from './engine-link.ts';
import type { PauseState } from './pause-store.ts';
import { onRedaction, type PreferencesState } from './preferences-store.ts';
import type { ScopeState } from './scope-store.ts';
import { windowAround, type RowWindow } from './window-math.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface TableState {
  readonly table: TableName;
  readonly sort: Sort | null;
  readonly packetLogs: PacketLogChoice;
  /** The newest rows stay in sight. */
  readonly follow: boolean;
  readonly frame: ViewFrame | null;
  /** How many rows there are to scroll through. While they are held it does not shrink, as those on screen would move. */
  readonly rowCount: number;
  /** Asked, not yet answered. */
  readonly pending: boolean;
  /** Grows when the rows on screen have nothing to do with those before, so the table scrolls back. */
  readonly generation: number;
  readonly selectedKey: string | null;

  /** First click ascending or descending as suits the column, then the other way, then the table's own order. */
  cycleSort(column: string, descendingFirst: boolean): void;
  setPacketLogs(choice: PacketLogChoice): void;
  setFollow(follow: boolean): void;
  show(first: number, last: number): void;
  select(key: string | null): void;
  /** The table is on screen from now on; call what is returned when it no longer is. */
  attach(): () => void;
  /** Another capture begins: nothing of the old one may stay selected. */
  reset(): void;
}

/** The order after a click on a column's header. */
export function nextSort(sort: Sort | null, column: string, descendingFirst: boolean): Sort | null {
  if (sort === null || sort.column !== column) return { column, descending: descendingFirst };
  return sort.descending === descendingFirst ? { column, descending: !descendingFirst } : null;
}

/** What every table is looked at through. */
export interface TableSurroundings {
  readonly pause: StoreApi<PauseState>;
  readonly scope: StoreApi<ScopeState>;
  readonly preferences: StoreApi<PreferencesState>;
}

export function createTableStore(
  table: TableName,
  link: EngineLink,
  { pause, scope, preferences }: TableSurroundings,
  options: { readonly mayFollow: boolean },
): StoreApi<TableState> {
  let rows: RowWindow = { offset: 0, limit: 100 };
  /** The first row on screen when last told. */
  let shownFirst = 0;
  /** Where the newest come first, whoever scrolled away from them reads: rows keep their places. */
  const holds = (): boolean => table === 'sessions' && shownFirst > 0;

  return createStore<TableState>((set, get) => {
    const params = (): ViewParams => {
      const { sort, packetLogs, follow } = get();
      const { filter, range } = scope.getState();
      const paused = pause.getState().paused;
      return {
        table,
        filter,
        range,
        redact: preferences.getState().preferences.redact,
        sparklines: table === 'sessions',
        sort,
        packetLogs,
        follow: follow && !paused,
        offset: rows.offset,
        limit: rows.limit,
        paused,
        hold: holds(),
      };
    };
    const { ask, attach } = createScreenStream({
      link,
      stream: 'view',
      pause,
      params,
      asked: () => set({ pending: true }),
      onFrame: (frame) => {
        const rowCount = holds() ? Math.max(get().rowCount, frame.matching) : frame.matching;
        set({ frame, rowCount, pending: false });
      },
    });

    /** To the first row. */
    const rewind = (): void => {
      rows = { offset: 0, limit: rows.limit };
      shownFirst = 0;
    };
    const startOver = (): void => {
      rewind();
      set({ generation: get().generation + 1 });
      ask();
    };
    scope.subscribe(startOver);
    onRedaction(preferences, startOver);

    return {
      table,
      sort: null,
      packetLogs: 'state',
      follow: false,
      frame: null,
      rowCount: 0,
      pending: true,
      generation: 0,
      selectedKey: null,

      cycleSort: (column, descendingFirst) => {
        rewind();
        const sort = nextSort(get().sort, column, descendingFirst);
        set({ sort, generation: get().generation + 1, follow: get().follow && sort === null });
        ask();
      },
      setPacketLogs: (packetLogs) => {
        rewind();
        set({ packetLogs, generation: get().generation + 1 });
        ask();
      },
      setFollow: (follow) => {
        if (follow === get().follow || !options.mayFollow) return;
        // Keep what is on screen: the window stays where the followed rows were.
        const frame = get().frame;
        if (!follow && frame !== null) rows = { offset: frame.offset, limit: rows.limit };
        set(follow && get().sort !== null ? { follow, sort: null } : { follow });
        ask();
      },
      show: (first, last) => {
        const next = windowAround(first, last, rows, first - shownFirst);
        const held = holds();
        shownFirst = first;
        const turns = held !== holds();
        if (next === rows && !turns) return;
        const grows = next.limit !== rows.limit;
        rows = next;
        if (!get().follow || grows || turns) ask();
      },
      select: (key) => set({ selectedKey: key }),
      attach,
      reset: () => {
        rewind();
        set({
          frame: null,
          rowCount: 0,
          pending: true,
          selectedKey: null,
          generation: get().generation + 1,
        });
        ask();
      },
    };
  });
}
