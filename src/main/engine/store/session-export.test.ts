import { describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import { END_FIN, STATE_CLOSE } from '#main/engine/flows/session-columns.ts';
import { exportRows, type ExportRows } from './export-rows.ts';
import { ManualClock } from './manual-clock.ts';
import type { ExportFile } from './ports.ts';
import { SessionFixture } from './session-fixtures.ts';
import { Slicer, Turns } from './slicer.ts';
import { compileRowFilter } from '#main/engine/filter/row-filter.ts';
import { wantedRows } from './wanted-rows.ts';

/** The first cells of the rows that were written; `during` runs when the first chunk is. */
async function exported(rows: ExportRows, during: () => void = () => undefined): Promise<string[]> {
  let text = '';
  const file: ExportFile = {
    write: async (chunk) => {
      text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
      return success(null);
    },
    commit: async () => success({ path: '', bytes: text.length }),
    abort: async () => undefined,
    handOver: async () => failure('unsupported', 'It is a text'),
  };
  const clock = new ManualClock(0, 1);
  const counts = { rows: 0, totalRows: 0 };
  let begun = false;
  await exportRows(
    rows,
    file,
    new Slicer(new Turns(clock)),
    () => {
      if (!begun) during();
      begun = true;
      return false;
    },
    (now) => Object.assign(counts, now),
  );
  const lines = text.split('\r\n').slice(1, -1);
  expect(counts).toMatchObject({ rows: lines.length, totalRows: lines.length });
  return lines.map((line) => line.slice(0, line.indexOf(',')));
}

describe('an export of sessions', () => {
  it('has those that ended as they ended, then the open ones by serial', async () => {
    const fixture = new SessionFixture();
    const slots = Array.from({ length: 6 }, () => fixture.start());
    for (const i of [4, 0, 2]) fixture.end(slots[i]!, STATE_CLOSE, END_FIN);
    const names = await exported(fixture.table.exportRows(null));
    expect(names).toEqual([5, 1, 3, 2, 4, 6].map((serial) => `session-${serial}`));
  });

  it('is fixed when it begins: nothing new, nothing twice, forgotten ones left out', async () => {
    const fixture = new SessionFixture();
    const slots = Array.from({ length: 900 }, () => fixture.start());
    fixture.end(slots[0]!, STATE_CLOSE, END_FIN);
    fixture.end(slots[1]!, STATE_CLOSE, END_FIN);
    const rows = fixture.table.exportRows(null);
    expect(rows.count).toBe(900);
    fixture.end(slots[2]!, STATE_CLOSE, END_FIN);
    fixture.forget(slots[0]!);
    expect(fixture.start()).toBe(slots[0]);
    const names = await exported(rows, () => {
      fixture.end(slots[500]!, STATE_CLOSE, END_FIN);
      fixture.end(slots[890]!, STATE_CLOSE, END_FIN);
      fixture.forget(slots[890]!);
      expect(fixture.start()).toBe(slots[890]);
    });
    const expected = Array.from({ length: 899 }, (_, i) => i + 2).filter((serial) => serial !== 891);
    expect(names).toEqual(expected.map((serial) => `session-${serial}`));
  });

  it('sorts sessions that were reported late among the others', async () => {
    const fixture = new SessionFixture();
    fixture.start();
    fixture.startLate(7);
    fixture.startLate(3);
    const names = await exported(fixture.table.exportRows(null));
    expect(names).toEqual(['session-1', 'session-3', 'session-7']);
    expect(fixture.table.slotOf(3)).toBe(2);
    expect(fixture.table.slotOf(2)).toBe(-1);
  });

  it('holds what passes the filter', async () => {
    const fixture = new SessionFixture();
    fixture.start({ hostname: 'one.example' });
    fixture.start({ hostname: 'two.example' });
    expect(
      await exported(fixture.table.exportRows(wantedRows(compileRowFilter('example -one'), null, fixture.table))),
    ).toEqual(['session-2']);
  });
});
