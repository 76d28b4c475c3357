/** The exact way to get the right to capture. */
import { OWN_HELPER, ownHelperState, type OwnHelperState } from './own-helper.ts';
import { findProgram } from './programs.ts';

/** One command or a short instruction, for the present platform. Running the program as root is never the advice. */
export function permissionRemedy(
  platform: NodeJS.Platform = process.platform,
  own: OwnHelperState = ownHelperState(),
): string {
  if (platform === 'linux') {
    if (own === 'outside-group')
      return 'Join the group that may capture: sudo usermod -aG netloupe $USER, then log in again';
    if (own === 'runnable') {
      return (
        'Let a group capture (answer “yes”), and join it: ' +
        'sudo dpkg-reconfigure netloupe && sudo usermod -aG netloupe $USER, then log in again'
      );
    }
    if (own === 'untrusted') {
      return `${OWN_HELPER} can be changed by others than root and is not used: sudo apt-get install --reinstall netloupe`;
    }
    return (
      'Let a helper capture for you: sudo apt install wireshark-common && sudo dpkg-reconfigure wireshark-common && ' +
      'sudo usermod -aG wireshark $USER (answer “yes”, then log in again). For the command line under plain Node only, ' +
      'instead: sudo setcap cap_net_raw,cap_net_admin=eip "$(readlink -f "$(command -v node)")"'
    );
  }
  if (platform === 'darwin')
    return 'Install Wireshark with its ChmodBPF package, or: sudo chmod g+rw /dev/bpf* && sudo chgrp admin /dev/bpf*';
  return 'Install Npcap with “WinPcap API-compatible mode” and start this program again';
}

export interface PermissionSteps {
  readonly text: string;
  /** To be run one after the other, as they are. */
  readonly commands: readonly string[];
}

const PACKAGED = '/usr/lib/netloupe/';

/** How Wireshark's helper is installed, by the package manager that there is. */
const HELPER_PACKAGES: readonly (readonly [manager: string, install: string])[] = [
  ['apt-get', 'sudo apt-get install wireshark-common'],
  ['dnf', 'sudo dnf install wireshark-cli'],
  ['zypper', 'sudo zypper install wireshark'],
  ['pacman', 'sudo pacman -S wireshark-cli'],
];

/** How a helper comes to this machine and is allowed to `user`, step by step. Linux. */
export async function installSteps(
  user: string | null,
  find: (program: string) => Promise<string | null> = findProgram,
  executable: string = process.execPath,
): Promise<PermissionSteps> {
  const join = (group: string): string => `sudo usermod -aG ${group} ${user ?? '"$USER"'}`;
  const reconfigure = await find('dpkg-reconfigure');
  // Installed as a package, which brings a helper of its own.
  if (reconfigure !== null && executable.startsWith(PACKAGED)) {
    return {
      text: 'Install the capture helper again and answer “yes”, then log out and in again',
      commands: ['sudo apt-get install --reinstall netloupe', 'sudo dpkg-reconfigure netloupe', join('netloupe')],
    };
  }
  const managers = await Promise.all(HELPER_PACKAGES.map(([manager]) => find(manager)));
  const known = HELPER_PACKAGES.find((_package, at) => managers[at] !== null);
  const steps = [known?.[1] ?? 'sudo apt-get install wireshark-common'];
  if (reconfigure !== null) steps.push('sudo dpkg-reconfigure wireshark-common');
  const answer = reconfigure === null ? '' : ' (answer “yes”)';
  return {
    text: `Let dumpcap capture for you${answer}, then log out and in again`,
    commands: [...steps, join('wireshark')],
  };
}
