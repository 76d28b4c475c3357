/** Packets of one conversation on a line of time: up is in, down is out, the longer the larger. */
import { useElementSize } from '@mantine/hooks';
import classes from './packet-timeline.module.css';

export interface TimelinePacket {
  /** Any unit, as long as it is one. */
  readonly time: number;
  readonly bytes: number;
  readonly inward: boolean;
  readonly title: string;
}

const HEIGHT = 64;
const MIDDLE = HEIGHT / 2;

export function PacketTimeline({
  packets,
  label,
}: {
  readonly packets: readonly TimelinePacket[];
  readonly label: string;
}): React.JSX.Element {
  const { ref, width } = useElementSize();
  const first = packets[0]?.time ?? 0;
  const span = Math.max(1e-9, (packets.at(-1)?.time ?? first) - first);
  const largest = packets.reduce((most, packet) => Math.max(most, packet.bytes), 64);
  return (
    <div ref={ref} className={classes.frame}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        <path d={`M0 ${MIDDLE}H${width}`} className={classes.axis} />
        {packets.map((packet, at) => {
          const x = 3 + ((width - 6) * (packet.time - first)) / span;
          const length = 4 + ((MIDDLE - 7) * Math.log2(1 + packet.bytes)) / Math.log2(1 + largest);
          const y = packet.inward ? MIDDLE - length : MIDDLE + length;
          return (
            // Packets have no identity of their own; their place in the conversation is one.
            <g key={at} className={packet.inward ? classes.inward : classes.outward}>
              <title>{packet.title}</title>
              <path d={`M${x} ${MIDDLE}V${y}`} />
              <circle cx={x} cy={y} r={2} />
            </g>
          );
        })}
      </svg>
      <span className={classes.above}>in</span>
      <span className={classes.below}>out</span>
    </div>
  );
}
