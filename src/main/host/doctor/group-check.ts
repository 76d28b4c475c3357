/** Whether this user is in the group that a helper captures for: by the books, and in the session that runs. */
import type { HostPorts } from '../host-ports.ts';
import { good, trouble, type NamedCheck, type Remedy } from './check.ts';
import { groupByName, membership, userName } from './groups.ts';
import { bestOf, helperFiles } from './helper-files.ts';
import { isPermitted } from './permitted.ts';

export function groupCheck(ports: Pick<HostPorts, 'capturePermission'>): NamedCheck {
  const name = { id: 'capture-group', title: 'Group that may capture' };
  return {
    ...name,
    async run() {
      const permission = await ports.capturePermission();
      if (isPermitted(permission)) return good(name, 'none is needed');
      const helpers = (await helperFiles()).filter(({ wrong }) => wrong === null);
      if (helpers.length === 0) return good(name, 'no helper captures for a group');
      if (helpers.some((helper) => helper.for === 'everyone')) return good(name, 'a helper captures for everyone');
      const having = await Promise.all(helpers.map(({ gid }) => membership(gid)));
      const user = userName() ?? 'this user';
      const ready = helpers[having.indexOf('in-session')];
      if (ready !== undefined) return good(name, `${user} is in the group ${ready.group}`);
      const waiting = helpers[having.indexOf('after-login')];
      const group = (waiting ?? bestOf(helpers))?.group ?? '';
      const remedy = (await membershipRemedy(group)) ?? { text: 'Log out and in again' };
      if (waiting !== undefined) {
        const says = `${user} is in the group ${group}, but this session began before that and does not have it yet`;
        return trouble(name, permission.how === 'helper' ? 'warning' : 'failed', says, remedy);
      }
      const says = `${user} is not in the group ${group}`;
      return trouble(name, permission.how === 'helper' ? 'warning' : 'failed', says, remedy);
    },
  };
}

/** What is missing between this user and the group; null: nothing. A group that does not exist yet is about to be made. */
export async function membershipRemedy(group: string): Promise<Remedy | null> {
  const known = await groupByName(group);
  const has = known === null ? 'none' : await membership(known.id);
  if (has === 'in-session') return null;
  if (has === 'after-login') {
    return {
      text: 'Log out and in again. Until then, this gives the group to one terminal, from which Netloupe can be started',
      commands: [`newgrp ${group}`],
    };
  }
  return {
    text: 'Add yourself to the group, then log out and in again: a session keeps the groups that it began with',
    commands: [`sudo usermod -aG ${group} ${userName() ?? '"$USER"'}`],
  };
}
