/** What was dropped: a plugin (a package, a script, a folder with `plugin.json`), or captures, maybe in folders. */
import { dropPurpose } from '../plugins/plugin-words.ts';

export interface Dropped {
  readonly purpose: 'plugin' | 'capture';
  /** Folders as they are where they have a path, else what is in them and one level below. */
  readonly files: readonly File[];
  /** Of a plugin. */
  readonly isFolder: boolean;
}

const PLUGIN_FILE = 'plugin.json';
/** As many as are opened together. */
const MOST_FILES = 1000;

/** To be called while the event is handled: its data is gone afterwards. `hasPaths`: a folder can be handed on as it is. */
export function droppedFiles(transfer: DataTransfer, hasPaths: boolean): Promise<Dropped> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  return sorted([...transfer.files], entries, hasPaths);
}

async function sorted(
  files: readonly File[],
  entries: readonly (FileSystemEntry | null)[],
  hasPaths: boolean,
): Promise<Dropped> {
  const [only] = entries;
  const [first] = files;
  if (entries.length === 1 && first !== undefined) {
    if (isFolder(only)) {
      const inside = await entriesOf(only);
      if (inside.some(({ name }) => name === PLUGIN_FILE)) return { purpose: 'plugin', files, isFolder: true };
    } else if (dropPurpose(first.name) === 'plugin') return { purpose: 'plugin', files, isFolder: false };
  }
  if (hasPaths || !entries.some(isFolder)) return { purpose: 'capture', files, isFolder: false };
  const found = await Promise.all(
    entries.map((entry, at) => (isFolder(entry) ? filesIn(entry, 1) : Promise.resolve(files.slice(at, at + 1)))),
  );
  return { purpose: 'capture', files: found.flat().slice(0, MOST_FILES), isFolder: false };
}

async function filesIn(folder: FileSystemDirectoryEntry, deeper: number): Promise<File[]> {
  const files: File[] = [];
  for (const entry of await entriesOf(folder)) {
    if (isFolder(entry)) {
      if (deeper > 0) files.push(...(await filesIn(entry, deeper - 1)));
    } else
      files.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
  }
  return files;
}

/** A reader gives them in portions. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || all.length >= MOST_FILES) return all;
    all.push(...some);
  }
}

function isFolder(entry: FileSystemEntry | null | undefined): entry is FileSystemDirectoryEntry {
  return entry?.isDirectory === true;
}
