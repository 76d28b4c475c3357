import { expect, it } from 'vitest';
import { capturePermission, hasNetRaw } from './permission.ts';
import { installSteps, permissionRemedy } from './permission-remedy.ts';
import { findProgram } from './programs.ts';

it('finds CAP_NET_RAW among the effective capabilities', () => {
  const status = (mask: string): string => `Name:\tnode\nCapPrm:\tffff\nCapEff:\t${mask}\nCapBnd:\tffff\n`;
  expect(hasNetRaw(status('000001ffffffffff'))).toBe(true);
  expect(hasNetRaw(status('0000000000002000'))).toBe(true);
  expect(hasNetRaw(status('0000000000001000'))).toBe(false);
  expect(hasNetRaw(status('0000000000000000'))).toBe(false);
  expect(hasNetRaw('Name:\tnode\n')).toBe(false);
});

it('answers one way, and how to get one where there is none', async () => {
  const permission = await capturePermission();
  expect(permission.program !== null).toBe(permission.how === 'helper');
  expect(permission.failure !== null).toBe(permission.how === 'none');
});

it('names commands that can be copied', () => {
  expect(permissionRemedy('linux', 'absent')).toContain('sudo dpkg-reconfigure wireshark-common');
  expect(permissionRemedy('linux', 'absent')).toContain('setcap cap_net_raw,cap_net_admin=eip');
  expect(permissionRemedy('darwin')).toContain('/dev/bpf');
  expect(permissionRemedy('win32')).toContain('Npcap');
});

it('looks for programs in absolute folders only', async () => {
  expect(await findProgram('sh', { PATH: '/bin:/usr/bin' })).toMatch(/^\/.*\/sh$/);
  expect(await findProgram('package.json', { PATH: `.:${process.cwd()}` })).toBeNull();
  expect(await findProgram('no-such-program-here', { PATH: '' })).toBeNull();
});

it('names the steps to a helper, in the words of the package manager that is there', async () => {
  const having =
    (...programs: readonly string[]) =>
    (name: string): Promise<string | null> =>
      Promise.resolve(programs.includes(name) ? `/usr/bin/${name}` : null);
  const node = '/usr/bin/node';
  const debian = await installSteps('ada', having('apt-get', 'dpkg-reconfigure'), node);
  expect(debian.commands).toEqual([
    'sudo apt-get install wireshark-common',
    'sudo dpkg-reconfigure wireshark-common',
    'sudo usermod -aG wireshark ada',
  ]);
  const fedora = await installSteps(null, having('dnf'), node);
  expect(fedora.commands).toEqual(['sudo dnf install wireshark-cli', 'sudo usermod -aG wireshark "$USER"']);
  const packaged = await installSteps(
    'ada',
    having('apt-get', 'dpkg-reconfigure'),
    '/usr/lib/netloupe/netloupe-desktop',
  );
  expect(packaged.commands).toEqual([
    'sudo apt-get install --reinstall netloupe',
    'sudo dpkg-reconfigure netloupe',
    'sudo usermod -aG netloupe ada',
  ]);
});
