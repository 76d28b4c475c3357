import { useMemo } from 'react';
import { unseenCounts, type UnseenCounts } from '../../state/alert-facts.ts';
import { isSilenced } from '../../state/alert-silences.ts';
import { useNow } from '../use-now.ts';
import { useAlerts } from '../use-store.ts';

/** Alerts that were not seen, without those that the user does not want to hear of. */
export function useUnseen(): UnseenCounts {
  const frame = useAlerts((state) => state.frame);
  const seen = useAlerts((state) => state.seen);
  const silences = useAlerts((state) => state.silences);
  const now = useNow(30_000);
  return useMemo(
    () => unseenCounts(frame, seen, (alert) => isSilenced(alert, silences, now)),
    [frame, seen, silences, now],
  );
}
