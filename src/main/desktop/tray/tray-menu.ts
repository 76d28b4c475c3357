/** The tray's menu as data: Electron makes it. */
import type { MenuItemConstructorOptions } from 'electron';
import type { TrayFacts } from './tray-facts.ts';
import type { TrayWords } from './tray-words.ts';

export interface TrayActions {
  toggleWindow(): void;
  openMini(): void;
  togglePause(): void;
  stopCapture(): void;
  quit(): void;
}

export interface TrayWindows {
  readonly isShown: boolean;
  /** There is a page, shown or not, that can stand still. */
  readonly hasPage: boolean;
}

export function trayMenu(
  facts: TrayFacts,
  windows: TrayWindows,
  say: TrayWords,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    { id: 'state', label: label(facts.headline), enabled: false },
    ...(facts.rates === null ? [] : [{ id: 'rates', label: label(facts.rates), enabled: false }]),
    separator,
    { id: 'window', label: windows.isShown ? say.hide : say.show, click: () => actions.toggleWindow() },
    { id: 'mini', label: say.mini, click: () => actions.openMini() },
    separator,
    {
      id: 'pause',
      label: facts.viewPaused ? say.resume : say.pause,
      enabled: windows.hasPage,
      click: () => actions.togglePause(),
    },
    { id: 'stop', label: say.stop, enabled: facts.canStop, click: () => actions.stopCapture() },
    separator,
    { id: 'quit', label: say.quit, click: () => actions.quit() },
  ];
}

/** An ampersand would mark the letter after it as a key. */
function label(text: string): string {
  return text.replaceAll('&', '&&');
}
