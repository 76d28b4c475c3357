import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { PipelineStorage } from '#main/engine/pipeline/manager/pipeline-ports.ts';
import { createPipelineStorage } from './pipeline-storage.ts';

let home: string;
let storage: PipelineStorage;
let names = 0;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'netloupe-storage-'));
  mkdirSync(path.join(home, 'shipped'));
  writeFileSync(path.join(home, 'shipped', 'example.yaml'), 'name: example\n');
  storage = open();
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function open(): PipelineStorage {
  return createPipelineStorage({ home, bundledFolder: path.join(home, 'shipped'), randomName: () => `r${++names}` });
}

function own(name: string): string {
  return path.join(home, 'pipelines', name);
}

async function shown(): Promise<string[]> {
  return (await storage.list()).map(({ key, origin, enabled, paused }) => `${key} ${origin} ${enabled} ${paused}`);
}

describe('pipelines on disk', () => {
  it('that ship are offered, and copied when they are switched on', async () => {
    expect(await shown()).toEqual(['example bundled false false']);
    expect(await storage.decide('example', { enabled: true, paused: false })).toEqual(success(null));
    expect(await shown()).toEqual(['example own true false']);
    expect(readFileSync(own('example.yaml'), 'utf8')).toBe('name: example\n');
    expect(await storage.remove('example')).toEqual(success(null));
    expect(await shown()).toEqual(['example bundled false false']);
  });

  it('are kept with what was decided, for the next start, too', async () => {
    expect(await storage.save('mine', 'name: mine\n')).toMatchObject({ ok: true, value: { file: own('mine.yaml') } });
    await storage.decide('mine', { enabled: true, paused: true });
    storage = open();
    expect(await shown()).toEqual(['mine own true true', 'example bundled false false']);
    expect((await storage.list())[0]?.text).toBe('name: mine\n');
  });

  it('are saved where they were', async () => {
    mkdirSync(path.join(home, 'pipelines'));
    writeFileSync(own('mine.json'), '{}');
    await storage.save('mine', '{"name": "mine"}');
    expect(readFileSync(own('mine.json'), 'utf8')).toBe('{"name": "mine"}');
    expect(existsSync(own('mine.yaml'))).toBe(false);
  });

  it('have names that stay in the folder', async () => {
    for (const key of ['../evil', 'a/b', '', '.hidden']) {
      expect(await storage.save(key, 'x')).toMatchObject({ ok: false, failure: { code: 'invalid' } });
    }
  });

  it('that cannot be read say why; other files are none', async () => {
    mkdirSync(own('folder.yaml'), { recursive: true });
    writeFileSync(own('alerts.jsonl'), '{}\n');
    writeFileSync(own('notes.txt'), 'x');
    const listed = await storage.list();
    expect(listed.map(({ key, text }) => [key, text === null])).toEqual([
      ['folder', true],
      ['example', false],
    ]);
    expect(listed[0]?.problem).toContain(own('folder.yaml'));
  });

  it('are all switched off where what was decided is damaged', async () => {
    await storage.save('mine', 'name: mine\n');
    await storage.decide('mine', { enabled: true, paused: false });
    writeFileSync(own('.decisions.json'), '{"version": 1, "pipelines": {"mine":');
    expect((await shown())[0]).toBe('mine own false false');
  });

  it('tell when a file changed', async () => {
    const changed = new Promise<void>((resolve) => {
      const stop = storage.watch(() => {
        stop();
        resolve();
      });
    });
    await storage.save('mine', 'name: mine\n');
    await changed;
  });
});
