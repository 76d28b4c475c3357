import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failure, success } from '#base/result.ts';
import type { SinkKind } from '#main/engine/pipeline/stages/sink.ts';
import { resolveSecrets, withSecrets } from './secrets.ts';
import { testContext } from './test-system.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netloupe-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('values of a configuration that are kept elsewhere', () => {
  it('come from the environment and from files, wherever they stand', async () => {
    writeFileSync(path.join(folder, 'token'), '  abc def\n');
    const config = {
      headers: { Authorization: 'Bearer ${file:token}' },
      list: ['${env:A}-${env:B}', 5],
      plain: '$A {x}',
    };
    const found = await resolveSecrets(config, folder, { A: 'first', B: '${env:A}' });
    expect(found).toMatchObject({
      ok: true,
      value: { config: { headers: { Authorization: 'Bearer abc def' }, list: ['first-${env:A}', 5], plain: '$A {x}' } },
    });
  });

  it('that are missing are named', async () => {
    expect(await resolveSecrets({ a: '${env:NOT_SET}' }, folder, {})).toMatchObject({
      ok: false,
      failure: { code: 'not-found', message: expect.stringContaining('NOT_SET') },
    });
    expect(await resolveSecrets({ a: '${file:missing}' }, folder, {})).toMatchObject({
      ok: false,
      failure: { code: 'not-found', message: expect.stringContaining(path.join(folder, 'missing')) },
    });
  });

  it('never appear in what a sink says', async () => {
    const chatty: SinkKind<{ password: string }> = {
      name: 'chatty',
      summary: '',
      config: z.strictObject({ password: z.string() }),
      open({ password }, context) {
        context.warn(failure('invalid', `it is ${password}`, { remedy: password }).failure);
        const said = Promise.resolve(failure('invalid', `again ${password}`));
        return Promise.resolve(success({ test: () => said, collect: () => said, close: () => said }));
      },
    };
    const context = testContext(folder);
    const opened = await withSecrets(chatty, { P: 'hunter2' }).open({ password: '${env:P}' }, context);
    if (!opened.ok) throw new Error(opened.failure.message);
    const answers = [await opened.value.test(), await opened.value.collect([]), await opened.value.close()];
    expect(JSON.stringify([context.said, answers])).not.toContain('hunter2');
    expect(answers).toMatchObject([{ failure: { message: 'again ***' } }, {}, {}]);
  });
});
