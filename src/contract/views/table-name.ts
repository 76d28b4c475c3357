import { z } from 'zod';

export const TABLE_NAMES = ['sessions', 'packets', 'dns'] as const;
export type TableName = (typeof TABLE_NAMES)[number];
export const tableSchema: z.ZodType<TableName> = z.enum(TABLE_NAMES);
