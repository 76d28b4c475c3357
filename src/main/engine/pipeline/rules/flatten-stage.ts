/** The stage `flatten`: records of every kind under the names of docs/rules.md. */
import { z } from 'zod';
import { success } from '#base/result.ts';
import type { StageKind } from '../stages/stage.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';

export const flattenStage: StageKind<object> = {
  name: 'flatten',
  summary: 'Brings sessions, packets, DNS transactions and flows to one set of names, without anything nested.',
  reads: ['session', 'packet', 'dns', 'flow', 'record'],
  writes: () => 'flat',
  config: z.strictObject({}),
  create: () =>
    success({
      process(records, emit) {
        emit(records.map(flattenRecord));
        return success(null);
      },
    }),
};
