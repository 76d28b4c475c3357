/** Rules that change on disk while a stage runs, with the host's own files, watcher and clock. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { failure, type Failure } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import { policyStage } from '#main/engine/pipeline/rules/policy-stage.ts';
import { session } from '#main/engine/filter/test-records.ts';
import { createClock } from '#main/host/clock.ts';
import { createStageWorld } from '#main/host/pipelines/stage-world.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-reload-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('rules that change are taken up, and those with mistakes told while the last good ones judge', async () => {
  const rules = path.join(folder, 'rules');
  mkdirSync(path.join(rules, 'more'), { recursive: true });
  const write = (port: string): void =>
    writeFileSync(path.join(rules, 'a.yaml'), `- rule: a\n  condition: dst_port = ${port}\n`);
  write('443');
  const warnings: Failure[] = [];
  const created = await policyStage.create(policyStage.config.parse({ rules: 'rules', reload: true }), {
    pipeline: 'p',
    stage: 's',
    run: 'r',
    folder,
    clock: createClock(),
    warn: (told) => warnings.push(told),
    alert: () => undefined,
    callFunction: async () => failure('unavailable', 'There are no plugins here'),
    world: createStageWorld(null),
  });
  if (!created.ok) throw new Error(created.failure.message);
  const stage = created.value;
  expect(await stage.test!()).toMatchObject({ ok: true });
  const judge = (record: PipelineRecord): string[] => {
    const out: PipelineRecord[] = [];
    void stage.process([flattenRecord(record)], (records) => out.push(...records));
    return out.flatMap(({ policies }) => (policies as { id: string }[]).map(({ id }) => id));
  };
  expect(judge(session())).toEqual(['a']);

  write('22');
  await vi.waitFor(() => expect(judge(session())).toEqual([]), { timeout: 20_000 });
  expect(judge(session({ dst_port: 22 }))).toEqual(['a']);

  write('ssh');
  await vi.waitFor(() => expect(warnings.at(-1)?.message).toContain('a.yaml:2:25: `dst_port` expects a number'), {
    timeout: 20_000,
  });
  expect(judge(session({ dst_port: 22 }))).toEqual(['a']);

  // As editors do: a new file in the place of the old one; and another one deeper in the folder.
  writeFileSync(path.join(rules, 'a.tmp'), '- rule: a\n  condition: dst_port = 25\n');
  renameSync(path.join(rules, 'a.tmp'), path.join(rules, 'a.yaml'));
  writeFileSync(path.join(rules, 'more', 'b.yml'), '- rule: b\n  condition: dst_port in (25, 26)\n');
  await vi.waitFor(() => expect(judge(session({ dst_port: 25 }))).toEqual(['a', 'b']), { timeout: 20_000 });
  await stage.cleanup!();
});
