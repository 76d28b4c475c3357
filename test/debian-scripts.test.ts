/**
 * What the Debian package asks and does: a small package of the capture helper and the scripts of packaging/debian is installed,
 * configured, upgraded and purged on a copy of this system that is thrown away, and users capture on it. Needs a build.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCaptureHelper, whyNoCaptureHelper } from './kit/capture-helper.ts';
import { ROOT } from './kit/command-line.ts';
import { DisposableSystem } from './kit/disposable-system.ts';
import { printed } from './kit/namespaces.ts';

const HELPER = '/usr/libexec/netloupe/netloupe-capture';
const SCRIPTS = ['config', 'templates', 'postinst', 'prerm', 'postrm'];
const missing =
  whyNoCaptureHelper() ??
  DisposableSystem.whyNot('dpkg-deb', 'dpkg-reconfigure', 'debconf-set-selections', 'dpkg-statoverride', 'useradd');
if (missing !== null) console.warn(`test/debian-scripts.test.ts is skipped: ${missing}`);

/** Two versions of a package that holds nothing but the helper. */
function buildPackages(): readonly [string, string] {
  const helper = buildCaptureHelper();
  const folder = path.dirname(helper);
  const tree = path.join(folder, 'tree');
  mkdirSync(path.join(tree, 'DEBIAN'), { recursive: true });
  mkdirSync(path.join(tree, path.dirname(HELPER)), { recursive: true });
  for (const script of SCRIPTS) {
    copyFileSync(path.join(ROOT, 'packaging/debian', script), path.join(tree, 'DEBIAN', script));
    chmodSync(path.join(tree, 'DEBIAN', script), script === 'templates' ? 0o644 : 0o755);
  }
  copyFileSync(helper, path.join(tree, HELPER));
  const build = (version: string): string => {
    const control =
      `Package: netloupe\nVersion: ${version}\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\n` +
      'Depends: debconf, libcap2-bin, passwd, libpcap0.8 | libpcap0.8t64\nDescription: a test\n';
    writeFileSync(path.join(tree, 'DEBIAN/control'), control);
    const file = path.join(folder, `netloupe-${version}.deb`);
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, file]);
    return file;
  };
  return [build('0.1.0'), build('0.1.1')];
}

it('asks the same in both languages', () => {
  const templates = readFileSync(path.join(ROOT, 'packaging/debian/templates'), 'utf8');
  const question =
    /^Template: netloupe\/capture-group\nType: boolean\nDefault: false\nDescription: .+\n([^]+)\nDescription-de\.UTF-8: .+\n([^]+)$/;
  const [, english = '', german = ''] = question.exec(templates) ?? [];
  for (const language of [english, german]) {
    expect(language.match(/^ \.$/gm)).toHaveLength(4);
    expect(language).toContain('sudo usermod -aG netloupe');
    expect(language).toContain('sudo dpkg-reconfigure netloupe');
    expect(
      language
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith(' ') || line.length > 80),
    ).toEqual([]);
  }
});

const SHELLCHECK = '/usr/bin/shellcheck';

it.skipIf(!existsSync(SHELLCHECK))('is made of scripts that shellcheck has nothing against', () => {
  // They read debconf's library, which is not beside them.
  const scripts = SCRIPTS.filter((script) => script !== 'templates');
  execFileSync(SHELLCHECK, ['--exclude=SC1091', ...scripts], { cwd: path.join(ROOT, 'packaging/debian') });
});

