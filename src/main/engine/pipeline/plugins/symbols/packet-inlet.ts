/** Where the bytes of a capture go that a source of a plugin gives: the engine makes sessions, packets or transactions of them. */
import type { Failure, Result } from '#base/result.ts';
import type { SourceOutput } from '#main/engine/pipeline/stages/source.ts';

/** What becomes of the packets: records as the source of this name gives them. */
export const INLET_KINDS = ['sessions', 'packets', 'dns'] as const;
export type InletKind = (typeof INLET_KINDS)[number];

export interface PacketInlet {
  /** Answers once it was read; false: the pipeline has ended. A failure: it is no capture, or damaged. */
  write(bytes: Uint8Array): Promise<Result<boolean>>;
  /** What follows is a capture of its own. */
  restart(): void;
  setPaused(paused: boolean): void;
  /** There is no more: what is open is told, and the output ends. Answers what is wrong with the capture as a whole. */
  end(): Promise<Failure | null>;
  /** Nothing more is wanted. */
  close(): Promise<void>;
}

/** `title`: what messages call it. */
export type OpenInlet = (title: string, kind: InletKind, output: SourceOutput) => Result<PacketInlet>;
