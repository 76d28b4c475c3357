/** The history of a machine on which this program records nothing itself: it is opened for reading, for a moment. */
import type { DoctorCheck } from '#contract/settings-commands.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { HistoryClient } from '#main/engine/history/client.ts';
import { historyCheck } from '#main/engine/history/history-check.ts';
import type { HistorySpawner } from '#main/engine/history/ports.ts';
import type { SettingsHome } from '#main/engine/settings-ports.ts';
import { createClock } from '../clock.ts';
import { good, type NamedCheck } from './check.ts';

/** A large log to be read again takes a second or two. */
const PATIENCE_MS = 10_000;

export interface HistoryProbeParts {
  readonly spawner: HistorySpawner;
  readonly folder: string;
  readonly settings: SettingsHome;
  readonly version: string;
}

export function historyProbe(parts: HistoryProbeParts): NamedCheck {
  return { id: 'history', title: 'History', run: () => probe(parts) };
}

async function probe({ spawner, folder, settings, version }: HistoryProbeParts): Promise<DoctorCheck> {
  const { history } = (await settings.read()).settings;
  const about = { failure: null, path: folder, bytes: null, setAside: null };
  if (!history.enabled) return historyCheck({ ...about, state: 'off' });
  const clock = createClock();
  const limits = { retention: { days: 0, bytes: 0 }, memoryBytes: 64 * 1024 * 1024, threads: 1, version };
  let changed = (): void => undefined;
  const client = new HistoryClient({
    spawner,
    clock,
    chance: () => 0,
    open: { folder, writes: false, ...limits },
    changed: () => changed(),
  });
  await new Promise<void>((resolve) => {
    const stopWaiting = clock.after(PATIENCE_MS, resolve);
    changed = (): void => {
      if (client.state.kind === 'starting' || client.state.kind === 'idle') return;
      stopWaiting();
      resolve();
    };
    client.start();
  });
  const { state } = client;
  if (state.kind === 'locked') {
    await client.close(PATIENCE_MS);
    return good({ id: 'history', title: 'History' }, `kept in ${folder}; a Netloupe that runs has it open`);
  }
  const info =
    state.kind === 'ready'
      ? await client.ask('info', { dataset: HISTORY_DATASET, zone: 'UTC' }, AbortSignal.timeout(PATIENCE_MS))
      : null;
  await client.close(PATIENCE_MS);
  return historyCheck({
    ...about,
    state: state.kind === 'idle' ? 'starting' : state.kind,
    failure: 'failure' in state ? state.failure : null,
    bytes: info?.ok === true && info.value.span !== null ? info.value.bytes : null,
  });
}
