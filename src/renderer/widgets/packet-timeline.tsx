/**
 * Packets of one conversation on a line of time: above is in, below is out, the longer the larger. What was sent again or came late has
 * another shape; long silences are cut short and say how long they were. One packet at a time is read out: under the pointer, or by arrow keys.
 */
import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { formatDuration } from '../display/units.ts';
import { words } from '../display/words.ts';
import classes from './packet-timeline.module.css';
import { timelineScale } from './timeline-scale.ts';

export interface TimelinePacket {
  /** Seconds from anywhere. */
  readonly time: number;
  readonly bytes: number;
  readonly inward: boolean;
  readonly kind: 'usual' | 'again' | 'late';
  /** What is read out. */
  readonly says: string;
  /** A state that began with it. */
  readonly state: string | null;
}

export interface PacketTimelineProps {
  readonly packets: readonly TimelinePacket[];
  readonly label: string;
  /** What is said while no packet is chosen. */
  readonly rest: string;
  onOpen(position: number): void;
}

const LANE = 15;
const HALF = 40;
const HEIGHT = LANE + 2 * HALF;
const MIDDLE = LANE + HALF;
const INSET = 8;
const SMALLEST_SCALE = 64;
/** Between the beginnings of two state labels. */
const LABEL_ROOM = 74;

export function PacketTimeline({ packets, label, rest, onOpen }: PacketTimelineProps): React.JSX.Element {
  const { ref, width } = useElementSize();
  const [chosen, setChosen] = useState<number | null>(null);
  const at = chosen === null || chosen >= packets.length ? null : chosen;
  const say = words().details.timeline;
  const { places, gaps } = timelineScale(
    packets.map((packet) => packet.time),
    width,
    INSET,
  );
  const largest = packets.reduce((most, packet) => Math.max(most, packet.bytes), SMALLEST_SCALE);
  const lengthOf = (bytes: number): number => 4 + ((HALF - 10) * Math.sqrt(bytes)) / Math.sqrt(largest);
  const nearest = (x: number): number =>
    places.reduce((best, place, position) => (Math.abs(place - x) < Math.abs(places[best]! - x) ? position : best), 0);
  const again = packets.filter(({ kind }) => kind === 'again').length;
  const late = packets.filter(({ kind }) => kind === 'late').length;

  return (
    <div>
      <div
        ref={ref}
        className={classes.frame}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={packets.length}
        aria-valuenow={(at ?? 0) + 1}
        aria-valuetext={at === null ? rest : packets[at]!.says}
        data-testid="packet-timeline"
        onPointerMove={(event) => setChosen(nearest(event.clientX - event.currentTarget.getBoundingClientRect().left))}
        onPointerLeave={() => setChosen(null)}
        onBlur={() => setChosen(null)}
        onClick={() => {
          if (at !== null) onOpen(at);
        }}
        onKeyDown={(event) => {
          const last = packets.length - 1;
          if (event.key === 'Enter' && at !== null) onOpen(at);
          else if (event.key === 'ArrowRight') setChosen(at === null ? 0 : Math.min(last, at + 1));
          else if (event.key === 'ArrowLeft') setChosen(at === null ? last : Math.max(0, at - 1));
          else if (event.key === 'Home') setChosen(0);
          else if (event.key === 'End') setChosen(last);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <svg width={width} height={HEIGHT} aria-hidden>
          <path d={axisOf(width, gaps)} className={classes.axis} />
          {gaps.map((gap) => (
            <g key={gap.from}>
              <path d={`M${gap.from + 3} ${MIDDLE}H${gap.to - 3}`} className={classes.gap} />
              <text x={(gap.from + gap.to) / 2} y={MIDDLE - 6} className={classes.gapText}>
                {formatDuration(gap.seconds)}
              </text>
            </g>
          ))}
          {packets.map((packet, position) => {
            const x = places[position]!;
            const length = lengthOf(packet.bytes);
            const end = packet.inward ? MIDDLE - length : MIDDLE + length;
            return (
              // Packets have no identity of their own; their place in the conversation is one.
              <g
                key={position}
                className={packet.inward ? classes.inward : classes.outward}
                data-chosen={position === at}
                data-kind={packet.kind}
              >
                <path d={`M${x} ${MIDDLE}V${end}`} className={classes.stem} />
                <path d={headOf(packet.kind, x, end)} className={classes.head} />
              </g>
            );
          })}
          {stateLabels(packets, places).map(({ x, text }) => (
            <g key={x}>
              <path d={`M${x} ${LANE - 2}V${MIDDLE}`} className={classes.change} />
              <text
                x={x > width - LABEL_ROOM ? x - 3 : x + 3}
                y={LANE - 5}
                textAnchor={x > width - LABEL_ROOM ? 'end' : 'start'}
                className={classes.changeText}
              >
                {text}
              </text>
            </g>
          ))}
        </svg>
        <span className={classes.above}>{say.in}</span>
        <span className={classes.below}>{say.out}</span>
      </div>
      <p className={classes.readout} aria-hidden>
        {at === null ? rest : packets[at]!.says}
      </p>
      {(again > 0 || late > 0) && (
        <p className={classes.legend}>
          {again > 0 && <Legend kind="again" text={`${again} ${say.again}`} />}
          {late > 0 && <Legend kind="late" text={`${late} ${say.late}`} />}
        </p>
      )}
    </div>
  );
}

function Legend({ kind, text }: { readonly kind: TimelinePacket['kind']; readonly text: string }): React.JSX.Element {
  return (
    <span className={classes.legendItem}>
      <svg width={12} height={12} aria-hidden>
        <g data-kind={kind}>
          <path d={headOf(kind, 6, 6)} className={classes.head} />
        </g>
      </svg>
      {text}
    </span>
  );
}

/** A dot, a triangle, a diamond. */
function headOf(kind: TimelinePacket['kind'], x: number, y: number): string {
  if (kind === 'again') return `M${x} ${y - 4.5}l4.5 8h-9z`;
  if (kind === 'late') return `M${x} ${y - 5}l4.5 5l-4.5 5l-4.5 -5z`;
  return `M${x - 2} ${y}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z`;
}

function axisOf(width: number, gaps: readonly { readonly from: number; readonly to: number }[]): string {
  let path = `M0 ${MIDDLE}`;
  for (const { from, to } of gaps) path += `H${from + 2}M${to - 2} ${MIDDLE}`;
  return `${path}H${width}`;
}

/** As many as have room; what is left out is in the list of packets. */
function stateLabels(
  packets: readonly TimelinePacket[],
  places: readonly number[],
): { readonly x: number; readonly text: string }[] {
  const labels: { readonly x: number; readonly text: string }[] = [];
  for (const [position, { state }] of packets.entries()) {
    const x = places[position]!;
    const last = labels.at(-1);
    if (state !== null && (last === undefined || x - last.x >= LABEL_ROOM)) labels.push({ x, text: state });
  }
  return labels;
}