describe.skipIf(missing !== null)('the package on a system of its own', { timeout: 120_000 }, () => {
  let packages: readonly [string, string];
  let system: DisposableSystem;
  beforeAll(() => {
    packages = buildPackages();
  });
  afterAll(() => rmSync(path.dirname(packages[0]), { recursive: true }));
  beforeEach(async () => {
    system = await DisposableSystem.make();
  });
  afterEach(() => system.close());

  function install(file: string): string {
    return system.run(`dpkg --force-depends -i ${system.bring(file)}`);
  }

  function preseed(yes: boolean): void {
    system.run(`echo netloupe netloupe/capture-group boolean ${yes} | debconf-set-selections`);
  }

  function answer(yes: boolean): string {
    preseed(yes);
    return system.run('dpkg-reconfigure --frontend=noninteractive netloupe');
  }

  /** Owner, mode and capabilities. */
  function rights(): string {
    const [owner, capabilities = 'none'] = system
      .run(`stat -c '%U:%G %a' ${HELPER}; getcap ${HELPER}`)
      .trim()
      .split('\n');
    return `${owner} ${capabilities.replace(`${HELPER} `, '')}`;
  }

  const NOBODY = 'root:root 755 none';
  const GROUP = 'root:netloupe 750 cap_net_admin,cap_net_raw=ep';
  const hasGroup = (): boolean => system.try('getent group netloupe').status === 0;

  it('gives no right to anybody unless it is told to', () => {
    install(packages[0]);
    expect(rights()).toBe(NOBODY);
    expect(hasGroup()).toBe(false);
    system.run('dpkg --purge netloupe && test ! -e /var/lib/netloupe && test ! -e /usr/libexec/netloupe');
  });

  it('gives it to a group, says how to join, keeps it over an upgrade, and takes it back', () => {
    install(packages[0]);
    expect(answer(true)).toContain('To join: sudo usermod -aG netloupe USER, then log in again');
    expect(rights()).toBe(GROUP);
    system.run('useradd member && usermod -aG netloupe member && useradd other');
    expect(system.run(`su member -c '${HELPER} --check'`)).toContain('"may_capture":true');
    expect(system.try(`su other -c '${HELPER} --check'`)).toMatchObject({ status: 126 });
    // What somebody has linked to before an upgrade has no right any more.
    system.run(`ln ${HELPER} /usr/libexec/netloupe/kept`);
    install(packages[1]);
    expect(rights()).toBe(GROUP);
    expect(system.run('getcap /usr/libexec/netloupe/kept')).toBe('');
    system.run('rm /usr/libexec/netloupe/kept');
    answer(false);
    expect(rights()).toBe(NOBODY);
    expect(system.run(`su other -c '${HELPER} --check' || true`)).toContain('"may_capture":false');
    answer(true);
    expect(rights()).toBe(GROUP);
    system.run('dpkg --remove netloupe');
    expect(hasGroup()).toBe(true);
    system.run('dpkg --purge netloupe && test ! -e /var/lib/netloupe');
    expect(hasGroup()).toBe(false);
    expect(system.run('debconf-show netloupe')).toBe('');
  });

  it('does as an answer that was given before says, and leaves a group that was there', () => {
    system.run('groupadd netloupe');
    preseed(true);
    install(packages[0]);
    expect(rights()).toBe(GROUP);
    system.run('dpkg --purge netloupe');
    expect(hasGroup()).toBe(true);
  });

  it('leaves an owner and a mode that the administrator has fixed', () => {
    system.run(`groupadd netadmins && dpkg-statoverride --add root netadmins 0710 ${HELPER}`);
    install(packages[0]);
    expect(rights()).toBe('root:netadmins 710 none');
    answer(true);
    expect(rights()).toBe('root:netadmins 710 cap_net_admin,cap_net_raw=ep');
    answer(false);
    expect(rights()).toBe('root:netadmins 710 none');
  });

  it('installs where the file system keeps no capabilities, and says so', () => {
    system.run(`printf '#!/bin/sh\\nexit 1\\n' > /usr/local/sbin/setcap && chmod 755 /usr/local/sbin/setcap`);
    preseed(true);
    expect(install(packages[0])).toContain('could not be given the right to capture');
    expect(rights()).toBe(NOBODY);
  });

  it('lets a member capture with Netloupe, and tells anybody else what is missing', async () => {
    system.run('rm -f /usr/bin/dumpcap /usr/bin/tcpdump; useradd -m member; useradd -m other');
    system.run(
      'ip link add va type veth peer name vb && ip link set vb addrgenmode none up && ip link set va addrgenmode none up',
    );
    system.run('ip address add 192.0.2.1/24 dev va && ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev va');
    preseed(true);
    install(packages[0]);
    system.run('usermod -aG netloupe member');
    const words = ['capture', '-i', 'va', '--bpf', 'udp port 9', '--summary', 'json'];

    const refused = system.netloupe('other', words);
    const [says, [status]] = await Promise.all([text(refused.stderr), once(refused, 'close')]);
    expect(status).not.toBe(0);
    expect(says).toContain('Join the group that may capture: sudo usermod -aG netloupe $USER, then log in again');

    const capture = system.netloupe('member', words);
    const summary = text(capture.stdout);
    expect(await printed(capture, /Capturing on va with .*/)).toContain('with netloupe-capture until interrupted');
    system.run(`bash -c 'for i in $(seq 500); do echo $i > /dev/udp/192.0.2.2/9; done'`);
    capture.kill('SIGINT');
    await once(capture, 'close');
    expect(JSON.parse(await summary)).toMatchObject({ packets: 500, drops: { kernel: 0, interface: 0 } });
  });
});
