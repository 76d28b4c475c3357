/**
 * docs/pipelines.md is done as it says, from top to bottom, in one folder: pipelines are written to the files that their blocks
 * name, commands are run, and what is shown below them is what they print. Needs a build.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PIPELINE_STATES } from '#contract/pipelines/status.ts';
import { RECORD_TYPES } from '#contract/pipelines/record.ts';
import { PipelineFactory } from '#main/engine/pipeline/manager/pipeline-factory.ts';
import { CaptureFeeds } from '#main/engine/pipeline/sources/capture-feeds.ts';
import { NO_WORLD } from '#main/engine/pipeline/stages/test-pipeline.ts';
import { compileDisplayFilter } from '#main/engine/filter/display-filter.ts';
import { ManualClock } from '#main/engine/store/manual-clock.ts';
import { docBlocks } from './kit/doc-blocks.ts';
import { docFolder } from './kit/doc-folder.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');
const text = readFileSync(path.join(PROJECT, 'docs', 'pipelines.md'), 'utf8');
const { folder, env } = docFolder('pipeline');

let output = '';

describe('docs/pipelines.md', () => {
  it.each(docBlocks(text))('line $line: $language $info', ({ language, info, body }) => {
    if (language === 'yaml') writeFileSync(path.join(folder, info), body);
    else if (language === 'text') expect(output).toContain(body);
    else {
      const { status, stdout, stderr } = spawnSync('sh', ['-ec', body], { cwd: folder, encoding: 'utf8', env });
      expect(status === 0, stderr).toBe(info !== 'fails');
      output = (stdout + stderr).replaceAll('\r\n', '\n');
    }
  });

  it('left the files that it speaks of', () => {
    expect(statSync(path.join(folder, 'web.jsonl')).size).toBeGreaterThan(500);
    const summary: unknown = JSON.parse(readFileSync(path.join(folder, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({ pipeline: 'web', undelivered: 0, failure: null, capture: { drops: {} } });
  });

  it('has a section for every stage, with every key of it, and no further ones', () => {
    const clock = new ManualClock();
    const factory = new PipelineFactory({
      clock,
      run: '0',
      feeds: new CaptureFeeds('0', () => 0),
      symbols: null,
      compileFilter: compileDisplayFilter,
      ports: { sinks: [], pluginSink: (kind) => kind, world: NO_WORLD, storage: null },
    });
    const stages = text.slice(text.indexOf('## Stages'), text.indexOf('## What happens'));
    const sections = stages.split(/^### /m).slice(1);
    expect(new Set(sections.map((section) => section.split('\n')[0]))).toEqual(new Set(factory.registry.names()));
    for (const section of sections) {
      const [name = ''] = section.split('\n');
      const schema = factory.registry.find(name)?.kind.config;
      const shape = schema instanceof z.ZodPipe ? schema.in : schema;
      if (!(shape instanceof z.ZodObject)) continue;
      const keys = section.slice(0, section.includes('| `op`') ? section.indexOf('| `op`') : undefined);
      const told = [...keys.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
      expect(new Set(told), name).toEqual(new Set(Object.keys(shape.shape)));
    }
  });

  it('names every state and every type of record', () => {
    for (const word of [...PIPELINE_STATES, ...RECORD_TYPES]) expect(text).toContain(`\`${word}\``);
  });
});
