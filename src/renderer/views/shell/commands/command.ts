/** What can be done in the window: one list, from which come the palette, the keys and the sheet that shows them. */
import type { Icon } from '@tabler/icons-react';
import type { MenuCommand } from '#contract/desktop-bridge.ts';

export const COMMAND_GROUPS = [
  'view',
  'capture',
  'file',
  'filter',
  'time',
  'export',
  'look',
  'privacy',
  'plugin',
  'pipeline',
  'table',
  'help',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface Command {
  /** Stable and unique, e.g. `view.sessions`. */
  readonly id: string;
  readonly group: CommandGroup;
  readonly title: string;
  /** Beside the title, quieter. */
  readonly note?: string | undefined;
  readonly icon: Icon;
  /** Chords that do it, e.g. `1`, `Space`, `Mod+K`; see chords.ts. */
  readonly keys?: readonly string[];
  /** The item of the native menu that does the same. There, its chord belongs to the menu. */
  readonly menu?: MenuCommand | 'open';
  /** Of choices: whether it is what holds now. */
  readonly isOn?: boolean;
  /** By keys only: in the palette it would say nothing. */
  readonly hidden?: boolean;
  run(): void;
}

/** What commands need of the window beside the stores. */
export interface CommandActions {
  openPalette(): void;
  openKeys(): void;
  chooseCaptureFile(): void;
  chooseCaptureFolder(): void;
  openPath(path: string): void;
  openCaptureDialog(): void;
  focusFilter(): void;
  openFilterLibrary(): void;
  /** Opens the chooser of the table on screen; null where there is none. */
  readonly chooseColumns: (() => void) | null;
  choosePlugin(): void;
  exportTable(table: 'sessions' | 'packets' | 'dns', format: 'csv' | 'jsonl' | 'parquet' | 'pcapng'): void;
  forgetRecentFiles(): void;
  clearFilter(): void;
}
