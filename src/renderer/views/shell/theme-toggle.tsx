import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { ToolbarIcon } from './toolbar.tsx';

/** Follows the system until it is used; then the choice is remembered. */
export function ThemeToggle(): React.JSX.Element {
  const { setColorScheme } = useMantineColorScheme();
  const current = useComputedColorScheme('light');
  const next = current === 'dark' ? 'light' : 'dark';
  return (
    <ToolbarIcon label={`Switch to ${next}`} onClick={() => setColorScheme(next)} data-testid="theme-toggle">
      {current === 'dark' ? <IconSun size={17} stroke={1.5} /> : <IconMoon size={17} stroke={1.5} />}
    </ToolbarIcon>
  );
}
