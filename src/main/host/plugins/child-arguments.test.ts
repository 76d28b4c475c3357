import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SpawnRequest } from '#main/engine/pipeline/plugins/ports.ts';
import { childEnvironment, runtimeArguments, ungrantable } from './child-arguments.ts';

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'netloupe-test-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);
mkdirSync(at('real'));
symlinkSync(at('real'), at('link'));

const request: SpawnRequest = {
  id: 'demo',
  language: 'js',
  folder: '/plugins/demo',
  writableFolders: [`${at('link')}/`, at('real')],
  memoryMb: 96,
  network: true,
};

/** Flags of the runtimes of these versions, as they tell them. */
const node18 = new Set<string>(['--max-old-space-size']);
const node20 = new Set(['--experimental-permission', '--disable-warning']);
const node25 = new Set(['--permission', '--allow-net', '--disable-warning']);

describe('arguments of the runtime', () => {
  it('limit the heap where there is nothing else', () => {
    expect(runtimeArguments(request, ['/program'], node18)).toEqual(['--max-old-space-size=96']);
  });

  it('grant what is needed and each folder once, by every path to it', () => {
    expect(runtimeArguments(request, ['/program', '/program/'], node20)).toEqual([
      '--max-old-space-size=96',
      '--disable-warning=ExperimentalWarning',
      '--experimental-permission',
      '--allow-fs-read=/program',
      '--allow-fs-read=/plugins/demo',
      `--allow-fs-read=${at('link')}`,
      `--allow-fs-read=${at('real')}`,
      `--allow-fs-write=${at('link')}`,
      `--allow-fs-write=${at('real')}`,
    ]);
  });

  it('grant no folder inside one that is granted', () => {
    const nested = { ...request, writableFolders: ['/plugins/demo/data', '/plugins/demo-2', '/plugins/demo/data/x'] };
    expect(runtimeArguments(nested, [], node20).slice(3)).toEqual([
      '--allow-fs-read=/plugins/demo',
      '--allow-fs-read=/plugins/demo-2',
      '--allow-fs-write=/plugins/demo/data',
      '--allow-fs-write=/plugins/demo-2',
    ]);
    const everything = { ...request, writableFolders: ['/data', '/'] };
    expect(runtimeArguments(everything, ['/program'], node20).slice(3)).toEqual([
      '--allow-fs-read=/',
      '--allow-fs-write=/',
    ]);
  });

  it('grant the network only where the runtime can and the plugin may', () => {
    expect(runtimeArguments(request, [], node25)).toContain('--allow-net');
    expect(runtimeArguments({ ...request, network: false }, [], node25)).not.toContain('--allow-net');
    expect(runtimeArguments(request, [], node25)).toContain('--permission');
  });

  it('cannot grant a folder alone that has a star in its path', () => {
    expect(ungrantable(request)).toBeNull();
    expect(ungrantable({ ...request, writableFolders: ['/a*b'] })).toBe('/a*b');
  });
});

it('the environment of a process holds no secret of ours', () => {
  const ours = { PATH: '/bin', HOME: '/root', AWS_SECRET: 'x', NODE_OPTIONS: '-r evil', LD_PRELOAD: 'x', TZ: 'UTC' };
  expect(childEnvironment(ours)).toEqual({ TZ: 'UTC' });
});
