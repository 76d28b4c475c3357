/** Whether packets can be had here, and through what. */
import { permissionSteps } from '../capture/permission-remedy.ts';
import { findProgram, mayCapture } from '../capture/programs.ts';
import type { HostPorts } from '../host-ports.ts';
import { good, trouble, type NamedCheck } from './check.ts';

export function captureCheck(ports: Pick<HostPorts, 'capturePermission'>, host: 'desktop' | 'headless'): NamedCheck {
  const name = { id: 'capture', title: 'Right to capture' };
  return {
    ...name,
    async run() {
      const { how, program, failure } = await ports.capturePermission();
      if (how === 'direct') return good(name, 'netloupe may open interfaces itself');
      if (how === 'helper') return good(name, `netloupe may capture through ${program}`);
      const says = failure?.message ?? 'netloupe may not capture';
      if (failure !== null && failure.code !== 'not-permitted') {
        return trouble(name, 'failed', says, { text: failure.remedy ?? 'Read captures from files meanwhile' });
      }
      return trouble(name, 'failed', `${says}; files can be read`, await permissionSteps(host));
    },
  };
}

const HELPERS = ['dumpcap', 'tcpdump', 'pkexec'] as const;

/** Programs that capture where this one may not; which of them may is asked of themselves. */
export function helpersCheck(ports: Pick<HostPorts, 'capturePermission'>): NamedCheck {
  const name = { id: 'helpers', title: 'Helper programs' };
  return {
    ...name,
    async run() {
      const { how } = await ports.capturePermission();
      const found = await Promise.all(
        HELPERS.map(async (program) => {
          const file = await findProgram(program);
          if (file === null) return `no ${program}`;
          if (program === 'pkexec') return file;
          return `${file} ${(await mayCapture(file)) ? 'may capture' : 'may not capture'}`;
        }),
      );
      const says = found.join('; ');
      if (how === 'direct') return good(name, `none is needed (${says})`);
      if (how === 'helper') return good(name, says);
      return trouble(name, 'warning', says, { text: 'Make one of them work: see the right to capture' });
    },
  };
}

export function libpcapCheck(ports: Pick<HostPorts, 'libpcapVersion'>): NamedCheck {
  const name = { id: 'libpcap', title: 'libpcap' };
  return {
    ...name,
    async run() {
      const loaded = await ports.libpcapVersion();
      if (loaded.ok) return good(name, loaded.value);
      const { message, remedy } = loaded.failure;
      return trouble(name, 'warning', message, { text: remedy ?? 'Install libpcap, or capture through a helper' });
    },
  };
}
