/**
 * Names of files in a package. One that passes means the same file on every system, inside the plugin's folder: no other
 * entry can overwrite it, be overwritten by it or hide behind it.
 */

/** Also the longest that Windows takes with room for the folder before it. */
const MOST_CHARACTERS = 180;
const MOST_PARTS = 16;
/** Characters that some system gives a meaning (streams, drives, globs) or that cannot be seen. U+FFFD: it was not UTF-8. */
const FORBIDDEN = /[<>:"|?*\uFFFD]|\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|[\u202A-\u202E\u2066-\u2069]/u;
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const VERSION_CONTROL = /^\.(?:git|hg|svn)$/;
const FILE_MANAGER = /^(?:\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX|\._.*)$/;

/** What is wrong with it, to follow "the entry …"; null where it is fine. `name` has `/` between parts and none at the end. */
export function entryNameProblem(name: string): string | null {
  if (name.includes('\0')) return 'has a NUL character in its name';
  if (name.includes('\\')) return 'has a backslash in its name';
  if (name.startsWith('/')) return 'has an absolute path';
  if (/^[A-Za-z]:/.test(name)) return 'has a drive in its path';
  if (name.length > MOST_CHARACTERS) return `has a path of more than ${MOST_CHARACTERS} characters`;
  const parts = name.split('/');
  if (parts.length > MOST_PARTS) return `lies more than ${MOST_PARTS} folders deep`;
  for (const part of parts) {
    if (part === '..') return "leads out of the plugin's folder";
    if (part === '' || part === '.') return 'has an empty part in its path';
    if (FORBIDDEN.test(part)) return 'has a character in its name that not every system can store';
    if (part.endsWith('.') || part.endsWith(' ')) return 'has a name that ends with a point or a space';
    if (isDeviceName(part)) return 'has the name of a device on Windows';
  }
  return null;
}

/** True for `con`, `nul` and the like, which Windows does not take for a file or folder. */
export function isDeviceName(name: string): boolean {
  return DEVICE.test(name);
}

/** True for what no package carries along: version control and what file managers add. */
export function isLeftOut(name: string): boolean {
  return name.split('/').some((part) => VERSION_CONTROL.test(part) || FILE_MANAGER.test(part));
}

/** The names of one package so far: no two may fall together on any system. */
export class EntryNames {
  /** How a name or folder was first spelled, by how a forgiving system sees it. */
  readonly #spelled: Map<string, { readonly name: string; kind: 'file' | 'folder' }> = new Map();

  /** Notes it; what is wrong with it beside the others, to follow "the entry …", or null. */
  add(name: string, kind: 'file' | 'folder'): string | null {
    const parts = name.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const problem = this.#note(parts.slice(0, depth).join('/'), 'folder', true);
      if (problem !== null) return problem;
    }
    return this.#note(name, kind, kind === 'folder');
  }

  #note(name: string, kind: 'file' | 'folder', mayRepeat: boolean): string | null {
    const folded = name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
    const before = this.#spelled.get(folded);
    if (before === undefined) {
      this.#spelled.set(folded, { name, kind });
      return null;
    }
    if (before.name !== name) return `has the same name as ${quoted(before.name)} on many systems`;
    if (before.kind !== kind) return 'is both a file and a folder';
    return mayRepeat ? null : 'is there twice';
  }
}

/** A name from a package in a message: cut, in quotes, nothing in it that a terminal or a page could take for more than text. */
export function quoted(name: string): string {
  const cut = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  const escaped = JSON.stringify(cut).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
  return `“${escaped.slice(1, -1)}”`;
}
