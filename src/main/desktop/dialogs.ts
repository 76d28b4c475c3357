/** Native dialogs. Each answers null when it was cancelled. */
import { basename } from 'node:path';
import { type BrowserWindow, dialog, type FileFilter } from 'electron';
import { success, type Result } from '#base/result.ts';
import type { FileOrFolder, PluginSourceKind } from '#contract/desktop-bridge.ts';
import { createAtomicFile } from '#main/host/files/atomic-file.ts';
import type { MenuWords } from './menu-words.ts';

type DialogWords = MenuWords['dialogs'];

function filters(words: DialogWords, name: string, extensions: string[]): FileFilter[] {
  return [
    { name, extensions },
    { name: words.allFiles, extensions: ['*'] },
  ];
}

/** What is in a file counts, not its name; these are usual. */
const CAPTURES = ['pcap', 'pcapng', 'cap', 'gz', 'csv', 'jsonl', 'json', 'parquet', 'log'];

export async function chooseCapture(
  window: BrowserWindow,
  words: DialogWords,
  kind: FileOrFolder,
): Promise<string | null> {
  const answer = await dialog.showOpenDialog(
    window,
    kind === 'folder'
      ? { title: words.openFolder, properties: ['openDirectory'] }
      : {
          title: words.openCapture,
          properties: ['openFile'],
          filters: filters(words, words.captures, CAPTURES),
        },
  );
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

export async function choosePlugin(
  window: BrowserWindow,
  words: DialogWords,
  kind: PluginSourceKind,
): Promise<string | null> {
  const answer = await dialog.showOpenDialog(
    window,
    kind === 'folder'
      ? { title: words.installPluginFolder, properties: ['openDirectory'] }
      : {
          title: words.installPlugin,
          properties: ['openFile'],
          filters: filters(words, words.plugins, ['zip', 'lua', 'js', 'mjs']),
        },
  );
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Only the name is taken from the page; where the file goes is the user's choice. */
export function chooseExportPath(
  window: BrowserWindow,
  words: DialogWords,
  suggestedName: string,
): Promise<string | null> {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(suggestedName)?.[1]?.toLowerCase() ?? 'csv';
  return choosePath(window, words.export, suggestedName, filters(words, extension.toUpperCase(), [extension]));
}

/** The path that was written. */
export async function saveText(
  window: BrowserWindow,
  words: DialogWords,
  suggestedName: string,
  text: string,
): Promise<Result<string | null>> {
  const path = await choosePath(window, words.saveSettings, suggestedName, filters(words, words.settings, ['json']));
  if (path === null) return success(null);
  const file = await createAtomicFile(path);
  if (!file.ok) return file;
  const written = await file.value.write(text);
  if (!written.ok) {
    await file.value.abort();
    return written;
  }
  const done = await file.value.commit();
  return done.ok ? success(done.value.path) : done;
}

async function choosePath(
  window: BrowserWindow,
  title: string,
  suggestedName: string,
  shown: FileFilter[],
): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, {
    title,
    defaultPath: basename(suggestedName),
    filters: shown,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return answer.canceled || answer.filePath === '' ? null : answer.filePath;
}
