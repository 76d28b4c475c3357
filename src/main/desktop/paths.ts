/** Where the program's files are, seen from `out/main`, or from the folder within it that has what the build's entries share. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const main = basename(import.meta.dirname) === 'chunks' ? dirname(import.meta.dirname) : import.meta.dirname;
const out = dirname(main);
/** What holds all of the program. */
export const PROGRAM_FOLDER: string = dirname(out);
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

/** Where packages put what is not the program itself. */
const SYSTEM_DOCUMENTS = '/usr/share/doc/netloupe';
const INSTALLED = '/usr/lib/netloupe/';

/** For other programs to open; null where it is missing. */
export const DOCUMENTATION: string | null = outside('docs', 'docs');
export const LICENCES: string | null = outside('LICENSE', 'THIRD-PARTY-LICENSES.txt');

/** In a checkout, else among the packaged program's resources, else among the system's documents. Nothing inside of an archive that only this program reads. */
function outside(inCheckout: string, packaged: string): string | null {
  const resources = process.resourcesPath ?? '';
  const places = [
    ...(out.includes('.asar') ? [] : [join(out, '..', inCheckout)]),
    ...(resources === '' ? [] : [join(resources, packaged)]),
    ...(resources.startsWith(INSTALLED) ? [join(SYSTEM_DOCUMENTS, packaged)] : []),
  ];
  return places.find((place) => existsSync(place)) ?? null;
}
