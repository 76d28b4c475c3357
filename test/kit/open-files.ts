/** What others may read below a folder, by the permissions of files and of the folders that lead to them. */
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';

const OTHERS = 0o077;

/** Everything below `folder`, itself not; what goes away meanwhile is left out. */
export function pathsBelow(folder: string): { readonly path: string; readonly mode: number }[] {
  const found: { path: string; mode: number }[] = [];
  for (const name of readdirSync(folder)) {
    const at = path.join(folder, name);
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    // The permissions of a link are nobody's.
    if (!stat.isSymbolicLink()) found.push({ path: at, mode: stat.mode & 0o777 });
    if (stat.isDirectory()) found.push(...pathsBelow(at));
  }
  return found;
}

/** Each with its permissions; what lies in a folder that is closed to others is, too. */
export function openToOthers(folder: string): string[] {
  const closed: string[] = [];
  return pathsBelow(folder)
    .filter(({ path: at, mode }) => {
      if (closed.some((above) => at.startsWith(above + path.sep))) return false;
      if ((mode & OTHERS) !== 0) return true;
      closed.push(at);
      return false;
    })
    .map(({ path: at, mode }) => `${mode.toString(8)} ${path.relative(folder, at)}`);
}
