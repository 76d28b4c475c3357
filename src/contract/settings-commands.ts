/** Commands about the engine's settings and about what works on this machine; part of the protocol. */
import { z } from 'zod';
import type { Settings } from './settings.ts';

export interface SettingsState {
  /** Those that the capture on view was begun with; null: nothing was captured or opened yet. */
  readonly inForce: Settings | null;
  /** What holds from the next capture on. */
  readonly settings: Settings;
  readonly defaults: Settings;
  /** Where they are kept; null: nowhere, they end with the engine. */
  readonly path: string | null;
  /** Why they cannot be changed here (given by `--config`, a folder that cannot be written, …); null: they can. */
  readonly fixed: string | null;
  /** The file was set aside since it could not be read: why, and where it is. */
  readonly damaged: string | null;
  /** They were kept at least once, by whomever, even as they are by default. */
  readonly written: boolean;
}

/** Nobody has decided anything here yet: what the program is about is said first, and nothing is captured unasked. */
export function isFirstRun({ path, fixed, written }: Pick<SettingsState, 'path' | 'fixed' | 'written'>): boolean {
  return path !== null && fixed === null && !written;
}

export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown';

export interface DoctorCheck {
  readonly id: string;
  readonly title: string;
  readonly state: CheckState;
  readonly says: string;
  /** What to do, and the commands to run as they are; empty where nothing is to be done. */
  readonly remedy: string | null;
  readonly commands: readonly string[];
}

export interface SettingsCommandParams {
  'settings.get': Readonly<Record<never, never>>;
  /** The whole of the settings; checked as a file would be. */
  'settings.set': { readonly settings: unknown };
  /** Begins what is on view anew, so that changed settings come into force: the same interfaces or the same file. */
  'capture.restart': Readonly<Record<never, never>>;
  /** `interfaces`: those that are captured or are to be, to be told what they would show twice. */
  'doctor.run': { readonly interfaces?: readonly string[] | undefined };
}

export interface SettingsCommandResults {
  'settings.get': SettingsState;
  'settings.set': SettingsState;
  'capture.restart': null;
  'doctor.run': { readonly checks: readonly DoctorCheck[] };
}

export const settingsCommandSchemas: {
  readonly [K in keyof SettingsCommandParams]: z.ZodType<SettingsCommandParams[K]>;
} = {
  'settings.get': z.strictObject({}),
  'settings.set': z.strictObject({ settings: z.unknown() }),
  'capture.restart': z.strictObject({}),
  'doctor.run': z.strictObject({ interfaces: z.array(z.string().min(1).max(64)).max(256).optional() }),
};
