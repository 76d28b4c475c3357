// What the operating system must bring: libpcap to capture, and for tests some ordinary network programs.
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { failedLately, rememberFailure } from './memory.mjs';
import { look, run } from './run.mjs';
import { say } from './say.mjs';

/** Full path of a program, or null. The system folders count even where a user's PATH leaves them out. */
export function onPath(program) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).concat('/usr/sbin', '/sbin');
  for (const folder of folders) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue; // not in this folder
    }
  }
  return null;
}

function hasLibpcap() {
  const folders = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/usr/local/lib'];
  const withinTriplets = ['/usr/lib', '/lib']
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.includes('-linux-'))
        .map((name) => path.join(folder, name)),
    );
  const isLibpcap = (name) => /^libpcap\.so\.(0\.8|1)/.test(name);
  return [...withinTriplets, ...folders].some((folder) => existsSync(folder) && readdirSync(folder).some(isLibpcap));
}

/** What the program needs; without it only files can be read. */
const RUNTIME = [{ package: 'libpcap0.8', present: hasLibpcap }];

/** Debian keeps it beside the path, one folder a version. */
function hasPostgresql() {
  const folder = '/usr/lib/postgresql';
  const versions = existsSync(folder) ? readdirSync(folder) : [];
  return versions.some((version) => existsSync(path.join(folder, version, 'bin', 'postgres')));
}

/** What the tests need besides; without one of them the tests that use it are skipped and say so. */
const PROGRAMS = [
  ['tcpdump', 'tcpdump'],
  ['ip', 'iproute2'],
  ['dnsmasq', 'dnsmasq-base'],
  ['dig', 'bind9-dnsutils'],
  ['curl', 'curl'],
  ['ping', 'iputils-ping'],
  ['nats-server', 'nats-server'],
  ['openssl', 'openssl'],
  // For the capture helper, which is built and given its capabilities.
  ['cc', 'gcc'],
  ['make', 'make'],
  ['readelf', 'binutils'],
  ['setcap', 'libcap2-bin'],
];
const TESTS = [
  ...PROGRAMS.map(([program, name]) => ({ package: name, present: () => onPath(program) !== null })),
  { package: 'postgresql', present: hasPostgresql },
  { package: 'libc6-dev', present: () => existsSync('/usr/include/stdio.h') },
  { package: 'libpcap-dev', present: () => existsSync('/usr/include/pcap.h') },
];

function isUbuntu() {
  return existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/**
 * Makes sure of the above as far as this user may: root on Debian and Ubuntu installs what is missing, anybody else is
 * told the one line to run. Never fails: what is missing is said, and the rest works.
 */
export async function prepareSystem({ forTests, hasChromium }) {
  if (process.platform !== 'linux') {
    sayOtherSystems(forTests, hasChromium);
    return;
  }
  const missing = [...RUNTIME, ...(forTests ? TESTS : [])]
    .filter((need) => !need.present())
    .map((need) => need.package);
  // Ubuntu's `chromium` package is only a pointer to the snap; Playwright's download is used there instead.
  if (forTests && !hasChromium && !isUbuntu()) missing.push('chromium', 'fonts-liberation');
  if (missing.length === 0) return;
  if (onPath('apt-get') === null) {
    say(`missing here, under Debian's names: ${missing.join(' ')}; install what your system calls so`);
    return;
  }
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    say(`missing: ${missing.join(' ')}. To install: sudo ${line}`);
    return;
  }
  const attempt = `apt: ${missing.join(' ')}`;
  if (failedLately(attempt)) {
    say(`still missing: ${missing.join(' ')}. To install: ${line}`);
    return;
  }
  await installWithApt(missing, line, attempt);
}

async function installWithApt(missing, line, attempt) {
  say(`installing ${missing.join(' ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { quiet: true, env, timeoutMs: 300_000 });
  // Since the 64-bit time_t transition (Ubuntu 24.04, Debian 13) the library's package has another name.
  const renamed = look('apt-cache', ['show', 'libpcap0.8t64']).ok;
  const names = missing.map((name) => (name === 'libpcap0.8' && renamed ? 'libpcap0.8t64' : name));
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...names];
  const { status, output } = await run('apt-get', args, { quiet: true, env, timeoutMs: 900_000 });
  if (status === 0) return;
  rememberFailure(attempt);
  say(`could not install them: ${output.trim().split('\n').at(-1) ?? ''}`);
  say(`to try by hand: apt-get update && ${line}`);
}

function sayOtherSystems(forTests, hasChromium) {
  if (process.platform === 'win32' && !existsSync('C:\\Windows\\System32\\Npcap\\wpcap.dll')) {
    say('to capture, install Npcap from https://npcap.com; files can be read without it');
  }
  if (forTests && !hasChromium) say('the browser tests need Chrome or: npx playwright install chromium');
}
