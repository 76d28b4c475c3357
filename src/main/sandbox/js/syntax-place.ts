/**
 * Where a syntax error is. Node says it of scripts, but of modules only when it ends the process; so the files of a plugin
 * are parsed once more as scripts, with what only modules have blanked out, and the place is taken if the message is the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';

const FILES = 50;
const MODULE_ONLY = [
  /^\s*import\s*(?:[\w$*{][^;'"]*?from\s*)?['"][^'"\n]*['"][^\n;]*;?/gm,
  /^\s*export\s*\*[^;\n]*;?/gm,
  /^\s*export\s*\{[^}]*\}[^;\n]*;?/gm,
];

/** `main.mjs:3`, or null where it cannot be told. */
export function placeOfSyntaxError(error: SyntaxError, folder: string, main: string): string | null {
  for (const file of filesOf(folder, main)) {
    const line = lineOfSyntaxError(error.message, readText(path.join(folder, file)));
    if (line !== null) return `${file}:${line}`;
  }
  return null;
}

/** Main first, then the other programs of its folder. */
function filesOf(folder: string, main: string): readonly string[] {
  const others = readdirSync(folder).filter((name) => /\.m?js$/.test(name) && name !== main);
  return [main, ...others.slice(0, FILES)];
}

export function lineOfSyntaxError(message: string, source: string): number | null {
  let script = source;
  for (const pattern of MODULE_ONLY) script = script.replace(pattern, (found) => found.replace(/[^\n]/g, ' '));
  script = script.replace(/\bimport\.meta\b/g, 'import_meta');
  script = script.replace(/^(\s*)export\s+default\b/gm, '$1void       ').replace(/^(\s*)export\b/gm, '$1');
  try {
    // Strict, and a function for `await` at the top, as modules are; on the first line, so that lines stay.
    new Script(`(async () => {'use strict';${script}\n})`, { filename: 'plugin' });
  } catch (error) {
    if (!(error instanceof SyntaxError) || error.message !== message) return null;
    const line = /^plugin:(\d+)/.exec(error.stack ?? '');
    return line === null ? null : Math.min(Number(line[1]), source.split('\n').length);
  }
  return null;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // then the error is not in there
  }
}
