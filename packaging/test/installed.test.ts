/**
 * The Debian package as people have it: installed with apt on a copy of this system that is thrown away, started by an
 * ordinary user under Xvfb, capturing through the helper, attacked through its fuses, and removed. Root, Linux, an Electron.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';
import { DisposableSystem } from '../../test/kit/disposable-system.ts';
import { BUILD_LIMIT_MS, madePackage, OUTPUT, whyNotBuilt } from './built-package.ts';

const missing =
  whyNotBuilt() ??
  DisposableSystem.whyNot('apt-get', 'debconf-set-selections', 'useradd', 'Xvfb', 'xdotool', 'xwininfo', 'ping');
if (missing !== null) console.warn(`packaging/test/installed.test.ts is skipped: ${missing}`);

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
const APP = '/usr/lib/netloupe/netloupe-desktop';
const PORT = 9333;
const SAMPLE = '/mnt/checkout/samples/netloupe-sample.pcap';
/** What a system keeps of any package: lists, logs, caches. */
const KEPT_BY_DEBIAN =
  /^\/(var\/(lib\/(dpkg|apt|systemd|ucf|swcatalog|app-info)|log|cache)|etc\/(passwd|group|shadow|gshadow|subuid|subgid)-|etc\/ld\.so\.cache|usr\/share\/(mime|applications\/mimeinfo\.cache|icons\/hicolor\/icon-theme\.cache)|run|tmp|dev|mnt)/;

/** A summary without what differs from run to run, and the path that was read. */
function counted(summary: string): object {
  const differs = /^(elapsed_s|packets_per_s|peak_rss_bytes|files)$/;
  const entries = Object.entries(JSON.parse(summary) as object);
  return Object.fromEntries(entries.filter(([key]) => !differs.test(key)));
}

