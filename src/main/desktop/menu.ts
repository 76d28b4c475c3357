/** The native menu. What only the view can do is sent there; everything else is done here or by Electron's own roles. */
import { basename } from 'node:path';
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { FileOrFolder, MenuCommand } from '#contract/desktop-bridge.ts';
import { viewDigit, VIEWS } from '#contract/view-names.ts';
import type { MenuWords } from './menu-words.ts';

export interface MenuActions {
  openCapture(kind: FileOrFolder): void;
  openRecent(path: string): void;
  clearRecent(): void;
  openMini(): void;
  openCrashReports(): void;
  command(command: MenuCommand): void;
  /** Null where there is none to be shown. */
  readonly openDocumentation: (() => void) | null;
  readonly openLicences: (() => void) | null;
  showAbout(): void;
}

export interface MenuState {
  readonly words: MenuWords;
  /** The latest first. */
  readonly recent: readonly string[];
  readonly isMac: boolean;
}

export function setMenu(state: MenuState, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(state, actions)));
}

function template({ words, recent, isMac }: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const command = (label: string, name: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => actions.command(name),
  });
  const settings = command(words.settings, 'view:settings', 'CmdOrCtrl+,');
  return [
    ...(isMac ? [macMenu(words, settings, actions)] : []),
    {
      label: words.file,
      submenu: [
        { label: words.open, accelerator: 'CmdOrCtrl+O', click: () => actions.openCapture('file') },
        { label: words.openFolder, accelerator: 'CmdOrCtrl+Shift+O', click: () => actions.openCapture('folder') },
        { label: words.recent, submenu: recentItems(words, recent, actions) },
        command(words.export, 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        command(words.installPlugin, 'install-plugin'),
        { type: 'separator' },
        ...(isMac
          ? [{ role: 'close', label: words.close } as const]
          : [settings, { type: 'separator' } as const, { role: 'quit', label: words.quit } as const]),
      ],
    },
    {
      label: words.edit,
      submenu: [
        // The page undoes what it did itself with the same key.
        { role: 'undo', label: words.undo, registerAccelerator: false },
        { role: 'redo', label: words.redo },
        { type: 'separator' },
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
        { type: 'separator' },
        command(words.find, 'find', 'CmdOrCtrl+F'),
        // The page listens to the keys itself: what opens there must not be opened twice.
        { ...command(words.palette, 'palette', 'CmdOrCtrl+K'), registerAccelerator: false },
      ],
    },
    {
      label: words.capture,
      submenu: [
        // The page's own key, which is typed as well: shown, not taken.
        { ...command(words.pause, 'pause', isMac ? undefined : 'Space'), registerAccelerator: false },
        command(words.stop, 'stop', 'CmdOrCtrl+.'),
      ],
    },
    {
      label: words.view,
      submenu: [
        // The page's digits are shown but not taken: they are also what is typed. macOS would take them.
        ...VIEWS.map((view, at) => ({
          ...command(words.views[view], `view:${view}`, isMac ? undefined : (viewDigit(at) ?? undefined)),
          registerAccelerator: false,
        })),
        { type: 'separator' },
        { role: 'resetZoom', label: words.resetZoom },
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        { type: 'separator' },
        { role: 'togglefullscreen', label: words.fullScreen },
        { role: 'toggleDevTools', label: words.developerTools },
      ],
    },
    {
      label: words.window,
      submenu: [
        { label: words.mini, accelerator: 'CmdOrCtrl+Shift+M', click: () => actions.openMini() },
        { role: 'minimize', label: words.minimise },
        ...(isMac
          ? [{ role: 'zoom' } as const, { type: 'separator' } as const, { role: 'front' } as const]
          : [{ role: 'close', label: words.close } as const]),
      ],
    },
    { label: words.help, role: 'help', submenu: helpItems(words, actions, isMac) },
  ];
}

function helpItems(words: MenuWords, actions: MenuActions, isMac: boolean): MenuItemConstructorOptions[] {
  const { openDocumentation, openLicences } = actions;
  return [
    ...(openDocumentation === null
      ? []
      : [{ label: words.documentation, accelerator: 'F1', click: () => openDocumentation() }]),
    { label: words.keys, click: () => actions.command('keys') },
    ...(openLicences === null ? [] : [{ label: words.licences, click: () => openLicences() }]),
    { label: words.crashReports, click: () => actions.openCrashReports() },
    // There it is the first item of the program's own menu.
    ...(isMac ? [] : [{ type: 'separator' } as const, { label: words.about, click: () => actions.showAbout() }]),
  ];
}

function macMenu(
  words: MenuWords,
  settings: MenuItemConstructorOptions,
  actions: MenuActions,
): MenuItemConstructorOptions {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return {
    role: 'appMenu',
    submenu: [
      { label: words.about, click: () => actions.showAbout() },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit', label: words.quit },
    ],
  };
}

function recentItems(words: MenuWords, recent: readonly string[], actions: MenuActions): MenuItemConstructorOptions[] {
  if (recent.length === 0) return [{ label: words.noRecent, enabled: false }];
  return [
    ...recent.map((path) => ({
      // An ampersand would mark the letter after it as a key.
      label: basename(path).replaceAll('&', '&&'),
      toolTip: path,
      click: () => actions.openRecent(path),
    })),
    { type: 'separator' },
    { label: words.clearRecent, click: () => actions.clearRecent() },
  ];
}
