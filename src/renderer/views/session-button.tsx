/** Leads to a session in its table, with its details; where it is no longer held, they say so. */
import { Button } from '@mantine/core';
import { words } from '../display/words.ts';
import { useApp } from '../state/app-context.ts';

export function SessionButton({ id }: { readonly id: string }): React.JSX.Element {
  const { layout, tables } = useApp();
  return (
    <Button
      variant="default"
      onClick={() => {
        layout.getState().open('sessions');
        tables.sessions.getState().select(id);
      }}
    >
      {words().common.showSession}
    </Button>
  );
}
