/** Ports of what concerns settings and this machine; the host implements them. */
import type { Result } from '#base/result.ts';
import type { DoctorCheck } from '#contract/settings-commands.ts';
import type { Settings } from '#contract/settings.ts';

export interface Doctor {
  /** Never fails: what cannot be found out is a check whose state is `unknown`. `chosen`: the interfaces that are captured, or are to be. */
  run(chosen?: readonly string[]): Promise<readonly DoctorCheck[]>;
}

export interface KeptSettings {
  readonly settings: Settings;
  /** Null: they can be changed; else why not. */
  readonly fixed: string | null;
  /** What was wrong with what was kept, and where that is now. */
  readonly damaged: string | null;
  /** There is something that was kept. */
  readonly written: boolean;
}

/** Where settings outlive the engine. Several processes may share the place. */
export interface SettingsHome {
  /** Where that is, for the user; null: nowhere. */
  readonly path: string | null;
  /** As they are kept at the moment. */
  read(): Promise<KeptSettings>;
  /** Replaces them as a whole, or leaves them as they were. */
  write(settings: Settings): Promise<Result<null>>;
}
