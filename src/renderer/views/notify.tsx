/** What went wrong, said once in the corner: what happened, and what to do. Trouble with a capture gets a banner instead. */
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Failure } from '#base/result.ts';
import { Remedy } from '../widgets/command-line.tsx';

export function notifyFailure(title: string, failure: Failure): void {
  if (failure.code === 'cancelled') return;
  notifications.show({
    title,
    message: (
      <>
        {failure.message}
        {failure.remedy !== undefined && (
          <>
            . <Remedy text={failure.remedy} />
          </>
        )}
      </>
    ),
    color: 'red',
    icon: <IconAlertTriangle size={16} />,
    autoClose: 12_000,
    withBorder: true,
  });
}
