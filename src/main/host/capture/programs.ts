/** Which capture helpers there are, and whether they may capture for this user. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { findOwnHelper } from './own-helper.ts';

/** A program that can capture where this process may not. */
export interface CaptureHelper {
  readonly kind: 'netloupe-capture' | 'dumpcap' | 'tcpdump';
  /** What to start, before the arguments that say what to capture. */
  readonly command: readonly [string, ...string[]];
  /** As shown to the user. */
  readonly title: string;
}

/** Where administrators' programs are although a user's PATH may not say so. */
const MORE_FOLDERS: readonly string[] = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const PROBE_TIMEOUT_MS = 5000;

/** The absolute path of a program, or null. Only folders with absolute names are searched. */
export async function findProgram(name: string, environment: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const folders = [...(environment['PATH'] ?? '').split(path.delimiter), ...MORE_FOLDERS];
  for (const folder of folders.filter((candidate) => path.isAbsolute(candidate))) {
    const file = path.join(folder, name);
    if (await mayExecute(file)) return file;
  }
  return null;
}

/**
 * The best helper that works, or null: Netloupe's own, dumpcap (which is made for this, too), tcpdump where the
 * administrator gave it the right, tcpdump through pkexec where there is a desktop that can ask for a password.
 */
export async function findCaptureHelper(environment: NodeJS.ProcessEnv = process.env): Promise<CaptureHelper | null> {
  const own = await findOwnHelper();
  if (own !== null) return { kind: 'netloupe-capture', command: [own], title: 'netloupe-capture' };
  const dumpcap = await findProgram('dumpcap', environment);
  if (dumpcap !== null && (await mayCapture(dumpcap))) return { kind: 'dumpcap', command: [dumpcap], title: 'dumpcap' };
  const tcpdump = await findProgram('tcpdump', environment);
  if (tcpdump === null) return null;
  if (await mayCapture(tcpdump)) return { kind: 'tcpdump', command: [tcpdump], title: 'tcpdump' };
  const hasDesktop = Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']);
  const pkexec = hasDesktop ? await findProgram('pkexec', environment) : null;
  return pkexec === null ? null : { kind: 'tcpdump', command: [pkexec, tcpdump], title: 'tcpdump through pkexec' };
}

/** dumpcap and tcpdump open the interface to list its link types, and fail where they may not; nothing is captured. */
export function mayCapture(program: string): Promise<boolean> {
  const loopback = process.platform === 'linux' ? 'lo' : 'lo0';
  return new Promise((resolve) => {
    execFile(program, ['-L', '-i', loopback], { timeout: PROBE_TIMEOUT_MS }, (error) => resolve(error === null));
  });
}

async function mayExecute(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
