/**
 * JSON-lines files in one folder. What always holds: files are only added to by who made them, and have whole lines only, also
 * after a write that failed (not after the process was killed within one); their names begin with the time of their first
 * packet; and none is deleted but those that were written to longest ago among the files that are named so.
 *
 * Two processes may share a folder, as they do while a new version takes over: each begins files of its own.
 */
import path from 'node:path';
import { compress } from './compress.mjs';
/** @import { FileHandle } from 'node:fs/promises' */
/** @import { PacketLog } from '../api/netloupe.d.ts' */

/**
 * @typedef {object} SinkConfig as in plugin.json
 * @property {string} folder
 * @property {string} prefix
 * @property {number} max_mb
 * @property {number} max_age_s
 * @property {number} max_files
 * @property {boolean} gzip
 *
 * @typedef {Pick<typeof import('node:fs/promises'), 'open' | 'readdir' | 'rename' | 'stat' | 'unlink'>} FileSystem
 *
 * @typedef {object} OpenFile
 * @property {string} name
 * @property {FileHandle} handle
 * @property {number} size bytes of whole lines
 * @property {number} begun packet time of its first line, milliseconds
 */

const MIB = 1024 * 1024;

export class RotatingFiles {
  #folder;
  #config;
  #fs;
  #say;
  #ours;
  #mostBytes;
  /** @type {OpenFile | null} */
  #file = null;
  /** Compressing and deleting go on beside writing, one after the other. */
  #tidying = Promise.resolve();

  /**
   * @param {string} folder absolute
   * @param {SinkConfig} config
   * @param {FileSystem} fs
   * @param {(line: string) => void} say
   */
  constructor(folder, config, fs, say) {
    this.#folder = folder;
    this.#config = config;
    this.#fs = fs;
    this.#say = say;
    this.#ours = new RegExp(`^${config.prefix}-\\d{8}T\\d{6}Z(?:-\\d+)?\\.jsonl(?:\\.gz(?:\\.part)?)?$`);
    this.#mostBytes = config.max_mb * MIB;
  }

  /**
   * Rejects where not all could be written. The lines before stay, and the file ends with the last whole one.
   * @param {readonly PacketLog[]} packetLogs
   */
  async write(packetLogs) {
    /** @type {string[]} */
    let lines = [];
    let bytes = 0;
    let written = 0;
    const flush = async () => {
      if (lines.length > 0) await this.#append(lines.join(''), bytes, packetLogs.length - written);
      written += lines.length;
      lines = [];
      bytes = 0;
    };
    for (const log of packetLogs) {
      const line = `${JSON.stringify(log)}\n`;
      const length = Buffer.byteLength(line);
      const time = Date.parse(log.timestamp);
      if (this.#file === null || this.#isFull(this.#file.size + bytes, length, time - this.#file.begun)) {
        await flush();
        await this.#finish();
        await this.#begin(log.timestamp, time);
      }
      lines.push(line);
      bytes += length;
    }
    await flush();
  }

  /** What is being compressed is finished first. */
  async close() {
    await this.#finish();
    await this.#tidying;
  }

  /**
   * @param {number} size
   * @param {number} more bytes of the line to come; a line longer than a file may be gets a file of its own
   * @param {number} age milliseconds, below zero where captures are read out of order
   */
  #isFull(size, more, age) {
    if (size > 0 && size + more > this.#mostBytes) return true;
    return this.#config.max_age_s > 0 && Math.abs(age) > this.#config.max_age_s * 1000;
  }

  /**
   * @param {string} text
   * @param {number} bytes
   * @param {number} logs how many are lost where this fails
   */
  async #append(text, bytes, logs) {
    const file = this.#file;
    if (file === null) throw new Error('no file is open');
    try {
      await file.handle.appendFile(text);
      file.size += bytes;
    } catch (error) {
      // The beginning of what could not be written may be there; without it the file still has whole lines only.
      await file.handle.truncate(file.size).catch(() => this.#finish());
      throw new Error(`${logs} packet logs were not written to ${file.name}: ${messageOf(error)}`, { cause: error });
    }
  }

  /**
   * @param {string} timestamp
   * @param {number} begun
   */
  async #begin(timestamp, begun) {
    const stem = `${this.#config.prefix}-${timestamp.slice(0, 19).replace(/[-:]/g, '')}Z`;
    const names = new Set(await this.#fs.readdir(this.#folder));
    for (let copy = 1; this.#file === null; copy++) {
      const name = `${stem}${copy === 1 ? '' : `-${copy}`}.jsonl`;
      if (names.has(name) || names.has(`${name}.gz`)) continue;
      const handle = await this.#fs.open(path.join(this.#folder, name), 'ax');
      this.#file = { name, handle, size: 0, begun };
    }
    this.#tidy(() => this.#deleteOldest());
  }

  async #finish() {
    const file = this.#file;
    if (file === null) return;
    this.#file = null;
    try {
      await file.handle.sync();
    } finally {
      await file.handle.close();
    }
    if (this.#config.gzip) this.#tidy(() => compress(path.join(this.#folder, file.name), this.#fs));
  }

  async #deleteOldest() {
    const most = this.#config.max_files;
    if (most === 0) return;
    const names = (await this.#fs.readdir(this.#folder)).filter((name) => this.#ours.test(name));
    if (names.length <= most) return;
    const files = await Promise.all(
      names.map(async (name) => ({ name, time: (await this.#fs.stat(path.join(this.#folder, name))).mtimeMs })),
    );
    files.sort((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1));
    for (const { name } of files.slice(0, -most)) {
      if (name === this.#file?.name) continue;
      await this.#fs.unlink(path.join(this.#folder, name));
      this.#say(`${name} was deleted: ${most} files are kept`);
    }
  }

  /** @param {() => Promise<void>} work */
  #tidy(work) {
    this.#tidying = this.#tidying.then(work).catch((error) => this.#say(`Could not tidy up: ${messageOf(error)}`));
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
