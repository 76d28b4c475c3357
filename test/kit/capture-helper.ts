/** For tests: the capture helper, built from its sources into a folder of its own, and what is preloaded into it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const HELPER_SOURCES: string = path.resolve(import.meta.dirname, '../../packaging/capture-helper');

/** Why it cannot be built here, or null. */
export function whyNoCaptureHelper(): string | null {
  if (process.platform !== 'linux') return 'the capture helper is for Linux';
  if (process.getuid?.() !== 0) return 'only root can give a program capabilities';
  if (!existsSync('/usr/include/pcap.h')) return 'libpcap’s headers are missing (libpcap-dev)';
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).concat('/usr/sbin', '/sbin');
  const missing = ['cc', 'make', 'strip', 'readelf', 'setcap', 'ip'].filter(
    (program) => !folders.some((folder) => existsSync(path.join(folder, program))),
  );
  return missing.length === 0 ? null : `missing here: ${missing.join(' ')}`;
}

/** The built helper, in a new folder that any user may enter. */
export function buildCaptureHelper(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-helper-'));
  chmodSync(folder, 0o755);
  cpSync(path.join(HELPER_SOURCES, 'netloupe-capture.c'), path.join(folder, 'netloupe-capture.c'));
  cpSync(path.join(HELPER_SOURCES, 'Makefile'), path.join(folder, 'Makefile'));
  execFileSync('make', ['--silent'], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  return path.join(folder, 'netloupe-capture');
}