describe.skipIf(missing !== null)('the installed package', { timeout: 180_000 }, () => {
  let system: DisposableSystem;

  /** Writes the names of all files to one in /mnt, which is not looked at. */
  function listFiles(list: string): void {
    system.run(`find /boot /etc /home /opt /srv /usr /var -xdev -not -type d | LC_ALL=C sort >${list}`);
  }

  /** As an ordinary user in a new session. */
  function asUser(user: string, script: string): { status: number | null; output: string } {
    return system.try(`su -l ${user} -c '${script}'`);
  }

  beforeAll(async () => {
    system = await DisposableSystem.make();
    // Displays and other things of this system's are in its /tmp.
    system.run('mount -t tmpfs -o mode=1777 installed /tmp');
    system.run('useradd -m -s /bin/sh insider && useradd -m -s /bin/sh outsider');
    listFiles('/mnt/before');
    const deb = system.bring(madePackage(OUTPUT, 'deb'));
    system.run('echo "netloupe netloupe/capture-group boolean true" | debconf-set-selections');
    system.run(`apt-get install -y --no-install-recommends ${deb} && rm ${deb}`);
    system.run('usermod -aG netloupe insider');
    // A default route, so that the app has something to capture on.
    system.run(
      'ip link add uplink type veth peer name far && ip addr add 192.0.2.1/24 dev uplink && ip link set uplink up && ' +
        'ip link set far up && ip route add default via 192.0.2.254',
    );
  }, BUILD_LIMIT_MS);
  afterAll(() => system.close());

  it('is whole, and says its version', () => {
    expect(system.run('dpkg --verify netloupe')).toBe('');
    expect(system.run("dpkg-query -W -f '${Version} ${db:Status-Status}' netloupe")).toBe(`${version} installed`);
    expect(asUser('outsider', 'netloupe --version')).toEqual({ status: 0, output: `${version}\n` });
  });

  it('reads captures as the command line on Node does', () => {
    const packaged = asUser('outsider', `netloupe read ${SAMPLE} --summary json`);
    const program = path.join(root, 'bin', 'netloupe.mjs');
    const sample = path.join(root, 'samples', 'netloupe-sample.pcap');
    const onNode = execFileSync(process.execPath, [program, 'read', sample, '--summary', 'json'], { encoding: 'utf8' });
    expect(packaged.status).toBe(0);
    expect(counted(packaged.output)).toEqual(counted(onNode));
  });

  it('is known for captures, by name and by desktop', () => {
    const globs = system.run('cat /usr/share/mime/globs2');
    expect(globs).toMatch(/:application\/vnd\.tcpdump\.pcap:\*\.pcap$/m);
    expect(globs).toMatch(/:application\/x-pcapng:\*\.pcapng$/m);
    expect(globs).toMatch(/:application\/x-pcap-gzip:\*\.pcap\.gz$/m);
  });

  it('captures through the helper for members of the group, and for nobody else', () => {
    system.run('ping -i 0.2 127.0.0.1 >/dev/null 2>&1 & echo $! >/tmp/ping.pid');
    const capture = 'netloupe capture -i lo --duration 3s --summary json';
    const inside = asUser('insider', capture);
    const outside = asUser('outsider', capture);
    system.run('kill $(cat /tmp/ping.pid)');
    expect(inside.status).toBe(0);
    const summary = /\{[^]*\}/.exec(inside.output)?.[0] ?? '';
    expect((JSON.parse(summary) as { sessions: unknown }).sessions).toBeTruthy();
    expect(outside.status).toBe(5);
    expect(outside.output).toContain('netloupe');
  });

  it('opens its window for an ordinary user, sandboxed, and captures in it through the helper', () => {
    system.run('Xvfb :99 -screen 0 1440x900x24 >/dev/null 2>&1 & echo $! >/tmp/xvfb.pid');
    system.run('timeout 30 sh -c "until xwininfo -display :99 -root >/dev/null 2>&1; do sleep 0.1; done"');
    const started = `DISPLAY=:99 setsid netloupe >/tmp/app.log 2>&1 & sleep 0`;
    // The launcher hands words on to the app only where they are captures: the port is for this test.
    asUser('insider', started.replace('netloupe >', `${APP} --remote-debugging-port=${PORT} >`));
    const window = system.run('DISPLAY=:99 timeout 60 xdotool search --sync --onlyvisible --class "^netloupe$"').trim();
    expect(window).toMatch(/^\d+/);
    mkdirSync(path.join(root, 'test-results'), { recursive: true });
    const image = '/mnt/checkout/test-results/installed-window.png';
    const seen = JSON.parse(
      system.run(`timeout 60 ${process.execPath} /mnt/checkout/packaging/test/see-window.mjs ${PORT} ${image}`),
    ) as { title: string; text: string };
    expect(seen.title).toContain('Netloupe');
    // Pages are shown by processes that may call almost nothing of the kernel's, without a way to new rights.
    const renderers = system.run('grep -l -a -e --type=renderer /proc/[0-9]*/cmdline 2>/dev/null | cut -d/ -f3').trim();
    const status = system.run(`cat /proc/${renderers.split('\n')[0]}/status`);
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(system.run('ps -u insider -o args=')).toContain('--type=zygote');
    const helper = system.run('timeout 60 sh -c "until pgrep -u insider -a netloupe-captur; do sleep 0.2; done"');
    expect(helper).toContain('-i uplink');
    system.run('pkill -u insider -f netloupe-desktop; kill $(cat /tmp/xvfb.pid)');
    expect(system.try('timeout 30 sh -c "while pgrep -u insider -f netloupe; do sleep 0.1; done"').status).toBe(0);
  });

  it('runs no code that is handed to the runtime by its environment or beside the archive', () => {
    const evil = '/tmp/evil.js';
    system.run(`echo "require('fs').writeFileSync('/tmp/evil-' + process.pid, '')" >${evil}; chmod 644 ${evil}`);
    asUser('outsider', `ELECTRON_RUN_AS_NODE=1 ${APP} ${evil} --version`);
    asUser('outsider', `NODE_OPTIONS="--require ${evil}" netloupe --version`);
    const beside = '/usr/lib/netloupe/resources/app';
    system.run(`mkdir ${beside} && echo '{"name":"x","version":"6.6.6","main":"evil.js"}' >${beside}/package.json`);
    system.run(`cp ${evil} ${beside}/evil.js`);
    expect(asUser('outsider', 'netloupe --version').output).toBe(`${version}\n`);
    system.run(`rm -r ${beside}`);
    expect(system.run('ls /tmp | grep evil- || true')).toBe('');
  });

  it('opens no inspector', () => {
    const script = `timeout 5 ${APP} --inspect=127.0.0.1:9229 --ozone-platform=headless --no-sandbox --netloupe-command-line -- read - </dev/null`;
    expect(asUser('outsider', `${script} 2>&1`).output).not.toContain('Debugger listening');
  });

  it('leaves nothing but what users have when it is purged', () => {
    system.run('apt-get purge -y netloupe');
    listFiles('/mnt/after');
    const left = system
      .run('LC_ALL=C comm -13 /mnt/before /mnt/after')
      .split('\n')
      .filter((name) => name !== '' && !KEPT_BY_DEBIAN.test(name));
    expect(left.filter((name) => !name.startsWith('/home/'))).toEqual([]);
    expect(left.some((name) => name.startsWith('/home/insider/.config/netloupe/'))).toBe(true);
    expect(system.try('getent group netloupe').status).toBe(2);
    expect(spawnSync('ls', ['/usr/lib/netloupe']).status).not.toBe(0);
  });
});
