/** `netloupe doctor`: what works here, what does not, and how to make it work. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatBytes } from '#base/units-format.ts';
import { createHostPorts, type HostPorts } from '#main/host/host-ports.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { findElectron, hasDisplay } from '../electron-binary.ts';
import { EXIT_DONE, EXIT_OTHER } from '../exit-codes.ts';
import { findPackageRoot, type PackageRoot } from '../package-root.ts';
import { keptPlugins } from '../plugins/plugin-engine.ts';
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
    await plugins(root),
    pluginPermissions(),
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

async function plugins(root: PackageRoot): Promise<Finding> {
  const home = dataHome();
  const { plugins: found, broken } = await keptPlugins(root).list();
  const on = found.filter(({ enabled }) => enabled).map(({ id }) => id);
  const detail = `kept in ${path.join(home, 'plugins')}; switched on: ${on.length === 0 ? 'none' : on.join(', ')}`;
  const [first] = broken;
  if (first === undefined) return { check: 'plugins', status: 'ok', detail, remedy: null };
  const remedy = first.failure.remedy ?? `Look at ${first.folder}`;
  return { check: 'plugins', status: 'warn', detail: `${first.folder}: ${first.failure.message}`, remedy };
}

/** Of JavaScript: Lua has nothing to begin with. */
function pluginPermissions(): Finding {
  const check = 'plugin rights';
  const flags = process.allowedNodeEnvironmentFlags;
  const files = flags.has('--permission') || flags.has('--experimental-permission');
  const network = files && flags.has('--allow-net');
  if (!files) {
    const detail = 'this Node keeps JavaScript plugins from nothing; Lua plugins are kept to what they are granted';
    return { check, status: 'warn', detail, remedy: 'Use Node 20.19 or newer' };
  }
  const kept = network ? 'other files, programs and the network' : 'other files and programs, not from the network';
  const detail = `netloupe on Node keeps JavaScript plugins from ${kept}; the desktop app does not; Lua plugins are always kept`;
  return { check, status: 'ok', detail, remedy: null };
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
