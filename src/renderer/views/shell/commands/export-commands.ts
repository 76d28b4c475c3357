import { IconDownload } from '@tabler/icons-react';
import type { ExportFormat, TableName } from '#contract/protocol.ts';
import { words } from '../../../display/words.ts';
import type { AppState } from '../../../state/app-state.ts';
import { tableOfView } from '../../use-store.ts';
import type { Command, CommandActions } from './command.ts';

const TABLES: readonly TableName[] = ['sessions', 'packets', 'dns'];
/** Lookups have no bytes of their own. */
export const FORMATS: Readonly<Record<TableName, readonly ExportFormat[]>> = {
  sessions: ['csv', 'jsonl', 'parquet', 'pcapng'],
  packets: ['csv', 'jsonl', 'parquet', 'pcapng'],
  dns: ['csv', 'jsonl', 'parquet'],
};
export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  jsonl: 'JSON Lines',
  parquet: 'Parquet',
  pcapng: 'pcapng',
};

export function exportCommands({ layout }: AppState, actions: CommandActions): readonly Command[] {
  const say = words().shell;
  const shown = tableOfView(layout.getState().view) ?? 'sessions';
  return [
    {
      id: 'export.shown',
      group: 'export',
      title: say.commands.exportShown,
      icon: IconDownload,
      keys: ['Mod+E'],
      menu: 'export',
      run: () => actions.exportTable(shown, 'csv'),
    },
    ...TABLES.flatMap((table) =>
      FORMATS[table].map((format) => ({
        id: `export.${table}.${format}`,
        group: 'export' as const,
        title: say.commands.exportAs(say.tables[table], FORMAT_NAMES[format]),
        icon: IconDownload,
        run: () => actions.exportTable(table, format),
      })),
    ),
  ];
}
