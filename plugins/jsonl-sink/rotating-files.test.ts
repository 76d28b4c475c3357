import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Netloupe, PacketLog } from '../api/netloupe.d.ts';
import { cleanup, init, receiver_bulk as receiverBulk } from './main.mjs';
import manifest from './plugin.json' with { type: 'json' };
import { RotatingFiles } from './rotating-files.mjs';

type SinkConfig = ConstructorParameters<typeof RotatingFiles>[1];
type FileSystem = ConstructorParameters<typeof RotatingFiles>[2];
const DEFAULTS = Object.fromEntries(
  Object.entries(manifest.config.properties).map(([key, { default: value }]) => [key, value]),
) as unknown as SinkConfig;

let folder: string;
let said: string[];
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(tmpdir(), 'netloupe-jsonl-sink-'));
  said = [];
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

function sink(config: Partial<SinkConfig> = {}, system: FileSystem = fs): RotatingFiles {
  return new RotatingFiles(folder, { ...DEFAULTS, ...config }, system, (line) => said.push(line));
}
/** A log at this second of the capture, which begins at midnight; its line has `LINE` bytes. */
function log(second: number): PacketLog {
  return {
    src_ip: '192.0.2.10',
    dst_ip: '203.0.113.53',
    src_port: 40_000,
    dst_port: 53,
    protocol_num: 17,
    protocol_name: 'UDP',
    state: 'NEW',
    timestamp: new Date(Date.UTC(2026, 10, 21) + second * 1000).toISOString().replace('Z', '000Z'),
    session_id: '01a1fc98-8c23-7000-8000-0400c287e2b9',
    payload: { dns: 'bücher.example' },
    interface: 'eth0',
    length: 75,
    direction: 'out',
  };
}
const LINE = Buffer.byteLength(`${JSON.stringify(log(0))}\n`);
const logs = (...seconds: number[]): PacketLog[] => seconds.map(log);
const text = (...seconds: number[]): string =>
  logs(...seconds)
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('');
const names = async (): Promise<string[]> => (await fs.readdir(folder)).sort();
const read = (name: string): Promise<string> => fs.readFile(path.join(folder, name), 'utf8');

describe('the files', () => {
  it('hold one log a line and are named by their first packet', async () => {
    const files = sink();
    await files.write(logs(0, 1));
    await files.write(logs(2));
    await files.close();
    expect(await names()).toEqual(['packets-20261121T000000Z.jsonl']);
    expect(await read('packets-20261121T000000Z.jsonl')).toBe(text(0, 1, 2));
  });

  it('are complete as soon as a write is answered', async () => {
    const files = sink();
    await files.write(logs(0));
    expect(await read('packets-20261121T000000Z.jsonl')).toBe(text(0));
    await files.close();
  });

  it('do not exist before the first packet', async () => {
    const files = sink();
    await files.write([]);
    await files.close();
    expect(await names()).toEqual([]);
  });

  it('never grow beyond their size, in the middle of a batch either', async () => {
    const files = sink({ max_mb: (2 * LINE) / 1024 ** 2 });
    await files.write(logs(0, 1, 2, 3, 4));
    await files.close();
    expect(await names()).toEqual([
      'packets-20261121T000000Z.jsonl',
      'packets-20261121T000002Z.jsonl',
      'packets-20261121T000004Z.jsonl',
    ]);
    expect(await read('packets-20261121T000002Z.jsonl')).toBe(text(2, 3));
  });

  it('take a log that is longer than they may be by itself', async () => {
    const files = sink({ max_mb: 0.00001 });
    await files.write(logs(0, 1));
    await files.close();
    expect(await names()).toHaveLength(2);
  });

  it('rotate by age in packet time, also where captures are read in another order', async () => {
    const files = sink({ max_age_s: 60 });
    await files.write(logs(1000, 1060, 1061, 10));
    await files.close();
    expect(await names()).toEqual([
      'packets-20261121T000010Z.jsonl',
      'packets-20261121T001640Z.jsonl',
      'packets-20261121T001741Z.jsonl',
    ]);
    expect(await read('packets-20261121T001640Z.jsonl')).toBe(text(1000, 1060));
  });

  it('rotate by size alone where the age is 0', async () => {
    const files = sink({ max_age_s: 0 });
    await files.write(logs(0, 80_000_000));
    await files.close();
    expect(await names()).toHaveLength(1);
  });

  it('leave alone what was there, whoever wrote it', async () => {
    await fs.writeFile(path.join(folder, 'packets-20261121T000000Z.jsonl'), 'of an earlier run, killed within a li');
    await fs.writeFile(path.join(folder, 'packets-20261121T000000Z-2.jsonl.gz'), 'compressed');
    const files = sink();
    await files.write(logs(0));
    await files.close();
    expect(await names()).toEqual([
      'packets-20261121T000000Z-2.jsonl.gz',
      'packets-20261121T000000Z-3.jsonl',
      'packets-20261121T000000Z.jsonl',
    ]);
    expect(await read('packets-20261121T000000Z.jsonl')).toBe('of an earlier run, killed within a li');
    expect(await read('packets-20261121T000000Z-3.jsonl')).toBe(text(0));
  });

  it('are each those of one process where two write at a time', async () => {
    const [old, next] = [sink(), sink()];
    await Promise.all([old.write(logs(0)), next.write(logs(5))]);
    await Promise.all([old.write(logs(1)), next.write(logs(6))]);
    await Promise.all([old.close(), next.close()]);
    expect(await read('packets-20261121T000000Z.jsonl')).toBe(text(0, 1));
    expect(await read('packets-20261121T000005Z.jsonl')).toBe(text(5, 6));
  });
});

