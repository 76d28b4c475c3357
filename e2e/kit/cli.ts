/** The command line, as users start it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './executables.ts';

export const NETLOUPE: string = join(ROOT, 'bin', 'netloupe.mjs');

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function netloupe(...args: readonly string[]): Promise<CliResult> {
  const child = spawn(process.execPath, [NETLOUPE, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await exited, stdout, stderr };
}

/** Two runs give the same rows different ids; everything else must agree byte for byte. */
export function withoutIds(csv: string): string {
  return csv.replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g, 'ID');
}
