/** The small window's root: the same colours, language and units as the main one, which it follows as they change. */
import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { MiniContext } from './views/mini/mini-context.ts';
import { MiniWindow } from './views/mini/mini-window.tsx';
import type { MiniApp } from './state/mini-store.ts';

export function MiniRoot({ app }: { readonly app: MiniApp }): React.JSX.Element {
  const { language, rateUnit, byteBase, timeZone, theme } = useStore(app.preferences, (state) => state.preferences);
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => setColorScheme(theme === 'system' ? 'auto' : theme), [setColorScheme, theme]);
  return (
    <MiniContext value={app}>
      <MiniWindow key={`${language} ${rateUnit} ${byteBase} ${timeZone}`} />
    </MiniContext>
  );
}
