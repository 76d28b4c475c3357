/** Configuration of the stage `policy` in a pipeline's file. */
import { z } from 'zod';

export interface PolicyConfig {
  /** Files, folders, or `shipped`. */
  readonly rules: readonly string[];
  readonly mode: 'alert' | 'enrich';
  readonly reload: boolean;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly alerts_per_minute: number;
}

const path = z.string('is not a path of rules').min(1, 'is empty');

export const policyConfig: z.ZodType<PolicyConfig> = z.strictObject({
  rules: z.union([path.transform((one) => [one]), z.array(path).min(1, 'names no rules')], {
    error: 'is not a file or folder of rules, or a list of them',
  }),
  mode: z.enum(['alert', 'enrich'], 'is neither "alert" nor "enrich"').default('alert'),
  reload: z.boolean('is neither true nor false').default(false),
  lists: z.record(z.string(), z.array(z.union([z.string(), z.number().transform(String)]))).default({}),
  alerts_per_minute: z.int('is not a whole number').min(1).max(1000).default(10),
});
