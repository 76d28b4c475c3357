/** How much of the newest packets is on disk, and what it could not take. */
import type { PacketRingStatus } from '#contract/history/commands.ts';
import { dayText } from '../../display/times.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { Remedy } from '../../widgets/command-line.tsx';
import classes from './history.module.css';

export function PacketsKept({ packets }: { readonly packets: PacketRingStatus }): React.JSX.Element | null {
  const say = words().history.kept.packets;
  const { state, failure, bytes, limit, span, packetsLost, path } = packets;
  if (state === 'off' && packets.packets === 0) return null;
  return (
    <div data-testid="packets-kept">
      {failure !== null && (
        <p className={classes.entryFailure}>
          <span>
            {failure.message}
            {failure.remedy !== undefined && (
              <>
                . <Remedy text={failure.remedy} />
              </>
            )}
          </span>
        </p>
      )}
      <dl className={classes.counts}>
        <dt>{say.title}</dt>
        <dd title={path}>{limit === 0 ? formatBytes(bytes) : say.of(formatBytes(bytes), formatBytes(limit))}</dd>
        <dt>{say.count}</dt>
        <dd>{formatCount(packets.packets)}</dd>
        {span !== null && (
          <>
            <dt>{say.since}</dt>
            <dd>{dayText(span.fromUs / 1000)}</dd>
          </>
        )}
        {packetsLost > 0 && (
          <>
            <dt>{say.lost}</dt>
            <dd>{formatCount(packetsLost)}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
