/** Cells that several tables share. Made while a view is drawn: what they say depends on the language. */
import { clockText, dayText, exactText } from '../display/times.ts';
import { bytesInScale, formatBytes, formatCount, formatDuration, type ByteScale } from '../display/units.ts';
import { words } from '../display/words.ts';
import { numberCell, textCell, type ViewRow } from '../state/row-access.ts';
import { CategoryDot, GlyphMark } from '../widgets/mark.tsx';
import { MiddleText, Nothing, Quantity } from '../widgets/text-parts.tsx';
import type { RecordColumn } from './row-values.ts';
import { protocolSlot, sessionStateWord } from './words.ts';

/** `withDay`: where a capture runs over more than one day, the time of day alone would say too little. */
export function timeColumn(
  id: string,
  title: string,
  hint: string,
  look: { readonly fraction: 0 | 3 | 6; readonly width: number; readonly withDay: boolean },
): RecordColumn {
  return {
    id,
    title,
    hint,
    width: look.withDay ? look.width + 76 : look.width,
    fits: true,
    descendingFirst: true,
    measured: true,
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

export function addressColumn(id: string, title: string, hint: string): RecordColumn {
  return {
    id,
    title,
    hint,
    width: 130,
    fits: true,
    mono: true,
    render: (row) => <MiddleText text={textCell(row, id) ?? ''} />,
    tooltip: (row) => textCell(row, id) ?? undefined,
  };
}

/** Address and port of one end as one value to read, and two to ask for. */
export function endpointColumn(
  id: string,
  title: string,
  hint: string,
  keys: { readonly address: string; readonly port: string },
): RecordColumn {
  const text = (row: ViewRow): string => endpointText(textCell(row, keys.address) ?? '', numberCell(row, keys.port));
  return {
    id,
    title,
    hint,
    width: 164,
    fits: true,
    mono: true,
    sortBy: keys.address,
    render: (row) => <MiddleText text={text(row)} tail={numberCell(row, keys.port) === null ? 9 : 14} />,
    tooltip: text,
    values: (row) => {
      const port = numberCell(row, keys.port);
      const address = { field: keys.address, value: textCell(row, keys.address) };
      return port === null ? [address] : [address, { field: keys.port, value: port }];
    },
  };
}

export function endpointText(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

export function portColumn(id: string, hint: string, title: string = words().common.port): RecordColumn {
  const { noPort } = words().common;
  return {
    id,
    title,
    hint,
    width: 60,
    fits: true,
    align: 'right',
    render: (row) => numberCell(row, id) ?? <Nothing words={noPort} />,
  };
}

export function protocolColumn(): RecordColumn {
  const say = words().common;
  return {
    id: 'protocol_name',
    title: say.protocol,
    hint: say.protocolHint,
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
    tooltip: (row) => say.ipProtocol(numberCell(row, 'protocol_num') ?? ''),
  };
}

export function stateColumn(hint: string): RecordColumn {
  const say = words().common;
  return {
    id: 'state',
    title: say.state,
    hint,
    width: 112,
    fits: true,
    render: (row) => {
      const state = textCell(row, 'state');
      if (state === null) return <Nothing words={say.noChange} />;
      const word = sessionStateWord(state);
      return <GlyphMark glyph={word.glyph} text={word.text} tone={word.tone} />;
    },
    tooltip: (row) => {
      const state = textCell(row, 'state');
      return state === null ? undefined : sessionStateWord(state).title;
    },
  };
}

/** `scale`: all of the column in one unit, which its header then names; absent: each in its own. */
export function bytesColumn(id: string, title: string, hint: string, scale?: ByteScale): RecordColumn {
  const { bytes } = words().common;
  return {
    id,
    title,
    hint,
    ...(scale === undefined ? {} : { unit: scale.unit }),
    width: 76,
    fits: true,
    align: 'right',
    descendingFirst: true,
    measured: true,
    render: (row) => {
      const value = numberCell(row, id) ?? 0;
      return <Quantity text={scale === undefined ? formatBytes(value) : bytesInScale(value, scale)} />;
    },
    tooltip: (row) => bytes(formatCount(numberCell(row, id) ?? 0)),
  };
}

export function countColumn(id: string, title: string, hint: string, absent?: string): RecordColumn {
  const { notKnown } = words().common;
  return {
    id,
    title,
    hint,
    width: 84,
    align: 'right',
    descendingFirst: true,
    measured: true,
    render: (row) => {
      const value = numberCell(row, id);
      return value === null ? <Nothing words={absent ?? notKnown} /> : formatCount(value);
    },
    tooltip: (row) => (numberCell(row, id) === null ? absent : undefined),
  };
}

/** `perSecond`: how many of the column's unit make a second. `absent`: why there may be none. */
export function durationColumn(
  id: string,
  title: string,
  hint: string,
  perSecond: number,
  width = 78,
  absent: string = words().common.notKnown,
): RecordColumn {
  return {
    id,
    title,
    hint,
    width,
    fits: true,
    align: 'right',
    descendingFirst: true,
    measured: true,
    render: (row) => {
      const value = numberCell(row, id);
      return value === null ? <Nothing words={absent} /> : <Quantity text={formatDuration(value / perSecond)} />;
    },
    tooltip: (row) => (numberCell(row, id) === null ? absent : undefined),
  };
}

/** `absent`: why there may be none, for the tooltip. */
export function textColumn(id: string, title: string, hint: string, width: number, absent?: string): RecordColumn {
  return {
    id,
    title,
    hint,
    width,
    render: (row) => {
      const text = textCell(row, id);
      return text === null || text === '' ? <Nothing {...(absent === undefined ? {} : { words: absent })} /> : text;
    },
    tooltip: (row) => {
      const text = textCell(row, id);
      return text === null || text === '' ? absent : text;
    },
  };
}
