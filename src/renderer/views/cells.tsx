/** Cells that several tables share. */
import { formatBytes, formatCount, formatDuration } from '../display/units.ts';
import { numberCell, textCell, type ViewRow } from '../state/row-access.ts';
import type { DataColumn } from '../widgets/data-table-types.ts';
import { clockText, dayText, exactText } from '../display/times.ts';
import { CategoryDot, Mark } from '../widgets/mark.tsx';
import { MiddleText, Nothing, Quantity } from '../widgets/text-parts.tsx';
import { protocolSlot, sessionStateWord } from './words.ts';

type Column = DataColumn<ViewRow>;

/** `withDay`: where a capture runs over more than one day, the time of day alone would say too little. */
export function timeColumn(
  id: string,
  title: string,
  hint: string,
  look: { readonly fraction: 0 | 3 | 6; readonly width: number; readonly withDay: boolean },
): Column {
  return {
    id,
    title,
    hint,
    width: look.withDay ? look.width + 76 : look.width,
    descendingFirst: true,
    render: (row) => {
      const time = textCell(row, id);
      if (time === null) return <Nothing />;
      const clock = clockText(time, look.fraction);
      return look.withDay ? `${dayText(Date.parse(time))}, ${clock}` : clock;
    },
    tooltip: (row) => {
      const time = textCell(row, id);
      return time === null ? undefined : exactText(time);
    },
  };
}

export function addressColumn(id: string, title: string, hint: string): Column {
  return {
    id,
    title,
    hint,
    width: 130,
    mono: true,
    render: (row) => <MiddleText text={textCell(row, id) ?? ''} />,
    tooltip: (row) => textCell(row, id) ?? undefined,
  };
}

export function portColumn(id: string, hint: string): Column {
  return {
    id,
    title: 'Port',
    hint,
    width: 60,
    align: 'right',
    render: (row) => numberCell(row, id) ?? <Nothing words="no port" />,
  };
}

export function protocolColumn(): Column {
  return {
    id: 'protocol_name',
    title: 'Protocol',
    hint: 'Protocol above IP',
    width: 82,
    render: (row) => {
      const name = textCell(row, 'protocol_name');
      return (
        <>
          <CategoryDot slot={protocolSlot(name)} />
          {name}
        </>
      );
    },
    tooltip: (row) => `IP protocol ${numberCell(row, 'protocol_num') ?? ''}`,
  };
}

export function stateColumn(hint: string): Column {
  return {
    id: 'state',
    title: 'State',
    hint,
    width: 112,
    render: (row) => {
      const state = textCell(row, 'state');
      if (state === null) return <Nothing words="no change" />;
      const word = sessionStateWord(state);
      return <Mark icon={word.icon} text={word.text} tone={word.tone} />;
    },
    tooltip: (row) => {
      const state = textCell(row, 'state');
      return state === null ? undefined : sessionStateWord(state).title;
    },
  };
}

export function bytesColumn(id: string, title: string, hint: string): Column {
  return {
    id,
    title,
    hint,
    width: 76,
    align: 'right',
    descendingFirst: true,
    render: (row) => <Quantity text={formatBytes(numberCell(row, id) ?? 0)} />,
    tooltip: (row) => `${formatCount(numberCell(row, id) ?? 0)} bytes`,
  };
}

/** `perSecond`: how many of the column's unit make a second. */
export function durationColumn(id: string, title: string, hint: string, perSecond: number, width = 78): Column {
  return {
    id,
    title,
    hint,
    width,
    align: 'right',
    descendingFirst: true,
    render: (row) => {
      const value = numberCell(row, id);
      return value === null ? <Nothing words="not known" /> : <Quantity text={formatDuration(value / perSecond)} />;
    },
  };
}

export function textColumn(id: string, title: string, hint: string, width: number): Column {
  return {
    id,
    title,
    hint,
    width,
    render: (row) => {
      const text = textCell(row, id);
      return text === null || text === '' ? <Nothing /> : text;
    },
    tooltip: (row) => textCell(row, id) ?? undefined,
  };
}
