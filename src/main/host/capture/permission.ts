/** Whether this process may capture, or a helper for it, and how to get the right where neither may. */
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { failure } from '#base/result.ts';
import type { CapturePermission } from '#contract/protocol.ts';
import { loadCap } from './cap-module.ts';
import { loadLibpcap } from './libpcap-library.ts';
import { permissionRemedy } from './permission-remedy.ts';
import { findCaptureHelper, type CaptureHelper } from './programs.ts';

/** CAP_NET_RAW's bit (linux/capability.h). */
const CAP_NET_RAW = 13n;
/** A found helper may lose its right again, a missing one appear: both are looked for anew after so long. */
const HELPER_VALID_MS = 10_000;

let helperFound: { readonly helper: Promise<CaptureHelper | null>; readonly at: number } | null = null;

export async function capturePermission(): Promise<CapturePermission> {
  const backend = await directBackend();
  if (backend !== null) return { how: 'direct', program: null, failure: null };
  const helper = await captureHelper();
  if (helper !== null) return { how: 'helper', program: helper.title, failure: null };
  const permitted = await mayOpenInterfaces();
  const library = await loadLibpcap();
  if (permitted && !library.ok) return { how: 'none', program: null, failure: library.failure };
  const refused = failure('not-permitted', 'This program has no right to capture packets', {
    remedy: permissionRemedy(),
  });
  return { how: 'none', program: null, failure: refused.failure };
}

/** What this process itself can capture with, or null. */
export async function directBackend(): Promise<'libpcap' | 'cap' | null> {
  if (!(await mayOpenInterfaces())) return null;
  if ((await loadLibpcap()).ok) return 'libpcap';
  return (await loadCap()).ok ? 'cap' : null;
}

export function captureHelper(): Promise<CaptureHelper | null> {
  const now = Date.now();
  if (helperFound === null || now - helperFound.at > HELPER_VALID_MS) {
    helperFound = { helper: findCaptureHelper(), at: now };
  }
  return helperFound.helper;
}

/** Linux: the effective capability. macOS and BSD: the packet filter devices. Elsewhere the driver decides. */
async function mayOpenInterfaces(): Promise<boolean> {
  if (process.platform === 'linux') return hasNetRaw(await readFile('/proc/self/status', 'utf8'));
  if (process.platform === 'win32') return true;
  try {
    await access('/dev/bpf0', constants.R_OK);
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** `status` as in /proc/self/status. */
export function hasNetRaw(status: string): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_NET_RAW) & 1n) === 1n;
}