describe('what is kept', () => {
  it('are the files written to last; others in the folder are not touched', async () => {
    await fs.writeFile(path.join(folder, 'packets.jsonl'), 'mine');
    await fs.writeFile(path.join(folder, 'packets-20261121T000000Z.jsonl.bak'), 'mine');
    const files = sink({ max_age_s: 1, max_files: 2 });
    await files.write(logs(0, 10));
    // An old capture read after a new one: its file is the newest all the same.
    await files.write(logs(-100_000));
    await files.close();
    expect(await names()).toEqual([
      'packets-20261119T201320Z.jsonl',
      'packets-20261121T000000Z.jsonl.bak',
      'packets-20261121T000010Z.jsonl',
      'packets.jsonl',
    ]);
    expect(said).toEqual(['packets-20261121T000000Z.jsonl was deleted: 2 files are kept']);
  });

  it('is everything where the number is 0', async () => {
    const files = sink({ max_age_s: 1, max_files: 0 });
    await files.write(logs(0, 10, 20, 30));
    await files.close();
    expect(await names()).toHaveLength(4);
  });

  it('is compressed once a file is done with', async () => {
    const files = sink({ max_age_s: 1, gzip: true });
    await files.write(logs(0, 1, 10));
    await files.close();
    expect(await names()).toEqual(['packets-20261121T000000Z.jsonl.gz', 'packets-20261121T000010Z.jsonl.gz']);
    const packed = await fs.readFile(path.join(folder, 'packets-20261121T000000Z.jsonl.gz'));
    expect(gunzipSync(packed).toString()).toBe(text(0, 1));
  });

  it('stays as it is where it cannot be compressed, and says so', async () => {
    const system = { ...fs, rename: () => Promise.reject(new Error('EIO: i/o error')) };
    const files = sink({ gzip: true }, system);
    await files.write(logs(0));
    await files.close();
    expect(await read('packets-20261121T000000Z.jsonl')).toBe(text(0));
    expect(said).toEqual(['Could not tidy up: EIO: i/o error']);
  });
});

describe('a full disk', () => {
  /** A file system whose files take this many bytes altogether. */
  function fullAfter(bytes: number): FileSystem & { room: number } {
    const system = {
      ...fs,
      room: bytes,
      async open(...given: Parameters<typeof fs.open>) {
        const handle = await fs.open(...given);
        const append = handle.appendFile.bind(handle);
        handle.appendFile = async (data) => {
          const part = Buffer.from(data as string).subarray(0, system.room);
          system.room -= part.length;
          await append(part);
          if (part.length < Buffer.byteLength(data as string))
            throw new Error('ENOSPC: no space left on device, write');
        };
        return handle;
      },
    };
    return system;
  }

  it('is an error that says how many logs were not written, and leaves whole lines', async () => {
    const files = sink({}, fullAfter(LINE * 2.5));
    await files.write(logs(0));
    await expect(files.write(logs(1, 2, 3))).rejects.toThrow(
      '3 packet logs were not written to packets-20261121T000000Z.jsonl: ENOSPC: no space left on device, write',
    );
    await files.close();
    expect(await read('packets-20261121T000000Z.jsonl')).toBe(text(0));
  });

  it('is got over once there is room again', async () => {
    const system = fullAfter(LINE * 1.5);
    const files = sink({}, system);
    await files.write(logs(0));
    await expect(files.write(logs(1))).rejects.toThrow('1 packet logs');
    system.room = LINE * 10;
    await files.write(logs(2));
    await files.close();
    expect(await read('packets-20261121T000000Z.jsonl')).toBe(text(0, 2));
  });

  it('counts what a batch lost over several files', async () => {
    const files = sink({ max_mb: LINE / 1024 ** 2 }, fullAfter(LINE * 2));
    await expect(files.write(logs(0, 1, 2, 3))).rejects.toThrow('2 packet logs');
    await files.close();
  });
});

describe('the plugin', () => {
  const context = (config: Partial<SinkConfig>, dataFolder: string | null): Netloupe =>
    ({
      config: { ...DEFAULTS, ...config },
      data_folder: dataFolder,
      log: { info: (line: string) => said.push(line) },
    }) as unknown as Netloupe;

  it('writes to its own folder, or to the one that is configured, which it makes', async () => {
    await init(context({}, folder));
    await receiverBulk(logs(0));
    await cleanup();
    await init(context({ folder: path.join(folder, 'a', 'b'), prefix: 'x' }, folder));
    await receiverBulk(logs(0));
    await cleanup();
    expect(await read('packets-20261121T000000Z.jsonl')).toBe(text(0));
    expect(await read('a/b/x-20261121T000000Z.jsonl')).toBe(text(0));
  });

  it('does not start where it may not write', async () => {
    await expect(init(context({ folder: path.join(folder, 'file', 'x') }, null))).resolves.toBeUndefined();
    await fs.writeFile(path.join(folder, 'taken'), '');
    await expect(init(context({ folder: path.join(folder, 'taken') }, null))).rejects.toThrow('EEXIST');
    await expect(init(context({}, null))).rejects.toThrow('there is no folder to write to');
  });
});
