import { describe, expect, it } from 'vitest';
import { fillOf, pipelineFact, pipelineTotals } from './pipeline-facts.ts';
import { pipelineOf, stageOf } from './pipeline-fixtures.ts';

describe('a pipeline in figures', () => {
  it('counts what its sources gave and its ends took', () => {
    const pipeline = pipelineOf('a', {
      stages: [
        stageOf('sessions', 'source', { records_in: 10, records_out: 9, dropped: 1 }),
        stageOf('dns', 'source', { records_in: 5, records_out: 5 }),
        stageOf('filter', 'stage', { records_in: 14, records_out: 6, failures: 2, waiting: 3 }),
        stageOf('export', 'end', { records_in: 4, dropped: 1, waiting: 2 }),
      ],
    });
    expect(pipelineTotals(pipeline)).toEqual({ in: 14, out: 4, waiting: 5, dropped: 2, failures: 2 });
  });

  it('knows how full a channel is', () => {
    expect(fillOf({ waiting: 25, size: 100 })).toBe(0.25);
    expect(fillOf({ waiting: 300, size: 100 })).toBe(1);
    expect(fillOf({ waiting: 0, size: 0 })).toBe(0);
  });
});

describe('the status bar', () => {
  const on = (id: string, state: Parameters<typeof pipelineOf>[1] = {}) =>
    pipelineOf(id, { enabled: true, state: 'running', ...state });

  it('says nothing while no pipeline is on', () => {
    expect(pipelineFact(null)).toBeNull();
    expect(pipelineFact([pipelineOf('a', { state: 'invalid' })])).toBeNull();
  });

  it('says that all is well in few words', () => {
    expect(pipelineFact([on('a'), pipelineOf('b')])).toMatchObject({ text: '1 pipeline ok', level: 'quiet' });
    expect(pipelineFact([on('a'), on('b')])).toMatchObject({ text: '2 pipelines ok', pipeline: null });
  });

  it('names the one that is worst, and why', () => {
    const failing = on('a', { state: 'failing', cause: 'the disk is full' });
    expect(pipelineFact([failing, on('b')])).toEqual({
      text: 'a failing',
      level: 'warning',
      title: 'the disk is full',
      pipeline: 'a',
    });
    expect(pipelineFact([failing, on('b', { state: 'invalid' })])).toMatchObject({
      text: 'b kept out and 1 more',
      level: 'trouble',
      pipeline: 'b',
    });
  });

  it('does not say that a paused one is ok', () => {
    expect(pipelineFact([on('a', { state: 'paused' }), on('b')])).toMatchObject({ text: 'a paused', level: 'quiet' });
  });
});
