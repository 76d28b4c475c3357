import { useCallback } from 'react';
import type { TableName } from '#contract/protocol.ts';
import { useApp } from '../../state/app-context.ts';
import { notifyFailure } from '../notify.tsx';

/** Saves a table as CSV with its filter; asks where to first, where the host can ask. */
export function useExport(): (table: TableName) => Promise<void> {
  const { exports, tables, capture, scope, preferences } = useApp();
  return useCallback(
    async (table) => {
      const { packetLogs } = tables[table].getState();
      const { filter, range } = scope.getState();
      const { redact } = preferences.getState().preferences;
      const title = capture.getState().status?.capture.title ?? '';
      const result = await exports.getState().start({ table, format: 'csv', filter, range, redact, packetLogs }, title);
      if (result !== null && !result.ok) notifyFailure('Nothing was exported', result.failure);
    },
    [exports, tables, capture, scope, preferences],
  );
}
