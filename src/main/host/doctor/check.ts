/** How checks say what they found. */
import type { DoctorCheck } from '#contract/settings-commands.ts';

export interface CheckName {
  /** Words joined by dashes; also the name on the command line, with spaces. */
  readonly id: string;
  readonly title: string;
}

export interface NamedCheck extends CheckName {
  run(): Promise<DoctorCheck> | DoctorCheck;
}

export interface Remedy {
  readonly text: string;
  /** To be run as they are. */
  readonly commands?: readonly string[];
}

export function good(name: CheckName, says: string): DoctorCheck {
  return { ...name, state: 'ok', says, remedy: null, commands: [] };
}

/** Everything but `ok` says what to do. */
export function trouble(
  name: CheckName,
  state: Exclude<DoctorCheck['state'], 'ok'>,
  says: string,
  remedy: Remedy,
): DoctorCheck {
  return { ...name, state, says, remedy: remedy.text, commands: remedy.commands ?? [] };
}
