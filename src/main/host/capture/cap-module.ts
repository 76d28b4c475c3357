/** The optional `cap` package: it needs a compiler to be installed, so that it may not be there. */
import { createRequire } from 'node:module';
import { failure, success, type Result } from '#base/result.ts';
import { errorMessage } from './open-failures.ts';

/** What of the package is used. */
export interface CapSession {
  /** Answers the link type's name; throws what libpcap said. */
  open(device: string, filter: string, bufferBytes: number, packetBuffer: Buffer): string;
  on(event: 'packet', listener: (capturedBytes: number, truncated: boolean) => void): void;
  setMinBytes?(bytes: number): void;
  close(): void;
}

export interface CapModule {
  readonly Cap: new () => CapSession;
}

let loaded: Result<CapModule> | null = null;

/** Failure `unavailable`: not installed, not built, or built for another Node. */
export function loadCap(): Promise<Result<CapModule>> {
  loaded ??= load();
  return Promise.resolve(loaded);
}

function load(): Result<CapModule> {
  try {
    return success(createRequire(import.meta.url)('cap') as CapModule);
  } catch (error) {
    return failure('unavailable', `The cap package cannot be loaded: ${errorMessage(error).split('\n')[0] ?? ''}`, {
      remedy: 'Install libpcap instead, or build it: npm rebuild cap (needs a compiler and libpcap-dev)',
    });
  }
}
