/** The window, drawn anew when the way in which things are said changes, and in the colours that are preferred. */
import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp } from './state/app-context.ts';
import { Shell } from './views/shell/shell.tsx';

export function Root(): React.JSX.Element {
  const { language, rateUnit, byteBase, timeZone, theme } = useStore(
    useApp().preferences,
    (state) => state.preferences,
  );
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => setColorScheme(theme === 'system' ? 'auto' : theme), [setColorScheme, theme]);
  return <Shell key={`${language} ${rateUnit} ${byteBase} ${timeZone}`} />;
}
