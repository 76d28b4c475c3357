/** The native menu. What only the view can do is sent there; everything else is Electron's own roles. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#contract/desktop-bridge.ts';

export interface MenuActions {
  openCapture(): void;
  command(command: MenuCommand): void;
}

export function setMenu(actions: MenuActions, isMac: boolean): void {
  const command = (label: string, name: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => actions.command(name),
  });
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Open capture…', accelerator: 'CmdOrCtrl+O', click: () => actions.openCapture() },
        command('&Export as CSV…', 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        command('Install &plugin…', 'install-plugin'),
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        { type: 'separator' },
        command('&Find', 'find', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: '&Capture',
      submenu: [command('&Pause or resume the view', 'pause'), command('&Stop capture', 'stop')],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { label: '&Help', role: 'help', submenu: [{ role: 'about' }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
