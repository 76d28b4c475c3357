/** `netloupe doctor`: what works here, what does not, and how to make it work. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatBytes } from '#base/units-format.ts';
import { createHostPorts, type HostPorts } from '#main/host/host-ports.ts';
import { findElectron, hasDisplay } from '../electron-binary.ts';
import { EXIT_DONE, EXIT_OTHER } from '../exit-codes.ts';
import { findPackageRoot, type PackageRoot } from '../package-root.ts';
import { print } from '../terminal.ts';

export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** Exactly what to do about it; null where there is nothing to do. */
  readonly remedy: string | null;
}

/** Exit status 0 unless something that netloupe needs is missing. */
export async function doctorCommand(options: { readonly json?: boolean }): Promise<number> {
  const findings = await examine(findPackageRoot(), createHostPorts());
  await print(options.json === true ? `${JSON.stringify({ checks: findings }, null, 2)}\n` : findingsText(findings));
  return findings.some((finding) => finding.status === 'fail') ? EXIT_OTHER : EXIT_DONE;
}

async function examine(root: PackageRoot, ports: HostPorts): Promise<Finding[]> {
  return [
    node(),
    await libpcap(ports),
    await permission(ports),
    await defaultRoute(ports),
    built(root),
    electron(root),
    display(),
    await disk(),
  ];
}

function node(): Finding {
  return { check: 'node', status: 'ok', detail: `Node ${process.versions.node} on ${process.platform}`, remedy: null };
}

async function libpcap(ports: HostPorts): Promise<Finding> {
  const loaded = await ports.libpcapVersion();
  if (loaded.ok) return { check: 'libpcap', status: 'ok', detail: loaded.value, remedy: null };
  return {
    check: 'libpcap',
    status: 'warn',
    detail: loaded.failure.message,
    remedy: loaded.failure.remedy ?? null,
  };
}

async function permission(ports: HostPorts): Promise<Finding> {
  const { how, program, failure } = await ports.capturePermission();
  switch (how) {
    case 'direct':
      return { check: 'capture', status: 'ok', detail: 'netloupe may open interfaces itself', remedy: null };
    case 'helper':
      return { check: 'capture', status: 'ok', detail: `netloupe may capture through ${program}`, remedy: null };
    case 'none': {
      const detail = failure?.message ?? 'netloupe may not capture; files can be read';
      return { check: 'capture', status: 'fail', detail, remedy: failure?.remedy ?? null };
    }
  }
}

async function defaultRoute(ports: HostPorts): Promise<Finding> {
  const route = await ports.interfaces.defaultRoute();
  if (route !== null) return { check: 'default route', status: 'ok', detail: `through ${route}`, remedy: null };
  const remedy = 'Choose an interface yourself: netloupe capture -i NAME (netloupe interfaces lists them)';
  return { check: 'default route', status: 'warn', detail: 'there is none', remedy };
}

function built(root: PackageRoot): Finding {
  const missing = [path.join('main', 'desktop.js'), path.join('renderer', 'index.html')].filter(
    (file) => !existsSync(path.join(root.folder, 'out', file)),
  );
  if (missing.length === 0) return { check: 'build', status: 'ok', detail: `netloupe ${root.version}`, remedy: null };
  return { check: 'build', status: 'fail', detail: `${missing.join(' and ')} not built`, remedy: 'Run: npm run build' };
}

function electron(root: PackageRoot): Finding {
  const found = findElectron(root.folder);
  if (found.ok) return { check: 'electron', status: 'ok', detail: 'the desktop app can be opened', remedy: null };
  const { message, remedy } = found.failure;
  const detail = `${message}; the view opens in a browser instead`;
  return { check: 'electron', status: 'warn', detail, remedy: remedy ?? null };
}

function display(): Finding {
  if (hasDisplay()) return { check: 'display', status: 'ok', detail: 'there is one', remedy: null };
  const detail = 'there is none; the view opens in a browser instead';
  return { check: 'display', status: 'warn', detail, remedy: 'Log in to a desktop, or use ssh -X' };
}

/** Uploads and downloads of the browser view lie there for a while. */
async function disk(): Promise<Finding> {
  const folder = tmpdir();
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const detail = `${formatBytes(free)} free in ${folder}`;
  if (free > 500e6) return { check: 'disk', status: 'ok', detail, remedy: null };
  const remedy = 'Free some space, or set TMPDIR to a folder on another disk';
  return { check: 'disk', status: free > 50e6 ? 'warn' : 'fail', detail, remedy };
}

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .map(({ check, status, detail, remedy }) => {
      const fix = remedy === null ? '' : `${' '.repeat(width + 8)}${remedy}\n`;
      return `${MARKS[status]}  ${check.padEnd(width)}  ${detail}\n${fix}`;
    })
    .join('');
}
