import { ActionIcon, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useApp } from '../../state/app-context.ts';

/** Follows the system until it is used; then the choice is remembered. */
export function ThemeToggle(): React.JSX.Element {
  const { preferences } = useApp();
  const current = useComputedColorScheme('light');
  const next = current === 'dark' ? 'light' : 'dark';
  const label = `Switch to ${next}`;
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        onClick={() => preferences.getState().change({ theme: next })}
        data-testid="theme-toggle"
      >
        {current === 'dark' ? <IconSun size={17} stroke={1.5} /> : <IconMoon size={17} stroke={1.5} />}
      </ActionIcon>
    </Tooltip>
  );
}
