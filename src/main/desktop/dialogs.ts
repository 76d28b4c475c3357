/** Native dialogs. Each answers null when it was cancelled. */
import { basename } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';

const CAPTURE_FILTERS = [
  { name: 'Captures', extensions: ['pcap', 'pcapng', 'cap', 'gz'] },
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
