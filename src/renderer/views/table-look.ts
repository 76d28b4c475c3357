/** What a capture makes tables show or leave out. */
import { dayText } from '../display/times.ts';
import { useStatus } from './use-store.ts';

export interface TableLook {
  /** The day beside the time: the capture runs over more than one. */
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
  const withDay =
    useStatus(
      ({ first_time_us: first, last_time_us: last }) =>
        first !== null && last !== null && dayText(first / 1000) !== dayText(last / 1000),
    ) ?? false;
  const isLive = useStatus((capture) => capture.kind === 'live') ?? false;
  return { withDay, withInterface, isLive };
}
