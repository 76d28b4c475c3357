/** Where the program's files are, seen from `out/main`, or from the folder within it that has what the build's entries share. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const main = basename(import.meta.dirname) === 'chunks' ? dirname(import.meta.dirname) : import.meta.dirname;
const out = dirname(main);
const plugins = join(out, '..', 'plugins');
const sample = join(out, '..', 'samples', 'netloupe-sample.pcap');

export const RENDERER_DIRECTORY: string = join(out, 'renderer');
export const PRELOAD_FILE: string = join(out, 'preload', 'preload.cjs');
export const ENGINE_PROCESS_FILE: string = join(main, 'engine-process.js');
/** The capture that ships with the program, or null where it is missing. */
export const SAMPLE_FILE: string | null = existsSync(sample) ? sample : null;
export const PLUGIN_PROCESS_FILE: string = join(main, 'plugin-process.js');
export const HISTORY_PROCESS_FILE: string = join(main, 'history-process.js');
/** Plugins that ship with the program, or null where they are missing. */
export const PLUGINS_FOLDER: string | null = existsSync(plugins) ? plugins : null;

/** For other programs to open; null where it is missing, or inside an archive that only this program can read. */
export const DOCUMENTATION: string | null = outside(join(out, '..', 'docs'), 'docs');
export const LICENCES: string | null = outside(join(out, '..', 'LICENSE'), 'licences');

/** Beside the program's code, else among its resources. */
function outside(beside: string, resource: string): string | null {
  const places = [beside, ...(process.resourcesPath === undefined ? [] : [join(process.resourcesPath, resource)])];
  return places.find((place) => !place.includes('.asar') && existsSync(place)) ?? null;
}
