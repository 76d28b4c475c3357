/** The exact way to get the right to capture. */

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
