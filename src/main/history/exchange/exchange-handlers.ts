/** What this area answers. */
import type { QuestionHandlers } from '../question.ts';
import { exportRows } from './export-handler.ts';
import { importFiles } from './import/import-files.ts';
import { readRows } from './reader-handler.ts';
import { createWriterHandler } from './writer-handler.ts';

/** Writers that are open belong to this process. */
export function createExchangeHandlers(): Pick<QuestionHandlers, 'export' | 'writer' | 'reader' | 'import'> {
  return { export: exportRows, import: importFiles, reader: readRows, writer: createWriterHandler() };
}
