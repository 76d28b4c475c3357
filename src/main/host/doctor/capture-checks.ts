/** Whether packets can be had here, through what, and what is between this user and them. */
import { readFile } from 'node:fs/promises';
import { installSteps, permissionRemedy } from '../capture/permission-remedy.ts';
import { findProgram, mayCapture } from '../capture/programs.ts';
import type { HostPorts } from '../host-ports.ts';
import { good, trouble, type NamedCheck, type Remedy } from './check.ts';
import { membershipRemedy } from './group-check.ts';
import { bestOf, groupOfRemedy, helperFiles, helperRemedy, octal, type HelperFile } from './helper-files.ts';
import { userName } from './groups.ts';
import { libpcapRemedy } from './libpcap-remedy.ts';
import { isPermitted } from './permitted.ts';

type Ports = Pick<HostPorts, 'capturePermission' | 'libpcapVersion'>;

export function captureCheck(ports: Ports): NamedCheck {
  const name = { id: 'capture', title: 'Right to capture' };
  return {
    ...name,
    async run() {
      const permission = await ports.capturePermission();
      if (permission.how === 'direct') return good(name, 'netloupe may open interfaces itself');
      if (permission.how === 'helper') return good(name, `netloupe may capture through ${permission.program}`);
      const says = permission.failure?.message ?? 'netloupe may not capture';
      if (isPermitted(permission)) {
        const loaded = await ports.libpcapVersion();
        const remedy = loaded.ok
          ? { text: permission.failure?.remedy ?? 'Read captures from files meanwhile' }
          : await libpcapRemedy(loaded.failure);
        return trouble(name, 'failed', says, remedy);
      }
      return trouble(name, 'failed', `${says}; files can be read`, await stepsToTheRight());
    },
  };
}

/** Everything that is missing, from the helper to the login, in the order in which it is to be done. */
async function stepsToTheRight(): Promise<Remedy> {
  if (process.platform === 'darwin') {
    return {
      text: 'Install Wireshark with its ChmodBPF package, or let administrators read the capture devices',
      commands: ['sudo chgrp admin /dev/bpf*', 'sudo chmod g+rw /dev/bpf*'],
    };
  }
  if (process.platform !== 'linux') return { text: permissionRemedy() };
  const helper = bestOf(await helperFiles());
  if (helper === null) return await installSteps(userName());
  if (helper.wrong !== null) {
    const { text, commands = [] } = await helperRemedy(helper);
    const join = await membershipRemedy(groupOfRemedy(helper.kind));
    return { text: `${text}; then log out and in again`, commands: [...commands, ...(join?.commands ?? [])] };
  }
  const join = helper.for === 'group' && helper.group !== null ? await membershipRemedy(helper.group) : null;
  if (join !== null) return join;
  if (/^NoNewPrivs:\s*1$/m.test(await readFile('/proc/self/status', 'utf8'))) {
    return {
      text: `Start Netloupe outside of the sandbox (or service) that it runs in: there, no program may gain rights, so that ${helper.file} cannot use its own`,
    };
  }
  const ask = helper.kind === 'netloupe-capture' ? '--check' : '-L -i lo';
  return {
    text: `${helper.file} is installed as it should be, but refuses; this says why`,
    commands: [`${helper.file} ${ask}`],
  };
}

/** Programs that capture where this one may not: whether one of them is there and has the right. Who may use it is the next check. */
export function helperCheck(ports: Pick<HostPorts, 'capturePermission'>): NamedCheck {
  const name = { id: 'capture-helper', title: 'Capture helper' };
  return {
    ...name,
    async run() {
      const permission = await ports.capturePermission();
      if (isPermitted(permission)) return good(name, 'none is needed');
      const helpers = await helperFiles();
      const found = helpers.map(helperText);
      const best = bestOf(helpers);
      // Else through tcpdump, which has or is given the right in other ways.
      if (permission.how === 'helper' && best?.wrong !== null) return good(name, `${permission.program} may capture`);
      if (best !== null && best.wrong === null) return good(name, found.join('; '));
      const others = await otherHelpers();
      if (best === null) {
        const says = `neither netloupe-capture nor dumpcap is installed${others}`;
        return trouble(name, 'failed', says, await installSteps(userName()));
      }
      return trouble(name, 'failed', `${found.join('; ')}${others}`, await helperRemedy(best));
    },
  };
}

function helperText({ file, group, mode, wrong, for: users }: HelperFile): string {
  if (wrong !== null) return `${file} ${wrong}`;
  return users === 'everyone'
    ? `${file} may capture for everyone`
    : `${file} may capture for the group ${group} (mode ${octal(mode)})`;
}

async function otherHelpers(): Promise<string> {
  const [tcpdump, pkexec] = await Promise.all([findProgram('tcpdump'), findProgram('pkexec')]);
  if (tcpdump === null || (await mayCapture(tcpdump))) return '';
  return `; ${tcpdump} may not capture${pkexec === null ? '' : ', but could through pkexec on a desktop'}`;
}

/** Ours is not needed where a helper brings its own. */
export function libpcapCheck(ports: Ports): NamedCheck {
  const name = { id: 'libpcap', title: 'libpcap' };
  return {
    ...name,
    async run() {
      const loaded = await ports.libpcapVersion();
      if (loaded.ok) return good(name, loaded.value);
      const { how } = await ports.capturePermission();
      return trouble(
        name,
        how === 'none' ? 'failed' : 'warning',
        loaded.failure.message,
        await libpcapRemedy(loaded.failure),
      );
    },
  };
}
