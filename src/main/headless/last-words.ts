/** What is said and written down when the command line ends because of a bug in it. */
import { visibleText } from '#base/visible-text.ts';
import { reportCrash } from './crash-reports.ts';
import { findPackageRoot } from './package-root.ts';
import { note } from './terminal.ts';

export function lastWords(error: unknown): void {
  const detail = error instanceof Error ? error : new Error(String(error));
  note(`netloupe: Unexpected error: ${visibleText(detail.message)}`);
  if (process.env['NETLOUPE_DEBUG'] === '1') note(detail.stack ?? '');
  note(`  This is a bug in netloupe. ${whatToDo(detail)}`);
}

function whatToDo(error: Error): string {
  const again = 'Run again with NETLOUPE_DEBUG=1 and report what it prints';
  try {
    const said = error.stack ?? String(error);
    const written = reportCrash(findPackageRoot(), {
      crashed: 'cli',
      code: null,
      reason: 'uncaught exception',
      said,
      log: '',
    });
    return written.ok
      ? `A report that you may look at and send is in ${written.value}`
      : `${again}. No report was written: ${written.failure.message}`;
  } catch (problem) {
    return `${again}. No report was written: ${String(problem)}`;
  }
}
