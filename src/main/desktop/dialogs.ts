/** Native dialogs. Each answers null when it was cancelled. */
import { basename } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { PluginSourceKind } from '#contract/desktop-bridge.ts';

const CAPTURE_FILTERS = [
  { name: 'Captures', extensions: ['pcap', 'pcapng', 'cap', 'gz'] },
  { name: 'All files', extensions: ['*'] },
];

const PLUGIN_FILTERS = [
  { name: 'Plugins', extensions: ['zip', 'lua', 'js', 'mjs'] },
  { name: 'All files', extensions: ['*'] },
];

export async function chooseCapture(window: BrowserWindow): Promise<string | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: 'Open capture',
    properties: ['openFile'],
    filters: CAPTURE_FILTERS,
  });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

export async function choosePlugin(window: BrowserWindow, kind: PluginSourceKind): Promise<string | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: kind === 'file' ? 'Install plugin' : 'Install plugin from its folder',
    ...(kind === 'file' ? { properties: ['openFile'], filters: PLUGIN_FILTERS } : { properties: ['openDirectory'] }),
  });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Only the name is taken from the page; where the file goes is the user's choice. */
export async function chooseExportPath(window: BrowserWindow, suggestedName: string): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, {
    title: 'Export',
    defaultPath: basename(suggestedName),
    filters: [
      { name: 'CSV', extensions: ['csv'] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return answer.canceled || answer.filePath === '' ? null : answer.filePath;
}
