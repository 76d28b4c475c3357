import { expect, it } from 'vitest';
import type { DoctorCheck } from '#contract/settings-commands.ts';
import { groupChecks } from './check-groups.ts';

function check(id: string, state: DoctorCheck['state']): DoctorCheck {
  return { id, title: id, state, says: '', remedy: null, commands: [] };
}

it('groups checks with trouble first, and knows the worst of each group', () => {
  const grouped = groupChecks([
    check('clock', 'ok'),
    check('libpcap', 'ok'),
    check('capture', 'failed'),
    check('disk', 'warning'),
    check('of-tomorrow', 'unknown'),
  ]);
  expect(grouped.map(({ group, state, checks }) => [group, state, checks.map(({ id }) => id)])).toEqual([
    ['capturing', 'failed', ['capture', 'libpcap']],
    ['machine', 'warning', ['disk', 'clock']],
    ['program', 'unknown', ['of-tomorrow']],
  ]);
  expect(groupChecks([])).toEqual([]);
});
