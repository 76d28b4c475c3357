import { describe, expect, it } from 'vitest';
import { SESSION_COLUMNS, type SessionColumn } from '#contract/records.ts';
import { byteScale } from '../../display/units.ts';
import { observedText } from './observed.ts';
import { BYTE_COLUMNS, type ByteScales } from './said-columns.ts';
import { sessionColumns } from './session-columns.tsx';

const look = { withDay: false, withInterface: false, isLive: false };
const scales = Object.fromEntries(BYTE_COLUMNS.map((name) => [name, byteScale(5_000_000)])) as ByteScales;
const observed = [{ name: 'tcp_connected', meaning: 'SYN, SYN+ACK and an ACK forward were seen' }];
const columns = sessionColumns(look, observed, scales);

describe('the columns of sessions', () => {
  it('begin with those that everybody wants', () => {
    const shown = columns.filter(({ standard }) => standard !== false);
    expect(shown.map(({ id }) => id).slice(0, 12)).toEqual([
      'start_time',
      'process',
      'hostname',
      'remote',
      'application',
      'state',
      'rtt_ms',
      'traffic',
      'bytes_in',
      'bytes_out',
      'duration_s',
      'interface',
    ]);
  });

  it('have every column of the record, each once', () => {
    const ids = columns.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // The number is in the tooltip of the name.
    const elsewhere: ReadonlySet<SessionColumn> = new Set(['protocol_num']);
    for (const column of SESSION_COLUMNS) if (!elsewhere.has(column)) expect(ids).toContain(column);
    for (const column of columns) expect(column.hint, column.id).not.toBe('');
  });

  it('have the keys of observers as the last ones, with what they mean', () => {
    expect(columns.at(-1)).toMatchObject({ id: 'tcp_connected', hint: observed[0]!.meaning, group: 'observed' });
  });

  it('say why there is no program: a file does not tell', () => {
    const row = { key: '1', traffic: null, cells: { process: null } };
    const why = (isLive: boolean): string | undefined =>
      sessionColumns({ ...look, isLive }, [], scales)
        .find(({ id }) => id === 'process')
        ?.tooltip?.(row);
    expect(why(false)).toMatch(/file/);
    expect(why(true)).toMatch(/machine/);
  });

  it('ask for both parts of a value that has two', () => {
    const row = { key: '1', traffic: null, cells: { dst_ip: '192.0.2.1', dst_port: 443 } };
    expect(columns.find(({ id }) => id === 'remote')?.values?.(row)).toEqual([
      { field: 'dst_ip', value: '192.0.2.1' },
      { field: 'dst_port', value: 443 },
    ]);
  });
});

it('tells what was not seen from what was seen not to be', () => {
  expect([null, undefined, false, true, 0, '192.0.2.1'].map(observedText)).toEqual([
    null,
    null,
    'no',
    'yes',
    '0',
    '192.0.2.1',
  ]);
});
