/** `netloupe doctor` on machines that are arranged: what fails is named, what works is not, and what it says to do helps. Needs a build. */
import { existsSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { OWN_HELPER } from '#main/host/capture/own-helper.ts';
import { buildCaptureHelper, whyNoCaptureHelper } from './kit/capture-helper.ts';
import { ArrangedMachine, whyNotArranged } from './kit/arranged-machine.ts';

const missing = whyNotArranged('useradd', 'usermod', 'setcap');
if (missing !== null) console.warn(`test/doctor.test.ts is skipped: it ${missing}`);

const noHelper =
  missing ?? (existsSync('/var/lib/dpkg/info/netloupe.config') ? 'has the package' : whyNoCaptureHelper());
const DUMPCAP = '/usr/bin/dumpcap';
const TIMEOUT_MS = 120_000;

/** A pair with the other end on, too, and the machine's way out through it. */
const NETWORK = `
ip link add out0 type veth peer name peer0
ip link set out0 up
ip netns add far
ip link set peer0 netns far
ip -n far link set peer0 up
ip address add 192.0.2.10/24 dev out0
ip route add default via 192.0.2.1
`;

describe.skipIf(missing !== null)('on an arranged machine', { timeout: TIMEOUT_MS }, () => {
  let machine: ArrangedMachine;
  beforeEach(async () => {
    machine = await ArrangedMachine.make();
    machine.run('mkdir /mnt/homes/root');
  });
  afterEach(() => machine.close());

  /** `ada`, who may do nothing special, on a machine with a network. */
  function withUser(): void {
    machine.run(NETWORK);
    machine.run(
      'useradd --no-create-home --home-dir /mnt/homes/ada --user-group ada && install -d -o ada -g ada /mnt/homes/ada',
    );
  }

  function hide(...programs: readonly string[]): void {
    for (const program of programs) {
      for (const folder of ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']) {
        const file = path.join(folder, program);
        if (existsSync(file)) machine.run(`mount --bind /dev/null ${realpathSync(file)}`);
      }
    }
  }

  /** Wireshark's, with the owner and mode given, where the system has it. */
  function installDumpcap(owner: string, mode: string, capabilities: string): void {
    machine.run(`
      cp ${DUMPCAP} /mnt/dumpcap && chown ${owner} /mnt/dumpcap && chmod ${mode} /mnt/dumpcap
      ${capabilities === '' ? '' : `setcap ${capabilities} /mnt/dumpcap`}
      mount --bind /mnt/dumpcap ${DUMPCAP}`);
  }

  it('finds nothing wrong where nothing is', () => {
    machine.run(NETWORK);
    const examined = machine.doctor();
    expect(examined.with('fail')).toEqual([]);
    expect(examined.with('warn')).toEqual([]);
    expect(examined.exit).toBe(0);
    expect(examined.of('default-route').detail).toBe('through out0, 192.0.2.10');
  });

  it('without a helper: says how one is installed, step by step', () => {
    withUser();
    hide('dumpcap', 'tcpdump', 'pkexec');
    const examined = machine.doctor({ user: 'ada' });
    expect(examined.with('fail')).toEqual(['capture', 'capture-helper']);
    expect(examined.with('warn')).toEqual([]);
    expect(examined.exit).toBe(1);
    expect(examined.of('capture-helper').detail).toBe('neither netloupe-capture nor dumpcap is installed');
    const { commands } = examined.of('capture');
    expect(commands.at(-1)).toBe('sudo usermod -aG wireshark ada');
    expect(commands.length).toBeGreaterThan(1);
  });

  it.skipIf(!existsSync(DUMPCAP))('with the wrong group: names it, and is content after the next login', () => {
    withUser();
    hide('tcpdump', 'pkexec');
    machine.run('groupadd --system nlcapture');
    installDumpcap('root:nlcapture', '0750', 'cap_net_raw,cap_net_admin=ep');
    const before = machine.doctor({ user: 'ada' });
    expect(before.with('fail')).toEqual(['capture', 'capture-group']);
    expect(before.of('capture-helper').detail).toContain('for the group nlcapture (mode 0750)');
    expect(before.of('capture-group')).toMatchObject({
      detail: 'ada is not in the group nlcapture',
      commands: ['sudo usermod -aG nlcapture ada'],
    });
    expect(before.of('capture').commands).toEqual(['sudo usermod -aG nlcapture ada']);

    machine.follow(before.of('capture-group').commands);
    const same = machine.doctor({ user: 'ada', session: 'old' });
    expect(same.with('fail')).toEqual(['capture', 'capture-group']);
    expect(same.of('capture-group')).toMatchObject({
      detail: expect.stringContaining('this session began before that') as string,
      remedy: expect.stringContaining('Log out and in again') as string,
      commands: ['newgrp nlcapture'],
    });

    const after = machine.doctor({ user: 'ada', session: 'new' });
    expect(after.with('fail')).toEqual([]);
    expect(after.of('capture').detail).toBe('netloupe may capture through dumpcap');
    expect(after.exit).toBe(0);
  });

  it.skipIf(noHelper !== null)('with our own helper without its right: its commands give it', () => {
    const built = buildCaptureHelper();
    onTestFinished(() => rmSync(path.dirname(built), { recursive: true }));
    withUser();
    hide('dumpcap', 'tcpdump', 'pkexec');
    // As the package installs it for who answers “no”.
    machine.run(`install -o root -g root -m 0755 ${built} ${OWN_HELPER}`);
    const before = machine.doctor({ user: 'ada' });
    expect(before.with('fail')).toEqual(['capture', 'capture-helper']);
    expect(before.of('capture-helper').detail).toContain(`${OWN_HELPER} has no right to capture`);
    const { commands } = before.of('capture');
    // Where the package is installed, its own question gives the right; here it is not.
    expect(commands).toEqual([
      'sudo groupadd --system netloupe',
      `sudo chown root:netloupe ${OWN_HELPER}`,
      `sudo chmod 0750 ${OWN_HELPER}`,
      `sudo setcap cap_net_raw,cap_net_admin=ep ${OWN_HELPER}`,
      'sudo usermod -aG netloupe ada',
    ]);
    machine.follow(commands);
    const after = machine.doctor({ user: 'ada' });
    expect(after.with('fail')).toEqual([]);
    expect(after.of('capture').detail).toBe('netloupe may capture through netloupe-capture');
    expect(after.of('capture-group').detail).toBe('ada is in the group netloupe');

    // Whoever could replace it would have its rights.
    machine.run(`chmod g+w ${OWN_HELPER} && setcap cap_net_raw,cap_net_admin=ep ${OWN_HELPER}`);
    const loose = machine.doctor({ user: 'ada' });
    expect(loose.of('capture-helper').status).toBe('fail');
    expect(loose.of('capture-helper').detail).toContain('can be changed by others than root (mode 0770)');
  });

  it('without libpcap: says so once, with the package', () => {
    machine.run(NETWORK);
    hide('dumpcap', 'tcpdump');
    // The loader finds no file that is a library under any of its names.
    machine.run(`: > /mnt/nothing
      for file in $(ldconfig -p | sed -n 's/.*libpcap.*=> //p' | xargs -r readlink -f | sort -u); do mount --bind /mnt/nothing $file; done`);
    const examined = machine.doctor();
    expect(examined.with('fail')).toEqual(['capture', 'libpcap']);
    expect(examined.of('libpcap').detail).toContain('libpcap cannot be loaded');
    expect(examined.of('libpcap').commands).toHaveLength(1);
    expect(examined.of('libpcap').commands[0]).toMatch(/^sudo .*libpcap/);
    expect(examined.of('capture').commands).toEqual(examined.of('libpcap').commands);
    expect(examined.of('capture-group').status).toBe('ok');
    expect(examined.exit).toBe(1);
  });

  it('with the interface down: names it, and its command brings it up', () => {
    machine.run(NETWORK);
    machine.run('ip link set out0 down');
    const down = machine.doctor();
    expect(down.with('fail')).toEqual(['interfaces']);
    expect(down.of('interfaces')).toMatchObject({
      detail: 'none is up but loopback: out0 is switched off',
      commands: ['sudo ip link set out0 up'],
    });
    // Linux forgot the route with it.
    expect(down.with('warn')).toEqual(['default-route']);
    expect(down.of('default-route').commands).toEqual(['sudo ip link set out0 up']);
    machine.follow(down.of('interfaces').commands);
    const up = machine.doctor();
    expect(up.with('fail')).toEqual([]);
    expect(up.of('interfaces').detail).toBe('out0 is up');

    machine.run('ip -n far link set peer0 down');
    const unplugged = machine.doctor();
    expect(unplugged.with('fail')).toEqual(['interfaces']);
    expect(unplugged.of('interfaces').detail).toBe('none is connected: out0 has no carrier');
  });

  it('with the disk nearly full: by numbers, until room is made; and where the history would fill it', () => {
    machine.run(NETWORK);
    machine.run(
      `mkdir /mnt/small && mount -t tmpfs -o size=64m arranged /mnt/small && head -c 40m /dev/zero > /mnt/small/filler`,
    );
    const env = { XDG_DATA_HOME: '/mnt/small' };
    const full = machine.doctor({ env });
    expect(full.with('fail')).toEqual(['disk']);
    expect(full.with('warn')).toEqual([]);
    expect(full.of('disk').detail).toMatch(
      /nearly full: 2\d\.\d MB free for data and history \(\/mnt\/small\/netloupe\)/,
    );
    expect(full.of('disk').remedy).toMatch(/^Free at least 47\d MB, or set NETLOUPE_HOME/);
    // What it shows as taking the room is the filler's folder.
    expect(machine.run(full.of('disk').commands.join('\n').replaceAll('sudo ', ''))).toMatch(/4[01]M\t\/mnt\/small\n$/);

    // Room enough for now, but not for what the history may grow to: 4 GiB by default.
    machine.run('rm /mnt/small/filler && mount -o remount,size=1g /mnt/small');
    const promised = machine.doctor({ env });
    expect(promised.with('fail')).toEqual([]);
    expect(promised.with('warn')).toEqual(['disk']);
    expect(promised.exit).toBe(0);
    const bytes = /Set history\.bytes to (\d+) in (\S+) /.exec(promised.of('disk').remedy ?? '');
    machine.run(`mkdir -p /mnt/small/netloupe && printf 'history: {bytes: ${bytes?.[1]}}\\n' > ${bytes?.[2]}`);
    const lowered = machine.doctor({ env });
    expect(lowered.with('warn')).toEqual([]);
    expect(lowered.of('disk').status).toBe('ok');
  });

  it('with interfaces above others: which count twice, and what to capture instead', () => {
    machine.run(NETWORK);
    machine.run(`
      ip link add br0 type bridge && ip link set br0 up
      ip link set out0 master br0
      ip address del 192.0.2.10/24 dev out0 && ip address add 192.0.2.10/24 dev br0
      ip route replace default via 192.0.2.1 dev br0`);
    const unchosen = machine.doctor();
    expect(unchosen.with('fail')).toEqual([]);
    expect(unchosen.with('warn')).toEqual(['seen-twice']);
    expect(unchosen.exit).toBe(0);
    expect(unchosen.of('seen-twice').detail).toContain('br0 shows what out0 shows');

    expect(machine.doctor({}, '-i', 'br0', '-i', 'lo').of('seen-twice').status).toBe('ok');
    expect(machine.doctor({}, '-i', 'any').of('seen-twice').status).toBe('warn');
    const both = machine.doctor({}, '-i', 'br0', '-i', 'out0').of('seen-twice');
    expect(both).toMatchObject({ status: 'warn', commands: ['netloupe capture -i br0 --summary text'] });

    // A tunnel, whose packets leave again in their wrapping.
    machine.run('ip link del br0 && ip tuntap add dev vpn0 mode tun && ip link set vpn0 up');
    const tunnel = machine.doctor({}, '-i', 'vpn0', '-i', 'out0').of('seen-twice');
    expect(tunnel).toMatchObject({ status: 'warn', commands: ['netloupe capture -i out0 --summary text'] });
    expect(tunnel.detail).toContain('the tunnel vpn0');
    expect(machine.doctor({}, '-i', 'vpn0').of('seen-twice').status).toBe('ok');
  });
});
