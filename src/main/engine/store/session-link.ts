/** The sessions that rows of other tables belong to, so that these answer for what they do not have themselves. */
import { fieldThrough, type RowField, type RowFields } from '#main/engine/filter/row-fields.ts';
import type { SearchField } from '#main/engine/filter/search-fields.ts';
import type { Slot } from '#main/engine/flows/session-columns.ts';

export interface SessionLink {
  readonly fields: RowFields<Slot>;
  /** The slot of the session with this serial; below 0: it is no longer held. */
  slotOf(serial: number): Slot;
}

/** Of sessions that come to be later than those who ask for them. */
export function lateLink(link: () => SessionLink): SessionLink {
  return {
    fields: { searched: [], field: (key) => link().fields.field(key) },
    slotOf: (serial) => link().slotOf(serial),
  };
}

/** The fields that a table has, then those of the sessions that its rows belong to (`serialOf`; 0: to none). */
export function linkedFields<Row>(
  searched: readonly SearchField<Row>[],
  own: Readonly<Record<string, RowField<Row>>>,
  link: SessionLink | null,
  serialOf: (row: Row) => number,
): RowFields<Row> {
  const fields = new Map(Object.entries(own));
  const slotOf = (row: Row): Slot => {
    const serial = serialOf(row);
    return serial === 0 || link === null ? -1 : link.slotOf(serial);
  };
  return {
    searched,
    field(key) {
      const found = fields.get(key);
      if (found !== undefined) return found;
      const ofSession = link?.fields.field(key) ?? null;
      return ofSession === null ? null : fieldThrough(ofSession, slotOf);
    },
  };
}

/** A power of two. */
const REMEMBERED = 65_536;

/**
 * Remembers where the sessions of the last rows were: rows of one session come in bursts, and one after the other asks for
 * several fields. `serialAt`: of the session that is in a slot by now.
 */
export function rememberedSlots(
  slotOf: (serial: number) => Slot,
  serialAt: (slot: Slot) => number,
): (serial: number) => Slot {
  const serials = new Float64Array(REMEMBERED);
  const slots = new Int32Array(REMEMBERED);
  return (serial) => {
    const at = serial % REMEMBERED;
    if (serials[at] === serial) {
      const known = slots[at]!;
      // A session that is gone does not come back.
      if (known < 0 || serialAt(known) === serial) return known;
    }
    const slot = slotOf(serial);
    serials[at] = serial;
    slots[at] = slot;
    return slot;
  };
}
