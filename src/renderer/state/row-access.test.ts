import { describe, expect, it } from 'vitest';
import type { ViewFrame } from '#contract/protocol.ts';
import { indexOfKey, numberCell, rowAt, sameRow, textCell } from './row-access.ts';

function frame(overrides: Partial<ViewFrame> = {}): ViewFrame {
  return {
    table: 'sessions',
    matching: 1000,
    held: 2000,
    newer: 0,
    offset: 100,
    keys: ['a', 'b'],
    columns: { src_ip: ['192.0.2.1', '192.0.2.2'], bytes_in: [10, 20], answers: [[{ data: 'x' }], []] },
    totals: null,
    sparklines: null,
    mistake: null,
    coalesced: 0,
    paused: false,
    ...overrides,
  };
}

describe('rowAt', () => {
  it('finds rows by their place in the whole view', () => {
    const row = rowAt(frame(), 101);
    expect(row?.key).toBe('b');
    expect(row?.cells['src_ip']).toBe('192.0.2.2');
  });

  it('has nothing outside of the window', () => {
    expect(rowAt(frame(), 99)).toBeUndefined();
    expect(rowAt(frame(), 102)).toBeUndefined();
  });

  it('makes a row once per frame', () => {
    const one = frame();
    expect(rowAt(one, 100)).toBe(rowAt(one, 100));
  });
});

describe('indexOfKey', () => {
  it('is the place in the whole view', () => {
    expect(indexOfKey(frame(), 'b')).toBe(101);
    expect(indexOfKey(frame(), 'z')).toBeNull();
  });
});

describe('sameRow', () => {
  it('compares key and cells, lists by what they hold', () => {
    expect(sameRow(rowAt(frame(), 100), rowAt(frame(), 100))).toBe(true);
    expect(sameRow(rowAt(frame(), 100), rowAt(frame(), 101))).toBe(false);
    const changed = frame({ columns: { ...frame().columns, answers: [[{ data: 'y' }], []] } });
    expect(sameRow(rowAt(frame(), 100), rowAt(changed, 100))).toBe(false);
    expect(sameRow(undefined, rowAt(frame(), 100))).toBe(false);
  });
});

describe('typed cells', () => {
  it('are null where the cell is of another type', () => {
    const row = rowAt(frame(), 100)!;
    expect(textCell(row, 'src_ip')).toBe('192.0.2.1');
    expect(textCell(row, 'bytes_in')).toBeNull();
    expect(numberCell(row, 'bytes_in')).toBe(10);
    expect(numberCell(row, 'no such column')).toBeNull();
  });
});
