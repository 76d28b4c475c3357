/** How libpcap is installed here, or installed again where it is there but damaged. */
import type { Failure } from '#base/result.ts';
import { findProgram } from '../capture/programs.ts';
import type { Remedy } from './check.ts';

interface Manager {
  readonly program: string;
  readonly install: string;
  readonly again: string;
}

const MANAGERS: readonly Manager[] = [
  {
    program: 'apt-get',
    install: 'sudo apt-get install libpcap0.8',
    again: 'sudo apt-get install --reinstall libpcap0.8',
  },
  { program: 'dnf', install: 'sudo dnf install libpcap', again: 'sudo dnf reinstall libpcap' },
  { program: 'zypper', install: 'sudo zypper install libpcap1', again: 'sudo zypper install --force libpcap1' },
  { program: 'pacman', install: 'sudo pacman -S libpcap', again: 'sudo pacman -S libpcap' },
];

export async function libpcapRemedy(
  { message, remedy }: Pick<Failure, 'message' | 'remedy'>,
  find: (program: string) => Promise<string | null> = findProgram,
): Promise<Remedy> {
  const there = await Promise.all(MANAGERS.map(({ program }) => find(program)));
  const manager = MANAGERS.find((_manager, at) => there[at] !== null);
  if (process.platform !== 'linux' || manager === undefined) {
    return { text: remedy ?? 'Install libpcap, or capture through a helper' };
  }
  // The loader's own words where there is no such file at all (dlopen(3)).
  return /cannot open shared object file: No such file/.test(message)
    ? { text: 'Install it', commands: [manager.install] }
    : { text: 'It is there but cannot be used: install it again', commands: [manager.again] };
}
