/** The exact way to get the right to capture. */
import { findProgram } from './programs.ts';

/** One command or a short instruction, for the present platform. Running the program as root is never the advice. */
export function permissionRemedy(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'linux') {
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

/** How the helper is installed, by the package manager that there is. */
const HELPER_PACKAGES: readonly (readonly [manager: string, install: string])[] = [
  ['apt-get', 'sudo apt-get install wireshark-common'],
  ['dnf', 'sudo dnf install wireshark-cli'],
  ['zypper', 'sudo zypper install wireshark'],
  ['pacman', 'sudo pacman -S wireshark-cli'],
];

/** What is missing on this machine, step by step. `headless`: plain Node may be given the right itself, too. */
export async function permissionSteps(
  host: 'desktop' | 'headless',
  platform: NodeJS.Platform = process.platform,
  find: (program: string) => Promise<string | null> = findProgram,
): Promise<PermissionSteps> {
  if (platform === 'darwin') {
    return {
      text: 'Install Wireshark with its ChmodBPF package, or let administrators read the capture devices',
      commands: ['sudo chgrp admin /dev/bpf*', 'sudo chmod g+rw /dev/bpf*'],
    };
  }
  if (platform !== 'linux') return { text: permissionRemedy(platform), commands: [] };
  const [dumpcap, reconfigure] = await Promise.all([find('dumpcap'), find('dpkg-reconfigure')]);
  const steps: string[] = [];
  if (dumpcap === null) {
    const managers = await Promise.all(HELPER_PACKAGES.map(([manager]) => find(manager)));
    const known = HELPER_PACKAGES.find((_package, at) => managers[at] !== null);
    steps.push(known?.[1] ?? 'sudo apt-get install wireshark-common');
  }
  if (reconfigure !== null) steps.push('sudo dpkg-reconfigure wireshark-common');
  steps.push('sudo usermod -aG wireshark "$USER"');
  const node = host === 'headless' ? [`sudo setcap cap_net_raw,cap_net_admin=eip '${process.execPath}'`] : [];
  const answer = reconfigure === null ? '' : ' (answer “yes”)';
  const either = node.length === 0 ? '' : '; the last command gives the right to plain Node itself instead';
  return {
    text: `Let dumpcap capture for you${answer}, then log in again${either}`,
    commands: [...steps, ...node],
  };
}
