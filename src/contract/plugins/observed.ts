/** What a plugin's process tells of the flows that its observers looked at, on the control channel. */
import { z } from 'zod';
import type { FlowRecord } from './header-fields.ts';
import { jsonLength } from './json.ts';
import { MAX_BATCH_CHARACTERS, MAX_BATCH_RECORDS, MAX_UNWANTED_FLOWS } from './process-limits.ts';

/** Flows that ended, each as its observers left it; and since the last of these, how many began and how many were declined. */
export interface ObservedFlows {
  readonly t: 'flows';
  readonly records: readonly FlowRecord[];
  readonly begun: number;
  readonly declined: number;
  /**
   * Key and generation of flows of which no header need be sent any more, one after the other. It changes nothing but what is sent: where
   * they are not told, or come anyway, the process leaves them out itself.
   */
  readonly unwanted: readonly number[];
}

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

function isRecords(value: unknown): boolean {
  const isRecord = (one: unknown): boolean => typeof one === 'object' && one !== null && !Array.isArray(one);
  return (
    Array.isArray(value) &&
    value.length <= MAX_BATCH_RECORDS &&
    value.every(isRecord) &&
    jsonLength(value, MAX_BATCH_CHARACTERS) !== null
  );
}

export const observedFlowsSchema: z.ZodObject<
  {
    t: z.ZodLiteral<'flows'>;
    records: z.ZodType<readonly FlowRecord[]>;
    begun: z.ZodNumber;
    declined: z.ZodNumber;
    unwanted: z.ZodArray<z.ZodNumber>;
  },
  z.core.$strict
> = z.strictObject({
  t: z.literal('flows'),
  records: z.custom<readonly FlowRecord[]>(isRecords, 'is no list of records within the limits'),
  begun: count,
  declined: count,
  unwanted: z.array(count).max(2 * MAX_UNWANTED_FLOWS),
});
