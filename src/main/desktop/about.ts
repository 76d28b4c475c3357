/** What this program is: its version and those of what it runs on, to be read and to be copied into a report. */
import { release } from 'node:os';
import { app, type BrowserWindow, clipboard, dialog } from 'electron';
import type { MenuWords } from './menu-words.ts';

export function aboutText(): string {
  const { electron, chrome, node, v8 } = process.versions;
  return [
    `Netloupe ${app.getVersion()}`,
    `Electron ${electron}`,
    `Chromium ${chrome}`,
    `Node.js ${node}`,
    `V8 ${v8}`,
    `${process.platform} ${release()} ${process.arch}`,
  ].join('\n');
}

export async function showAbout(window: BrowserWindow | null, words: MenuWords): Promise<void> {
  const text = aboutText();
  const options = {
    type: 'info' as const,
    title: words.aboutTitle,
    message: 'Netloupe',
    detail: `${words.aboutDetail}\n\n${text}\n\n${words.aboutLicence}`,
    buttons: [words.ok, words.copyAbout],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  if (response === 1) void clipboard.writeText(text);
}
