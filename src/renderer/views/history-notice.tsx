/** Why what history has is not, or no longer, what was asked for. */
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Failure } from '#base/result.ts';
import { words } from '../display/words.ts';
import { Remedy } from '../widgets/command-line.tsx';
import { EmptyState } from '../widgets/empty-state.tsx';
import { Note } from './note.tsx';

/** Beside what is there. */
export function HistoryNotice({ notice }: { readonly notice: Failure }): React.JSX.Element {
  return (
    <Note icon={IconAlertTriangle} tone="warning" role="status" testId="history-notice">
      {notice.message}
      {notice.remedy !== undefined && (
        <div>
          <Remedy text={notice.remedy} />
        </div>
      )}
    </Note>
  );
}

/** In the place of rows. */
export function HistoryFailed({ notice }: { readonly notice: Failure }): React.JSX.Element {
  return (
    <EmptyState icon={IconAlertTriangle} title={words().shell.travel.failed} tone="trouble">
      {notice.message}. {notice.remedy}
    </EmptyState>
  );
}
