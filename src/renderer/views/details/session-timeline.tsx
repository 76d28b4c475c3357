/** How the packets of a session went: the widget, with what each of them says. */
import type { SessionDetails } from '#contract/views/session-details.ts';
import { clockText, secondsBetween } from '../../display/times.ts';
import { formatBytes, formatCount, formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { PacketTimeline, type TimelinePacket } from '../../widgets/packet-timeline.tsx';
import { sessionStateWord } from '../words.ts';
import { listedPackets } from './listed-packets.ts';

export function SessionTimeline({
  details,
  onPacket,
}: {
  readonly details: SessionDetails;
  onPacket(identity: string): void;
}): React.JSX.Element {
  const say = words().details.timeline;
  const listed = listedPackets(details);
  const { start_time: start } = details.session;
  const times = listed.map(({ packet }) => secondsBetween(start, packet.timestamp));
  const packets = listed.map(({ packet, facts, entered }, at): TimelinePacket => {
    const inward = packet.direction === 'in';
    const parts = [
      clockText(packet.timestamp, 6),
      packet.length === 0
        ? words().details.packets.event
        : say.packet(inward ? say.in : say.out, formatBytes(packet.length)),
      at === 0 ? say.first : say.sinceLast(formatDuration(times[at]! - times[at - 1]!)),
      ...(facts.retransmission ? [say.again] : []),
      ...(facts.outOfOrder ? [say.late] : []),
      ...(entered === null ? [] : [sessionStateWord(entered).text]),
    ];
    return {
      time: times[at]!,
      bytes: packet.length,
      inward,
      kind: facts.retransmission ? 'again' : facts.outOfOrder ? 'late' : 'usual',
      says: parts.join(' · '),
      state: entered === null ? null : sessionStateWord(entered).text,
    };
  });
  const count = formatCount(packets.length);
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return (
    <PacketTimeline
      label={say.label(count)}
      rest={packets.length === 1 ? say.one : say.rest(count, formatDuration(span))}
      packets={packets}
      onOpen={(at) => onPacket(listed[at]!.identity)}
    />
  );
}
