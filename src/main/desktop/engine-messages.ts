/** What main says to the engine's process besides the channel itself. */
import { z } from 'zod';

export type EngineProcessMessage =
  /** With one port: serve the channel on it. */
  | { readonly kind: 'connect' }
  /** Stop capture and exports, then exit. */
  | { readonly kind: 'shutdown' };

/** The one argument that the engine's process is started with, as JSON. */
export interface EngineProcessArgument {
  readonly version: string;
  readonly samplePath: string | null;
}

export const engineProcessArgumentSchema: z.ZodType<EngineProcessArgument> = z.strictObject({
  version: z.string(),
  samplePath: z.string().nullable(),
});
