import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpawnRequest } from '#main/engine/pipeline/plugins/ports.ts';
import { runtimeArguments } from './child-arguments.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'netloupe-arguments-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const request = (plugin: string, writableFolders: readonly string[]): SpawnRequest => ({
  id: 'x',
  language: 'js',
  folder: plugin,
  writableFolders,
  memoryMb: 64,
  network: false,
});

describe('the arguments of the runtime', () => {
  it('name each folder once, however often and with whatever end it was given', () => {
    const flags = { has: (flag: string) => flag === '--permission' };
    const given = runtimeArguments(request('/no/plugin', ['/no/data/', '/no/data', '/']), ['/no/program/'], flags);
    expect(given.filter((argument) => argument.startsWith('--allow'))).toEqual([
      '--allow-fs-read=/no/program',
      '--allow-fs-read=/no/plugin',
      '--allow-fs-read=/no/data',
      '--allow-fs-read=/',
      '--allow-fs-write=/no/data',
      '--allow-fs-write=/',
    ]);
  });

  it('are ones that this runtime starts with, links and repetitions included', () => {
    mkdirSync(path.join(folder, 'data'));
    symlinkSync('data', path.join(folder, 'linked'));
    const data = path.join(folder, 'data');
    const linked = path.join(folder, 'linked');
    const given = runtimeArguments(request(folder, [data, `${data}/`, linked, linked]), [folder, data]);
    const run = spawnSync(process.execPath, [...given, '-e', 'console.log(1)'], { encoding: 'utf8' });
    expect(run.stdout).toBe('1\n');
    expect(run.status).toBe(0);
  });
});
