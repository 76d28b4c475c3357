/** Source text of a Lua plugin: its program, and modules inside its folder. Nothing outside is read, whatever it is called. */
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Parts between dots, as in `require 'lib.text'`. */
const MODULE_NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const MOST_BYTES: number = 4 * 1024 * 1024;

export type ModuleSource =
  /** `name`: relative to the folder, with `/`. */
  | { readonly ok: true; readonly name: string; readonly text: Uint8Array }
  | { readonly ok: false; readonly message: string };

export class PluginModules {
  /** Without links. */
  private readonly folder: string;
  private readonly main: string;

  constructor(folder: string, main: string) {
    this.folder = realpathSync(folder);
    this.main = main;
  }

  readMain(): ModuleSource {
    return this.read(this.main) ?? { ok: false, message: `${this.main} is not in the plugin's folder` };
  }

  /** `lib.text` is lib/text.lua or lib/text/init.lua. */
  readModule(module: string): ModuleSource {
    if (!MODULE_NAME.test(module)) {
      return { ok: false, message: `module '${module.slice(0, 100)}' not found: a module is named as in 'lib.text'` };
    }
    const base = module.replaceAll('.', '/');
    const tried = [`${base}.lua`, `${base}/init.lua`];
    for (const name of tried) {
      const source = this.read(name);
      if (source !== null) return source;
    }
    return { ok: false, message: `module '${module}' not found: the plugin has no ${tried.join(' and no ')}` };
  }

  /** Null: there is no such file, or it leads out of the folder. */
  private read(name: string): ModuleSource | null {
    try {
      const file = realpathSync(path.join(this.folder, name));
      if (!file.startsWith(this.folder + path.sep)) return null;
      const text = readFileSync(file);
      if (text.length > MOST_BYTES) return { ok: false, message: `${name} is larger than ${MOST_BYTES} bytes` };
      return { ok: true, name, text: withoutMark(text) };
    } catch {
      return null; // not there, not readable: for the plugin it does not exist
    }
  }
}

/** Without a byte order mark and a first line that begins with `#`, as Lua's own loader of files does. */
function withoutMark(text: Uint8Array): Uint8Array {
  const start = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0;
  if (text[start] !== 0x23) return text.subarray(start);
  const end = text.indexOf(0x0a, start);
  return end < 0 ? new Uint8Array(0) : text.subarray(end); // the end of the line stays: lines keep their numbers
}
