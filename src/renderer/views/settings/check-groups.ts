/** Which checks belong together, in the order in which they matter to somebody who sees nothing captured. */
import type { CheckState, DoctorCheck } from '#contract/settings-commands.ts';

export const CHECK_GROUPS = ['capturing', 'network', 'machine', 'program'] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

const MEMBERS: Readonly<Record<Exclude<CheckGroup, 'program'>, readonly string[]>> = {
  capturing: ['capture', 'capture-helper', 'capture-group', 'libpcap'],
  network: ['interfaces', 'default-route', 'seen-twice'],
  machine: ['clock', 'disk', 'data-folder', 'history'],
};
const WORST_FIRST: readonly CheckState[] = ['failed', 'warning', 'unknown', 'ok'];

export interface GroupedChecks {
  readonly group: CheckGroup;
  /** Of all of them. */
  readonly state: CheckState;
  /** Trouble first. */
  readonly checks: readonly DoctorCheck[];
}

/** Groups of which there is a check; what nobody knows here is about the program. */
export function groupChecks(checks: readonly DoctorCheck[]): readonly GroupedChecks[] {
  const groupOf = ({ id }: DoctorCheck): CheckGroup =>
    CHECK_GROUPS.find((group) => group !== 'program' && MEMBERS[group].includes(id)) ?? 'program';
  const rank = ({ state }: DoctorCheck): number => WORST_FIRST.indexOf(state);
  return CHECK_GROUPS.flatMap((group) => {
    const own = checks.filter((check) => groupOf(check) === group).toSorted((a, b) => rank(a) - rank(b));
    const [first] = own;
    return first === undefined ? [] : [{ group, state: first.state, checks: own }];
  });
}
