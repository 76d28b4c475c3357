/** The programs that may capture for a group of users: whose they are, what their files allow, and how that is put right. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { OWN_HELPER, ownHelperState } from '../capture/own-helper.ts';
import { findProgram } from '../capture/programs.ts';
import { isErrno } from '../files/write-errors.ts';
import type { Remedy } from './check.ts';
import { canCaptureWith, fileCapabilities } from './file-capabilities.ts';
import { groupById, groupByName } from './groups.ts';

const UNTRUSTED_FOLDER = 'lies in a folder that others than root can change, and is not used';

const SET_USER = 0o4000;
const WRITABLE_BY_OTHERS = 0o022;
const RUN_BY_ALL = 0o001;
const RUN_BY_GROUP = 0o010;
const PERMISSION_BITS = 0o7777;

export interface HelperFile {
  readonly file: string;
  readonly kind: 'netloupe-capture' | 'dumpcap';
  readonly uid: number;
  /** Null: its group has no name any more. */
  readonly group: string | null;
  readonly gid: number;
  readonly mode: number;
  /** What is wrong with it, as the end of a sentence that begins with its name; null: whoever may run it captures. */
  readonly wrong: string | null;
  /** Who may run it. */
  readonly for: 'everyone' | 'group' | 'nobody';
}

/** Ours first, then Wireshark's. */
export async function helperFiles(): Promise<readonly HelperFile[]> {
  const dumpcap = await findDumpcap();
  const found = await Promise.all([
    examine(OWN_HELPER, 'netloupe-capture'),
    ...(dumpcap === null ? [] : [examine(dumpcap, 'dumpcap' as const)]),
  ]);
  return found.filter((helper) => helper !== null);
}

/** Also where this user may not run it, which is what is to be found out. */
async function findDumpcap(): Promise<string | null> {
  const usual = ['/usr/bin/dumpcap', '/usr/local/bin/dumpcap', '/usr/sbin/dumpcap'];
  return (await findProgram('dumpcap')) ?? usual.find((file) => existsSync(file)) ?? null;
}

async function examine(file: string, kind: HelperFile['kind']): Promise<HelperFile | null> {
  let found;
  try {
    found = await stat(file);
  } catch (error) {
    if (isErrno(error)) return null;
    throw error;
  }
  if (!found.isFile()) return null;
  const mode = found.mode & PERMISSION_BITS;
  const group = await groupById(found.gid);
  const capabilities = (mode & SET_USER) !== 0 && found.uid === 0 ? null : await fileCapabilities(file);
  return {
    file,
    kind,
    uid: found.uid,
    gid: found.gid,
    group: group?.name ?? null,
    mode,
    wrong:
      whatIsWrong({ uid: found.uid, gid: found.gid, group: group?.name ?? null, mode, capabilities }) ??
      (kind === 'netloupe-capture' && ownHelperState(file) === 'untrusted' ? UNTRUSTED_FOLDER : null),
    for: (mode & RUN_BY_ALL) !== 0 ? 'everyone' : (mode & RUN_BY_GROUP) !== 0 ? 'group' : 'nobody',
  };
}

/** `capabilities` null: not known, or not needed as it runs as root. */
export function whatIsWrong({
  uid,
  gid,
  group,
  mode,
  capabilities,
}: Pick<HelperFile, 'uid' | 'gid' | 'group' | 'mode'> & { readonly capabilities: bigint | null }): string | null {
  if (uid !== 0) return `belongs to the user with the number ${uid} instead of root, who could replace it`;
  if ((mode & WRITABLE_BY_OTHERS) !== 0) return `can be changed by others than root (mode ${octal(mode)})`;
  if ((mode & (RUN_BY_ALL | RUN_BY_GROUP)) === 0) return `may be run by root alone (mode ${octal(mode)})`;
  if (capabilities !== null && !canCaptureWith(capabilities)) {
    return 'has no right to capture (it lacks the capabilities cap_net_raw and cap_net_admin)';
  }
  if ((mode & RUN_BY_ALL) === 0 && gid === 0) return 'may be run by the group root alone';
  if ((mode & RUN_BY_ALL) === 0 && group === null) return `belongs to a group (${gid}) that does not exist`;
  return null;
}

/** `0750`. */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}

const PACKAGES = {
  'netloupe-capture': { package: 'netloupe', group: 'netloupe' },
  dumpcap: { package: 'wireshark-common', group: 'wireshark' },
} as const;

/** Of a helper with something wrong: the package's own question where there is one, else each step. */
export async function helperRemedy({
  file,
  kind,
  wrong,
}: Pick<HelperFile, 'file' | 'kind' | 'wrong'>): Promise<Remedy> {
  if (wrong === UNTRUSTED_FOLDER) {
    const folder = path.dirname(file);
    return {
      text: 'Give the folder, and all above it, to root alone',
      commands: [`sudo chown root:root ${folder}`, `sudo chmod 0755 ${folder}`],
    };
  }
  const { package: owner, group } = PACKAGES[kind];
  if ((await findProgram('dpkg-reconfigure')) !== null && existsSync(`/var/lib/dpkg/info/${owner}.config`)) {
    return {
      text: `Let the group ${group} capture through it: answer “yes”`,
      commands: [`sudo dpkg-reconfigure ${owner}`],
    };
  }
  const exists = (await groupByName(group)) !== null;
  return {
    text: `Let the group ${group} capture through it, and nobody else`,
    commands: [
      ...(exists ? [] : [`sudo groupadd --system ${group}`]),
      `sudo chown root:${group} ${file}`,
      `sudo chmod 0750 ${file}`,
      `sudo setcap cap_net_raw,cap_net_admin=ep ${file}`,
    ],
  };
}

/** The group that `helperRemedy` gives the right to. */
export function groupOfRemedy(kind: HelperFile['kind']): string {
  return PACKAGES[kind].group;
}

/** One with which nothing is wrong, else the one that is nearest to that: ours before Wireshark's. */
export function bestOf(helpers: readonly HelperFile[]): HelperFile | null {
  return helpers.find(({ wrong }) => wrong === null) ?? helpers[0] ?? null;
}
