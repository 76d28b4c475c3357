import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, success } from '#base/result.ts';
import { NotedLink } from './noted-link.ts';
import { createPipelineEditorStore, isEdited } from './pipeline-editor-store.ts';
import { pipelineOf } from './pipeline-fixtures.ts';
import { createPipelinesStore, NEW_PIPELINE } from './pipelines-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const right = { mistakes: [], stages: [], channels: [] };
const wrong = { ...right, mistakes: [{ path: 'stages', message: 'is empty', line: 2, column: 1 }] };

function setUp() {
  const link = new NotedLink();
  const pipelines = createPipelinesStore(link.link);
  link.give('pipelines', { pipelines: [pipelineOf('a'), pipelineOf('b')] });
  const state = createPipelineEditorStore(link.link, pipelines).getState;
  const last = () => link.calls.at(-1);
  const open = async (): Promise<void> => {
    const opened = state().open('a');
    await link.answer(success({ text: 'name: a' }));
    await opened;
    await vi.runAllTimersAsync();
    await link.answer(success(right));
  };
  return { link, pipelines, state, last, open };
}

describe('a file', () => {
  it('is checked as it is read', async () => {
    const { state, last, open } = setUp();
    await open();
    expect(last()?.params).toEqual({ text: 'name: a', health: false });
    expect(state().files['a']).toMatchObject({ text: 'name: a', kept: 'name: a', check: right, checking: false });
  });

  it('is read again when it is looked at again, unless it is edited', async () => {
    const { link, state, open } = setUp();
    const reads = (): number => link.calls.filter(({ command }) => command === 'pipelines.read').length;
    await open();
    const again = state().open('a');
    await link.answer(success({ text: 'name: a # by hand' }));
    await again;
    expect(state().files['a']).toMatchObject({ text: 'name: a # by hand', kept: 'name: a # by hand' });
    state().edit('a', 'name: a # here');
    await state().open('a');
    expect(reads()).toBe(2);
    expect(state().files['a']).toMatchObject({ text: 'name: a # here' });
  });

  it('that cannot be read says why', async () => {
    const { link, state } = setUp();
    const opened = state().open('a');
    await link.answer(failure('unreadable', 'It is gone'));
    await opened;
    expect(state().unread['a']).toMatchObject({ message: 'It is gone' });
    expect(state().files).toEqual({});
  });

  it('is checked a moment after the last key, and only the last answer counts', async () => {
    const { link, state, open } = setUp();
    await open();
    const before = link.calls.length;
    for (const text of ['name: a\ns', 'name: a\nst', 'name: a\nsta']) state().edit('a', text);
    expect(state().files['a']).toMatchObject({ checking: true, check: right });
    await vi.runAllTimersAsync();
    expect(link.calls).toHaveLength(before + 1);
    const first = link.calls.at(-1);
    expect(first?.params).toEqual({ text: 'name: a\nsta', health: false });

    state().edit('a', 'name: a\nstages: []');
    expect(first?.signal?.aborted).toBe(true);
    await vi.runAllTimersAsync();
    first?.answer(success(right));
    await link.answer(success(wrong));
    expect(state().files['a']).toMatchObject({ checking: false, check: wrong });
  });

  it('that cannot be checked says why, and is checked again with the next key', async () => {
    const { link, state, open } = setUp();
    await open();
    state().edit('a', 'name: a\n');
    await vi.runAllTimersAsync();
    await link.answer(failure('disconnected', 'The engine is gone'));
    expect(state().files['a']).toMatchObject({
      check: null,
      checking: false,
      unchecked: { message: 'The engine is gone' },
    });
    state().edit('a', 'name: a');
    await vi.runAllTimersAsync();
    await link.answer(success(right));
    expect(state().files['a']).toMatchObject({ check: right, unchecked: null });
  });

  it('goes back to what is kept', async () => {
    const { state, open } = setUp();
    await open();
    state().edit('a', 'else');
    state().revert('a');
    const file = state().files['a'];
    expect(file).toMatchObject({ text: 'name: a' });
    expect(file !== undefined && isEdited(file)).toBe(false);
  });
});

