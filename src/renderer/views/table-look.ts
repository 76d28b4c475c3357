/** What a capture, or a stretch of history, makes tables show or leave out. */
import { dayText } from '../display/times.ts';
import { useNow } from './use-now.ts';
import { useStatus } from './use-store.ts';
import { useDomain } from './use-travel.ts';

export interface TableLook {
  /** The day beside the time: it runs over more than one, or over another one than today. */
  readonly withDay: boolean;
  /** The interface: there is more than one. */
  readonly withInterface: boolean;
  /** What happens now, not a file. */
  readonly isLive: boolean;
}

export function lookKey(look: TableLook): string {
  return `${look.withDay} ${look.withInterface} ${look.isLive}`;
}

export function useTableLook(): TableLook {
  const withInterface = useStatus((capture) => capture.interfaces.length > 1) ?? false;
  const travelsOverDays = useTravelsOverDays();
  const captureOverDays =
    useStatus(
      ({ first_time_us: first, last_time_us: last }) =>
        first !== null && last !== null && dayText(first / 1000) !== dayText(last / 1000),
    ) ?? false;
  const isLive = useStatus((capture) => capture.kind === 'live') ?? false;
  return { withDay: travelsOverDays || captureOverDays, withInterface, isLive };
}

function useTravelsOverDays(): boolean {
  const domain = useDomain();
  const nowMs = useNow(60_000);
  if (domain === null) return false;
  if (domain.kind === 'last') return true;
  const today = dayText(nowMs);
  return dayText(domain.fromUs / 1000) !== today || dayText(domain.toUs / 1000) !== today;
}
