/** Packet logs into rotating files; rotating-files.mjs owns the files. */
import * as fs from 'node:fs/promises';
import { RotatingFiles } from './rotating-files.mjs';
/** @import { Netloupe, PacketLog } from '../api/netloupe.d.ts' */
/** @import { SinkConfig } from './rotating-files.mjs' */

/** @type {RotatingFiles} */
let files;

/** @param {Netloupe} context */
export async function init({ config, data_folder: dataFolder, log }) {
  const settings = /** @type {SinkConfig} */ (/** @type {unknown} */ (config));
  const folder = settings.folder === '' ? dataFolder : settings.folder;
  if (folder === null) throw new Error('there is no folder to write to');
  await fs.mkdir(folder, { recursive: true });
  await fs.access(folder, fs.constants.W_OK);
  files = new RotatingFiles(folder, settings, fs, (line) => log.info(line));
}

/** @param {PacketLog[]} packetLogs */
export async function receiver_bulk(packetLogs) {
  await files.write(packetLogs);
}

export async function cleanup() {
  await files.close();
}
