import { describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import { NotedLink } from './noted-link.ts';
import { pipelineOf } from './pipeline-fixtures.ts';
import { createPipelinesStore, currentPipeline, NEW_PIPELINE } from './pipelines-store.ts';

function setUp(...ids: string[]) {
  const link = new NotedLink();
  const store = createPipelinesStore(link.link);
  if (ids.length > 0) link.give('pipelines', { pipelines: ids.map((id) => pipelineOf(id)) });
  const asked = () => link.calls.map(({ command, params }) => [command, params]);
  return { link, state: store.getState, asked };
}

const refused = failure('unavailable', 'Not now');

describe('the pipelines', () => {
  it('are asked for from the start, because the status bar needs them', () => {
    const { link, state } = setUp();
    expect(link.open('pipelines')).toEqual([{}]);
    expect(state().pipelines).toBeNull();
    expect(currentPipeline(state())).toBeNull();
  });

  it('show the selected one, else the first, and none while a new one is written', () => {
    const { state } = setUp('a', 'b');
    expect(currentPipeline(state())?.id).toBe('a');
    state().select('b');
    expect(currentPipeline(state())?.id).toBe('b');
    state().select('gone');
    expect(currentPipeline(state())?.id).toBe('a');
    state().select(NEW_PIPELINE);
    expect(currentPipeline(state())).toBeNull();
  });

  it('take what a command answered, a new one in its place', () => {
    const { state } = setUp('a', 'c');
    state().take(pipelineOf('b', { state: 'running' }));
    state().take(pipelineOf('c', { state: 'paused' }));
    expect(state().pipelines?.map(({ id, state: word }) => [id, word])).toEqual([
      ['a', 'disabled'],
      ['b', 'running'],
      ['c', 'paused'],
    ]);
  });
});

describe('a switch', () => {
  it('moves at once and stays when the engine agrees', async () => {
    const { link, state, asked } = setUp('a');
    const done = state().setEnabled('a', true);
    expect(state().wanted).toEqual({ a: true });
    expect(asked()).toEqual([['pipelines.set_enabled', { id: 'a', enabled: true }]]);
    await link.answer(success(pipelineOf('a', { enabled: true, state: 'checking' })));
    await done;
    expect(state().wanted).toEqual({});
    expect(currentPipeline(state())).toMatchObject({ enabled: true, state: 'checking' });
  });

  it('goes back when the engine refuses, and the reason stays until the next success', async () => {
    const { link, state } = setUp('a');
    const done = state().setEnabled('a', true);
    await link.answer(refused);
    await done;
    expect(state().wanted).toEqual({});
    expect(state().refusals['a']).toMatchObject({ action: 'switch', failure: { message: 'Not now' } });
    const again = state().pause('a', true);
    await link.answer(success(pipelineOf('a', { state: 'paused' })));
    await again;
    expect(state().refusals).toEqual({});
  });

  it('that is moved back before the answer came stays where it was moved last', async () => {
    const { link, state } = setUp('a');
    const first = state().setEnabled('a', true);
    void state().setEnabled('a', false);
    link.calls[0]?.answer(success(pipelineOf('a', { enabled: true })));
    await first;
    expect(state().wanted).toEqual({ a: false });
  });
});

describe('a health check', () => {
  it('is of the file as it is kept', async () => {
    const { link, state, asked } = setUp('a');
    const done = state().checkHealth('a');
    expect(state().busy).toEqual({ a: 'health' });
    await link.answer(success({ text: 'name: a' }));
    expect(asked().at(-1)).toEqual(['pipelines.check', { text: 'name: a', health: true }]);
    await link.answer(success({ mistakes: [], stages: [], channels: [] }));
    await done;
    expect(state().reports['a']?.check).toEqual({ mistakes: [], stages: [], channels: [] });
    expect(state().busy).toEqual({});
  });

  it('that cannot be made says why', async () => {
    const { link, state } = setUp('a');
    const done = state().checkHealth('a');
    await link.answer(refused);
    await done;
    expect(link.calls).toHaveLength(1);
    expect(state().refusals['a']?.action).toBe('health');
    expect(state().reports).toEqual({});
  });
});

describe('a pipeline that is removed', () => {
  it('can be brought back as it was, switched on again', async () => {
    const { link, state, asked } = setUp();
    link.give('pipelines', { pipelines: [pipelineOf('a', { enabled: true })] });
    const removing = state().remove('a');
    await link.answer(success({ text: 'name: a' }));
    await link.answer(success(null));
    const removed = await removing;
    expect(removed).toEqual({ id: 'a', text: 'name: a', enabled: true });
    link.give('pipelines', { pipelines: [] });

    const restoring = removed === null ? null : state().restore(removed);
    expect(asked().at(-1)).toEqual(['pipelines.save', { text: 'name: a', replace: false }]);
    await link.answer(success(pipelineOf('a')));
    expect(asked().at(-1)).toEqual(['pipelines.set_enabled', { id: 'a', enabled: true }]);
    await link.answer(success(pipelineOf('a', { enabled: true })));
    expect((await restoring)?.ok).toBe(true);
    expect(currentPipeline(state())).toMatchObject({ id: 'a', enabled: true });
  });

  it('stays when it cannot be read, so that nothing is lost that could not be brought back', async () => {
    const { link, state, asked } = setUp('a');
    const removing = state().remove('a');
    await link.answer(refused);
    expect(await removing).toBeNull();
    expect(asked().map(([command]) => command)).toEqual(['pipelines.read']);
    expect(state().refusals['a']?.action).toBe('remove');
  });
});
