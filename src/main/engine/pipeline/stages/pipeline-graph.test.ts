import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathText } from '#contract/pipelines/mistakes.ts';
import { parsePipelineFile } from '#contract/pipelines/pipeline-file.ts';
import { ManualClock } from '#main/engine/store/manual-clock.ts';
import { planPipeline } from './pipeline-graph.ts';
import { planOf, TestWorld } from './test-pipeline.ts';

const registry = new TestWorld(new ManualClock()).registry();

/** Every mistake as `path: message`. */
function mistakes(file: unknown): string[] {
  const parsed = parsePipelineFile(file);
  const found = parsed.value === null ? parsed.mistakes : planPipeline(parsed.value, registry).mistakes;
  return found.map(({ path, message }) => `${pathText(path)}: ${message}`);
}

const source = { stage: 'in', out: 'a' };
const end = { stage: 'end', in: 'a' };

describe('the shape of a file', () => {
  it('needs a name and stages', () => {
    expect(mistakes({})).toEqual([
      'name: is wrong: expected string, received undefined',
      'stages: is no list of stages',
    ]);
  });

  it('has no unknown keys, at the top or in a stage', () => {
    expect(mistakes({ name: 'a', stages: [source, end], stagse: 1 })).toEqual([
      'stagse: unknown key "stagse": did you mean "stages"?',
    ]);
    expect(mistakes({ name: 'a', stages: [source, { ...end, speed: 3 }] })).toEqual([
      'stages[1].speed: unknown key "speed"',
    ]);
  });

  it('says which channel is not written as one', () => {
    expect(
      mistakes({
        name: 'a',
        stages: [
          { stage: 'in', out: 'a b c' },
          { stage: 'end', in: ['a', 7] },
        ],
      }),
    ).toEqual([
      'stages[0].out[0]: is no channel: write "NAME" or "NAME TYPE"',
      'stages[1].in[1]: is no channel: write "NAME" or "NAME TYPE"',
    ]);
    expect(mistakes({ name: 'a', stages: [{ stage: 'in', out: 'a flet' }, end] })[0]).toMatch(
      /^stages\[0\]\.out\[0\]: "flet" is none of the types session,/,
    );
  });
});

describe('the graph', () => {
  it('names the kind that was meant', () => {
    expect(mistakes({ name: 'a', stages: [source, { stage: 'ende', in: 'a' }] })).toEqual([
      'stages[1].stage: unknown stage "ende": did you mean "end"?',
    ]);
  });

  it('has every channel written and read', () => {
    expect(
      mistakes({
        name: 'a',
        stages: [
          { stage: 'in', out: 'flows' },
          { stage: 'end', in: 'flowz' },
        ],
      }),
    ).toEqual([
      'stages[0].out: nobody reads the channel "flows": did you mean "flowz"?',
      'stages[1].in: nobody writes the channel "flowz": did you mean "flows"?',
    ]);
    expect(mistakes({ name: 'a', stages: [source, end], channels: { b: {} } })).toEqual([
      'channels.b: no stage reads or writes the channel "b": did you mean "a"?',
    ]);
  });

  it('has no cycle', () => {
    const stages = [
      source,
      { stage: 'pass', name: 'x', in: ['a', 'c'], out: 'b' },
      { stage: 'pass', name: 'y', in: 'b', out: ['c', 'd'] },
    ];
    expect(mistakes({ name: 'a', stages: [...stages, { stage: 'end', in: 'd' }] })).toEqual([
      'stages[2]: feeds itself: y → x → y',
    ]);
  });

  it('has sources without input, ends without output, and both for what is between', () => {
    const stages = [
      { stage: 'in', in: 'a', out: 'a' },
      { stage: 'in', name: 'mute' },
      { stage: 'pass' },
      { stage: 'end', in: 'a', out: 'a' },
    ];
    expect(mistakes({ name: 'a', stages }).filter((text) => !text.includes('feeds'))).toEqual([
      'stages[0].in: in is a source and reads no channel',
      'stages[1].out: is missing: the channel that the stage writes',
      'stages[2].in: is missing: the channel that the stage reads',
      'stages[2].out: is missing: the channel that the stage writes',
      'stages[3].out: end is an end and writes no channel',
    ]);
  });

  it('has names that no two stages share', () => {
    const twice = [source, { ...end, name: 'x' }, { ...end, name: 'x' }];
    expect(mistakes({ name: 'a', stages: twice })).toEqual(['stages[2].name: "x" is the name of stages[1], too']);
    expect(planOf({ name: 'a', stages: [source, end, end] }, registry).stages.map(({ name }) => name)).toEqual([
      'in',
      'end',
      'end-2',
    ]);
  });

  it('checks the types of channels against what stages read and write', () => {
    const flat = { stage: 'flat', in: 'a', out: 'b' };
    expect(
      mistakes({ name: 'a', stages: [source, flat, { stage: 'flat', in: 'b', out: 'c' }, { stage: 'end', in: 'c' }] }),
    ).toEqual(['stages[2].in: flat reads session, dns; the channel "b" carries flat']);
    expect(mistakes({ name: 'a', stages: [{ stage: 'in', out: 'a flow' }, end] })).toEqual([
      'stages[0].out: in writes session, not flow, into the channel "a"',
    ]);
    expect(
      mistakes({
        name: 'a',
        stages: [
          { stage: 'in', out: 'a session' },
          { stage: 'end', in: 'a dns' },
        ],
      }),
    ).toEqual(['stages[1].in: the channel "a" is said to carry dns here and session elsewhere']);
    const plan = planOf({ name: 'a', stages: [{ stage: 'end', in: 'b' }, flat, source] }, registry);
    expect(plan.stages.map(({ name }) => name)).toEqual(['in', 'flat', 'end']);
    expect(plan.channels.map(({ name, type }) => `${name} ${type}`)).toEqual(['a session', 'b flat']);
  });
});

describe('whatever is in a file', () => {
  const channel = fc.constantFrom('a', 'b', 'a flat', 'c', 'x y z', '', 7, null);
  const part = fc.record(
    {
      stage: fc.constantFrom('in', 'pass', 'flat', 'end', 'other', 1),
      name: fc.constantFrom('n', 'm', '', 5),
      in: fc.oneof(channel, fc.array(channel, { maxLength: 3 })),
      out: fc.oneof(channel, fc.array(channel, { maxLength: 3 })),
      more: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );

  it('gives a plan or mistakes that name a place, and never fails otherwise', () => {
    const files = fc.oneof(
      fc.jsonValue(),
      fc.record({ name: fc.constantFrom('p', ''), stages: fc.array(part, { maxLength: 6 }) }),
    );
    fc.assert(
      fc.property(files, (file) => {
        const parsed = parsePipelineFile(file);
        const planned = parsed.value === null ? parsed : planPipeline(parsed.value, registry);
        expect(planned.value === null).toBe(planned.mistakes.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  it('which is right has writers before readers', () => {
    const chain = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }).map((order) => {
      const kinds = ['in', 'pass', 'pass', 'pass', 'end'];
      const stages = kinds.map((stage, at) => ({
        stage,
        name: `s${at}`,
        ...(at > 0 && { in: `c${at}` }),
        ...(at < 4 && { out: `c${at + 1}` }),
      }));
      return order.map((at) => stages[at]!);
    });
    fc.assert(
      fc.property(chain, (stages) => {
        const names = planOf({ name: 'p', stages }, registry).stages.map(({ name }) => name);
        expect(names).toEqual(['s0', 's1', 's2', 's3', 's4']);
      }),
    );
  });
});
