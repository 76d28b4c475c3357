/** What the check of this machine says of the history. */
import { formatBytes } from '#base/units-format.ts';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import type { DoctorCheck } from '#contract/settings-commands.ts';

const NAME = { id: 'history', title: 'History' };
/** Where whoever said what is wrong did not say what to do. */
const REMEDIES = {
  full: 'Make room on this disk, or lower history.bytes in the settings',
  unwritable: 'Make the folder writable for this user',
  locked: 'Close the other Netloupe, or go on without a history here',
  newer: 'Use the later version, or move the file away to begin a new history',
  gone: 'Run the checks again in a moment',
  starting: 'Run the checks again in a moment',
} as const;
const STATES: Readonly<Record<keyof typeof REMEDIES, DoctorCheck['state']>> = {
  full: 'failed',
  unwritable: 'failed',
  locked: 'warning',
  newer: 'warning',
  gone: 'failed',
  starting: 'unknown',
};

/** Everything but what is well says what to do. */
export function historyCheck({
  state,
  failure,
  path,
  bytes,
  setAside,
}: Pick<HistoryStatusFrame, 'state' | 'failure' | 'path' | 'bytes' | 'setAside'>): DoctorCheck {
  const place = path ?? 'memory';
  const good = (says: string): DoctorCheck => ({ ...NAME, state: 'ok', says, remedy: null, commands: [] });
  if (state === 'off') return good(`switched off in the settings; what was kept before stays in ${place}`);
  if (state !== 'ready') {
    const says = failure?.message ?? (state === 'starting' ? 'it is being opened' : `it cannot be used (${state})`);
    return { ...NAME, state: STATES[state], says, remedy: failure?.remedy ?? REMEDIES[state], commands: [] };
  }
  if (setAside !== null) {
    const says = `it was damaged, and a new one was begun; the damaged one is now ${setAside}`;
    const remedy = 'Keep that file if what is in it matters, or remove it';
    return { ...NAME, state: 'warning', says, remedy, commands: [] };
  }
  if (bytes === null || bytes === 0) return good(`kept in ${place}; nothing is in it yet`);
  return good(`kept in ${place}, ${formatBytes(bytes)}`);
}
