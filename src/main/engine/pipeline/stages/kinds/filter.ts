/** The stage `filter`: only records that a filter lets through. */
import { z } from 'zod';
import { success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { StageKind } from '../stage.ts';

export interface FilterConfig {
  readonly where: RecordFilter;
}

/** A filter that was understood. */
export interface RecordFilter {
  readonly source: string;
  passes(record: PipelineRecord): boolean;
}

/** How text becomes a filter: the engine has the language. */
export type FilterCompiler = (text: string) => Result<RecordFilter>;

export function filterStage(compile: FilterCompiler): StageKind<FilterConfig> {
  const where = z.string('is missing: which records pass').transform((text, context) => {
    const compiled = compile(text);
    if (compiled.ok) return compiled.value;
    context.addIssue({ code: 'custom', message: compiled.failure.message });
    return z.NEVER;
  });
  return {
    name: 'filter',
    summary: 'Lets only those records through that a filter matches.',
    reads: ['record'],
    writes: (input) => input,
    config: z.strictObject({ where }),
    detail: (config) => config.where.source,
    create: (config) =>
      success({
        process(records, emit) {
          emit(records.filter((record) => config.where.passes(record)));
          return success(null);
        },
      }),
  };
}
