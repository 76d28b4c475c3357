import { describe, expect, it } from 'vitest';
import { PIPELINE_STATES } from '#contract/pipelines/status.ts';
import { channelOf, pipelineOf, stageOf } from '../../state/pipeline-fixtures.ts';
import {
  busyText,
  countName,
  flowText,
  pipelineCounters,
  pipelineStateWord,
  stageHealthWord,
  stageWords,
  waitingText,
} from './pipeline-words.ts';

describe('the state of a pipeline', () => {
  it('has a word of its own each, with the exact term in the tooltip', () => {
    const words = PIPELINE_STATES.map((state) => pipelineStateWord(pipelineOf('a', { state })));
    expect(new Set(words.map(({ text }) => text)).size).toBe(PIPELINE_STATES.length);
    for (const [at, state] of PIPELINE_STATES.entries()) expect(words[at]?.title).toMatch(new RegExp(`^${state}: `));
  });

  it('tells mistakes in the file from a health check that failed', () => {
    const mistakes = [{ path: '', message: 'is wrong', line: 1, column: 1 }];
    expect(pipelineStateWord(pipelineOf('a', { state: 'invalid', mistakes })).text).toBe('Has mistakes');
    expect(pipelineStateWord(pipelineOf('a', { state: 'invalid' })).text).toBe('Kept out');
  });
});

describe('the health of a stage', () => {
  const trouble = { code: 'unavailable', message: 'the server is away' } as const;
  it.each([
    ['was not asked for', { health: null, trouble: null }, 'Not checked', 'quiet'],
    ['is fine', { health: { ok: true, message: null }, trouble: null }, 'Healthy', 'good'],
    ['is fine, but it fails now', { health: { ok: true, message: null }, trouble }, 'In trouble', 'warning'],
    ['is not fine', { health: { ok: false, message: 'no such table' }, trouble }, 'Not healthy', 'trouble'],
  ])('%s', (_, stage, text, tone) => {
    expect(stageHealthWord(stage)).toMatchObject({ text, tone });
  });

  it('has its reason in the tooltip', () => {
    expect(stageHealthWord({ health: { ok: false, message: 'no such table' }, trouble: null }).title).toBe(
      'no such table',
    );
    expect(stageHealthWord({ health: null, trouble }).title).toBe('the server is away');
  });
});

describe('what goes through a stage', () => {
  const counters = { records_in: 1204, records_out: 46 };

  it('is said of the sides that it has', () => {
    expect(flowText(stageOf('sessions', 'source', counters))).toBe('46 →');
    expect(flowText(stageOf('filter', 'stage', counters))).toBe('1\u202f204 → 46');
    expect(flowText(stageOf('export', 'end', counters))).toBe('→ 1\u202f204');
  });

  it('is said in words for those who do not see the graph', () => {
    const stage = stageOf('mine', 'stage', { ...counters, failures: 2, dropped: 1 }, { kind: 'filter' });
    expect(stageWords(stage)).toBe(
      'mine, filter stage: Not checked, 1\u202f204 records in, 46 records out, 2 failures, 1 dropped',
    );
    expect(stageWords(stageOf('dns', 'source', counters))).toBe('dns, source: Not checked, 46 records out');
  });

  it('has its time, in all and for each record', () => {
    expect(busyText(stageOf('a', 'stage', { busy_us: 2_000_000, records_in: 1000 }))).toBe('2 s, 2 ms a record');
    expect(busyText(stageOf('a', 'stage'))).toBe('–');
  });

  it('may be counted under names of its own', () => {
    expect(countName('records_too_late')).toBe('records too late');
    expect(waitingText(channelOf('a', 0, 1, 12, 4096))).toBe('12 of 4\u202f096 waiting');
  });
});

it('a pipeline is counted as a whole, and what is lost is amber', () => {
  const pipeline = pipelineOf('a', {
    stages: [
      stageOf('dns', 'source', { records_out: 9, dropped: 1 }),
      stageOf('export', 'end', { records_in: 7, waiting: 2 }),
    ],
    undelivered: 3,
    alerts: 5,
  });
  expect(pipelineCounters(pipeline).map(({ name, value, level }) => [name, value, level])).toEqual([
    ['In', '9', 'quiet'],
    ['Out', '7', 'quiet'],
    ['Waiting', '2', 'quiet'],
    ['Dropped', '4', 'warning'],
    ['Failures', '0', 'quiet'],
    ['Alerts', '5', 'quiet'],
  ]);
});
