/** Groups of this machine, and which of them this user has: by the system's books, and in this session. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { findProgram } from '../capture/programs.ts';

const ASK_TIMEOUT_MS = 3000;

export interface Group {
  readonly name: string;
  readonly id: number;
}

export function groupByName(name: string): Promise<Group | null> {
  return find(name, (group) => group.name === name);
}

export function groupById(id: number): Promise<Group | null> {
  return find(String(id), (group) => group.id === id);
}

/** `getent` also knows groups that are kept elsewhere (LDAP); the file is what is always there. */
async function find(key: string, isIt: (group: Group) => boolean): Promise<Group | null> {
  const getent = await findProgram('getent');
  const text = getent === null ? await readFile('/etc/group', 'utf8') : await outputOf(getent, ['group', key]);
  return parseGroups(text ?? '').find(isIt) ?? null;
}

/** Lines as in group(5). */
export function parseGroups(text: string): Group[] {
  return text.split('\n').flatMap((line) => {
    const [name, , id] = line.split(':');
    return name === undefined || id === undefined || !/^\d+$/.test(id) ? [] : [{ name, id: Number(id) }];
  });
}

/** Null where the user has no name. */
export function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    // A number that nobody entered in the system's books, as containers have it.
    return null;
  }
}

export type Membership = 'in-session' | 'after-login' | 'none';

/** Whether this process has the group, would have it after the next login, or is to be given it. */
export async function membership(groupId: number): Promise<Membership> {
  const own = [process.getgid?.(), process.getegid?.(), ...(process.getgroups?.() ?? [])];
  if (own.includes(groupId)) return 'in-session';
  const user = userName();
  const id = await findProgram('id');
  if (user === null || id === null) return 'none';
  const kept = await outputOf(id, ['-G', '--', user]);
  return kept?.trim().split(/\s+/).map(Number).includes(groupId) === true ? 'after-login' : 'none';
}

/** Null where it failed: it says so by its status when there is no such entry. */
function outputOf(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: ASK_TIMEOUT_MS }, (error, stdout) =>
      resolve(error !== null ? null : stdout),
    );
  });
}
