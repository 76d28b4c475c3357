/** The columns of groups of sessions. */
import type { Dimension, GroupRow } from '#contract/views/sums.ts';
import { clockTextOf, dayText, exactText } from '../../display/times.ts';
import { bytesInScale, formatCount, type ByteScale } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { BarSpark } from '../../widgets/bar-spark.tsx';
import type { DataColumn } from '../../widgets/data-table-types.ts';
import { CategoryDot } from '../../widgets/mark.tsx';
import { DomainText, MiddleText, Nothing, Quantity } from '../../widgets/text-parts.tsx';
import { countryName } from './country-name.ts';
import classes from './sessions.module.css';

type Column = DataColumn<GroupRow>;

export interface GroupLook {
  readonly withDay: boolean;
  readonly scaleIn: ByteScale;
  readonly scaleOut: ByteScale;
  /** Colour of a category; null where categories have none. */
  slotOf(label: string | null): number | null;
}

/** What a group is called where it is shown. */
export function groupName(by: Dimension, label: string | null): string {
  if (label === null || label === '') return words().sessions.unknown[by];
  return by === 'country' ? countryName(label) : label;
}

function nameColumn(by: Dimension, look: GroupLook): Column {
  const say = words().sessions;
  return {
    id: 'label',
    title: say.dimensions[by],
    hint: say.groupColumns.label.hint,
    width: 260,
    minWidth: 140,
    grow: true,
    mono: by === 'talker',
    render: ({ label }) => {
      const name = groupName(by, label);
      if (label === null || label === '') return <span className={classes.unknown}>{name}</span>;
      const slot = look.slotOf(label);
      return (
        <span className={classes.name}>
          {slot !== null && <CategoryDot slot={slot} />}
          {by === 'host' ? <DomainText text={name} /> : by === 'talker' ? <MiddleText text={name} /> : name}
        </span>
      );
    },
    tooltip: (row) => (row.filter === null ? groupName(by, row.label) : say.openGroup(groupName(by, row.label))),
  };
}

export function groupColumns(by: Dimension, look: GroupLook): readonly Column[] {
  const { groupColumns: said, noTraffic } = words().sessions;
  const { bytes } = words().common;
  const count = (id: 'sessions' | 'open' | 'packets'): Column => ({
    id,
    ...said[id],
    width: 92,
    align: 'right',
    descendingFirst: true,
    render: (row) => formatCount(row[id]),
  });
  const amount = (id: 'bytes_in' | 'bytes_out', scale: ByteScale): Column => ({
    id,
    ...said[id],
    unit: scale.unit,
    width: 96,
    align: 'right',
    descendingFirst: true,
    render: (row) => <Quantity text={bytesInScale(row[id], scale)} />,
    tooltip: (row) => bytes(formatCount(row[id])),
  });
  return [
    nameColumn(by, look),
    count('sessions'),
    count('open'),
    count('packets'),
    {
      id: 'traffic',
      ...said.traffic,
      width: 92,
      minWidth: 92,
      sortable: false,
      render: ({ traffic }) => (traffic.length === 0 ? <Nothing words={noTraffic} /> : <BarSpark values={traffic} />),
    },
    amount('bytes_in', look.scaleIn),
    amount('bytes_out', look.scaleOut),
    {
      id: 'last_us',
      ...said.last_us,
      width: look.withDay ? 172 : 96,
      align: 'right',
      descendingFirst: true,
      render: ({ last_us: last }) => {
        const clock = clockTextOf(last / 1000);
        return look.withDay ? `${dayText(last / 1000)}, ${clock}` : clock;
      },
      tooltip: ({ last_us: last }) => exactText(new Date(last / 1000).toISOString()),
    },
  ];
}
