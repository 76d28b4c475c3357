import { useCallback } from 'react';
import type { ExportFormat, TableName } from '#contract/protocol.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { notifyFailure } from '../notify.tsx';

/** Saves a table with its filter and range; asks where to first, where the host can ask. */
export function useExport(): (table: TableName, format?: ExportFormat) => Promise<void> {
  const { exports, tables, capture, scope, preferences } = useApp();
  return useCallback(
    async (table, format = 'csv') => {
      const { packetLogs } = tables[table].getState();
      const { filter, range } = scope.getState();
      const { redact } = preferences.getState().preferences;
      const title = capture.getState().status?.capture.title ?? '';
      const result = await exports.getState().start({ table, format, filter, range, redact, packetLogs }, title);
      if (result !== null && !result.ok) notifyFailure(words().shell.exports.nothing, result.failure);
    },
    [exports, tables, capture, scope, preferences],
  );
}
