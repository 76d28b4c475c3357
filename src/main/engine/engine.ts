/** The engine as the hosts see it: the one thing that entry points import from here. */
import type { EngineService } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { ReadOutcome, ReadRequest } from './read-request.ts';

export interface EngineOptions {
  readonly version: string;
  readonly host: 'desktop' | 'headless';
  readonly platform: string;
  /** Path of the capture that ships with the program, where it is there. */
  readonly samplePath: string | null;
  readonly settings?: Settings;
}

export interface Engine {
  /** Commands and streams for the channel: the viewer's engine, which holds recent rows. */
  readonly service: EngineService;
  /** Reads inputs and streams rows out, holding nothing that grows with the input: the command line's engine. */
  readCapture(request: ReadRequest): Promise<ReadOutcome>;
  /** Stops capture, exports and timers. Idempotent. */
  close(): Promise<void>;
}

/** Joins the stages over the given ports. Several engines in one process do not share anything. */
export function createEngine(ports: EnginePorts, options: EngineOptions): Engine {
  void ports;
  void (options.settings ?? DEFAULT_SETTINGS);
  throw new Error('not joined yet');
}
