/**
 * What travels over a transport: the protocol's commands and streams, wrapped. Ids are chosen by the client, count up
 * from 1 and are shared by requests and streams; an id is never used twice on one connection.
 *
 * The privileged side checks every envelope with `clientEnvelopeSchema` before it looks at anything in it. `params`
 * are checked after that, with the schema of their command or stream.
 */
import { z } from 'zod';
import type { Failure, Result } from '#base/result.ts';

export type ClientEnvelope =
  | { readonly t: 'req'; readonly id: number; readonly command: string; readonly params?: unknown }
  | { readonly t: 'cancel'; readonly id: number }
  | { readonly t: 'open'; readonly id: number; readonly stream: string; readonly params?: unknown }
  | { readonly t: 'update'; readonly id: number; readonly params?: unknown }
  | { readonly t: 'close'; readonly id: number }
  | { readonly t: 'ack'; readonly id: number; readonly seq: number };

export type ServerEnvelope =
  | { readonly t: 'res'; readonly id: number; readonly result: Result<unknown> }
  /** `coalesced`: notifications folded into this frame beyond the one that caused it. */
  | {
      readonly t: 'frame';
      readonly id: number;
      readonly seq: number;
      readonly frame: unknown;
      readonly coalesced: number;
    }
  /** The stream was refused or ended by the server; its id is free of further frames. */
  | { readonly t: 'end'; readonly id: number; readonly failure: Failure }
  /** The connection ends, and why; nothing follows. */
  | { readonly t: 'bye'; readonly failure: Failure };

const idSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const nameSchema = z.string().min(1).max(64);

export const clientEnvelopeSchema: z.ZodType<ClientEnvelope> = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('req'), id: idSchema, command: nameSchema, params: z.unknown() }),
  z.strictObject({ t: z.literal('cancel'), id: idSchema }),
  z.strictObject({ t: z.literal('open'), id: idSchema, stream: nameSchema, params: z.unknown() }),
  z.strictObject({ t: z.literal('update'), id: idSchema, params: z.unknown() }),
  z.strictObject({ t: z.literal('close'), id: idSchema }),
  z.strictObject({ t: z.literal('ack'), id: idSchema, seq: idSchema }),
]);
