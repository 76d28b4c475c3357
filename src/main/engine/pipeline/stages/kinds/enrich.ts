/** The stage `enrich`: adds fields to records, fixed ones or what a plugin's function answers. */
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { StageKind } from '../stage.ts';

export interface EnrichConfig {
  /** `PLUGIN.FUNCTION` */
  readonly call?: string | undefined;
  /** Fields whose values are its arguments. */
  readonly args?: readonly string[] | undefined;
  readonly as?: string | undefined;
  readonly set?: Readonly<Record<string, Json>> | undefined;
}

const field = z.string().min(1).max(200);

export const enrichStage: StageKind<EnrichConfig> = {
  name: 'enrich',
  summary: "Adds fields: fixed values, or the answer of a plugin's function.",
  reads: ['record'],
  writes: (input) => input,
  config: z
    .strictObject({
      call: z
        .string()
        .regex(/^[^.\s]+\.[^.\s]+$/, 'is not PLUGIN.FUNCTION')
        .optional(),
      args: z.array(field).max(16).optional(),
      as: field.optional(),
      set: z.record(field, z.union([z.string(), z.number(), z.boolean(), z.null()], 'is no plain value')).optional(),
    })
    .superRefine(({ call, args, as, set }, context) => {
      const say = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
      if (call === undefined && set === undefined) say('call', 'is missing: "call" with "as", or "set"');
      if (call !== undefined && as === undefined) say('as', 'is missing: the field for the answer');
      if (call === undefined && as !== undefined) say('as', 'is of use only with "call"');
      if (call === undefined && args !== undefined) say('args', 'is of use only with "call"');
    }),
  detail: ({ call, set }) => call ?? Object.keys(set ?? {}).join(', '),
  create({ call, args = [], as = '', set = {} }, context) {
    return success({
      ...(call !== undefined && { test: async () => callable(await context.callFunction(call, [])) }),
      async process(records, emit) {
        if (call === undefined) {
          emit(records.map((record) => ({ ...record, ...set })));
          return success(null);
        }
        const answers = await context.callFunction(
          call,
          records.map((record) => args.map((name) => record[name] ?? null)),
        );
        if (!answers.ok) return answers;
        if (answers.value.length !== records.length) {
          return failure('invalid', `${call} gave ${answers.value.length} answers to ${records.length} calls`);
        }
        emit(records.map((record, at): PipelineRecord => ({ ...record, ...set, [as]: answers.value[at] ?? null })));
        return success(null);
      },
    });
  },
};

/** Without a call it is only looked whether the function is there. */
function callable(answer: Result<unknown>): Result<null> {
  return answer.ok ? success(null) : answer;
}
