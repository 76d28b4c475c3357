/**
 * The program that commands run in: plain Node (`node-host.ts`), or the installed app, which brings no Node along (main/desktop/command-line). They differ in
 * how other processes are started, and in nothing else.
 */
import { assertDefined } from '#base/assert.ts';
import type { Result } from '#base/result.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import type { PackageRoot } from './package-root.ts';

export interface ProgramHost {
  /** What can be said of this machine depends on it: whose right to capture it is, and who keeps plugins in their place. */
  readonly kind: 'desktop' | 'headless';
  /** Processes of plugins. */
  plugins(root: PackageRoot): Required<EnginePorts>['plugins']['spawner'];
  /** The process that has the history's database open. */
  history(root: PackageRoot): Required<EnginePorts>['history']['spawner'];
  /** How the desktop app is started; what to open goes behind `args`. Failure: there is no Electron. */
  desktopApp(root: PackageRoot): Result<DesktopApp>;
}

export interface DesktopApp {
  readonly binary: string;
  readonly args: readonly string[];
}

let present: ProgramHost | null = null;

/** Once, before any command. */
export function setProgramHost(host: ProgramHost): void {
  present = host;
}

export function programHost(): ProgramHost {
  return assertDefined(present, 'the entry of the program says what it is before commands run');
}