describe('saving', () => {
  it('takes the place of the pipeline that was opened', async () => {
    const { link, state, last, open } = setUp();
    await open();
    state().edit('a', 'name: a\ndescription: new');
    const saving = state().save('a', false);
    await link.answer(success({ text: 'name: a' }));
    expect(last()?.params).toEqual({ text: 'name: a\ndescription: new', replace: true });
    await link.answer(success(pipelineOf('a')));
    await saving;
    expect(state().files['a']).toMatchObject({ kept: 'name: a\ndescription: new', saved: true, saving: false });
    state().edit('a', 'name: a\n');
    expect(state().files['a']).toMatchObject({ saved: false });
  });

  it('under another name makes another pipeline, and never takes the place of one that was not opened', async () => {
    const { link, pipelines, state, last, open } = setUp();
    await open();
    state().edit('a', 'name: b');
    const refused = state().save('a', false);
    expect(last()?.params).toEqual({ text: 'name: b', replace: false });
    await link.answer(failure('unavailable', 'There is one'));
    await refused;
    expect(state().files['a']).toMatchObject({ text: 'name: b', refusal: { message: 'There is one' } });

    state().edit('a', 'name: c');
    const saving = state().save('a', false);
    await link.answer(success(pipelineOf('c')));
    await saving;
    expect(pipelines.getState().selected).toBe('c');
    expect(state().files['a']).toMatchObject({ text: 'name: a', kept: 'name: a' });
    expect(state().files['c']).toMatchObject({ text: 'name: c', kept: 'name: c', saved: true });
  });

  it('does not overwrite what others changed meanwhile, until the user says so again', async () => {
    const { link, state, last, open } = setUp();
    await open();
    state().edit('a', 'name: a # here');
    const refused = state().save('a', false);
    await link.answer(success({ text: 'name: a # by hand' }));
    await refused;
    expect(last()?.command).toBe('pipelines.read');
    expect(state().files['a']).toMatchObject({ text: 'name: a # here', refusal: { code: 'in-use' }, saving: false });

    const saving = state().save('a', false);
    await link.answer(success({ text: 'name: a # by hand' }));
    expect(last()?.params).toEqual({ text: 'name: a # here', replace: true });
    await link.answer(success(pipelineOf('a')));
    await saving;
    expect(state().files['a']).toMatchObject({ kept: 'name: a # here', saved: true });
  });

  it('what was refused keeps what was typed', async () => {
    const { link, state, open } = setUp();
    await open();
    state().edit('a', 'name: a\nstages: 3');
    const saving = state().save('a', false);
    await link.answer(success({ text: 'name: a' }));
    await link.answer(failure('invalid', 'The file has mistakes'));
    await saving;
    expect(state().files['a']).toMatchObject({ text: 'name: a\nstages: 3', saving: false, kept: 'name: a' });
  });
});

describe('a new file', () => {
  it('is looked at at once, and under its name once it is saved', async () => {
    const { link, pipelines, state, last } = setUp();
    state().startNew('name: mine');
    expect(pipelines.getState().selected).toBe(NEW_PIPELINE);
    const saving = state().save(NEW_PIPELINE, false);
    expect(last()?.params).toEqual({ text: 'name: mine', replace: false });
    await link.answer(success(pipelineOf('mine')));
    await saving;
    expect(pipelines.getState().selected).toBe('mine');
    expect(Object.keys(state().files)).toEqual(['mine']);
  });

  it('can be given up', () => {
    const { pipelines, state } = setUp();
    state().startNew('name: mine');
    state().revert(NEW_PIPELINE);
    expect(state().files).toEqual({});
    expect(pipelines.getState().selected).toBeNull();
  });
});

it('a pipeline that is gone is no longer edited, but what was typed for it is kept', async () => {
  const { link, state, open } = setUp();
  await open();
  state().edit('a', 'typed');
  link.give('pipelines', { pipelines: [] });
  expect(state().files['a']).toMatchObject({ text: 'typed' });
  state().revert('a');
  link.give('pipelines', { pipelines: [pipelineOf('b')] });
  expect(state().files['a']).toBeUndefined();
});
