/** What the engine needs of this machine around SQL: where queries are saved, where schedules write, and who else may ask. */
import type { HistoryPorts } from '#main/engine/history/ports.ts';
import { historyFolder } from './history-folder.ts';
import { createQueryFile } from './query-file.ts';
import { createQuerySocket } from './query-socket.ts';
import { createScheduleFolders } from './schedule-folders.ts';

/** `home`: the data folder. */
export function createQueryPorts(home: string): Required<Pick<HistoryPorts, 'queries' | 'outside'>> {
  return {
    queries: { home: createQueryFile(home), folders: createScheduleFolders() },
    outside: createQuerySocket(historyFolder(home)),
  };
}
