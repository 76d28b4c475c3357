/** What is known of newer versions: told by main to the main window. */
import type { Failure } from '#base/result.ts';

export interface UpdateOffer {
  readonly version: string;
  /** When it was published, UTC, ISO 8601. */
  readonly date: string;
  /** Plain text. */
  readonly notes: string;
  /** An address for people, as the manifest has it; it is never opened by itself. */
  readonly page: string;
  /** The file for this system; null where the manifest has none. */
  readonly file: { readonly name: string; readonly bytes: number } | null;
}

export type UpdateDownload =
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  /** `install`: the command that installs it, null where opening the file does. It was not run, and is not going to be. */
  | { readonly kind: 'done'; readonly path: string; readonly install: string | null }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface UpdateState {
  /** Whether this build knows where to ask. */
  readonly channel: boolean;
  readonly enabled: boolean;
  readonly checking: boolean;
  /** UTC, ISO 8601; null: never. */
  readonly lastCheck: string | null;
  readonly offer: UpdateOffer | null;
  /** Of the last check. */
  readonly failure: Failure | null;
  readonly download: UpdateDownload | null;
}

export const NO_UPDATES: UpdateState = {
  channel: false,
  enabled: false,
  checking: false,
  lastCheck: null,
  offer: null,
  failure: null,
  download: null,
};
