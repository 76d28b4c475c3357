import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_QUERY, NO_QUESTION, PendingQueries } from './dns-pending.ts';

/** Label lengths included; upper case is another spelling of the same name. */
const NAMES: readonly (string | null)[] = [null, '\u0001a\0', '\u0001A\0', '\u0001b\0', '\u0002ab\0', '\0'];

interface Waiting {
  readonly query: number;
  readonly key: string;
  readonly type: number;
  readonly name: string | null;
}

function find(pending: PendingQueries, serial: number, id: number, type: number, name: string | null): number {
  const bytes = Uint8Array.from(name ?? '', (letter) => letter.charCodeAt(0));
  return pending.find(serial, 0, id, type, bytes, 0, name === null ? NO_QUESTION : bytes.length);
}

function add(pending: PendingQueries, serial: number, id: number, type: number, name: string | null): number {
  const bytes = Uint8Array.from(name ?? '', (letter) => letter.charCodeAt(0));
  return pending.add(serial, 0, id, type, bytes, 0, name === null ? NO_QUESTION : bytes.length);
}

describe('waiting DNS queries', () => {
  it('[F37] [F42] are found, and leave by age, as in a plain list', () => {
    const step = fc.record({
      kind: fc.constantFrom('add', 'add', 'remove', 'oldest'),
      serial: fc.integer({ min: 1, max: 3 }),
      id: fc.integer({ min: 0, max: 2 }),
      type: fc.constantFrom(1, 28),
      name: fc.constantFrom(...NAMES),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pending = new PendingQueries(50, 7);
        const list: Waiting[] = [];
        for (const { kind, serial, id, type, name } of steps) {
          const key = `${serial} ${id}`;
          const expected = list.findLast(
            (other) =>
              other.key === key &&
              (name === null ||
                other.name === null ||
                (other.type === type && other.name.toLowerCase() === name.toLowerCase())),
          );
          const found = find(pending, serial, id, type, name);
          expect(found).toBe(expected?.query ?? NO_QUERY);
          expect(pending.oldest).toBe(list[0]?.query ?? NO_QUERY);
          if (kind === 'add' && !pending.full)
            list.push({ query: add(pending, serial, id, type, name), key, type, name });
          const gone = kind === 'remove' ? expected : kind === 'oldest' ? list[0] : undefined;
          if (gone === undefined) continue;
          pending.remove(gone.query);
          list.splice(list.indexOf(gone), 1);
        }
      }),
    );
  });

  it('[F42] are all found while there are more and more of them', () => {
    const pending = new PendingQueries(5000, 7);
    const queries = Array.from({ length: 5000 }, (_, index) => add(pending, index, index & 7, 1, '\u0001a\0'));
    expect(pending.full).toBe(true);
    const found = queries.map((_, index) => find(pending, index, index & 7, 1, '\u0001A\0'));
    expect(found).toEqual(queries);
  });

  it('[F42] of one id are told apart, the newest 64 of them', () => {
    const pending = new PendingQueries(1000, 7);
    const queries = Array.from({ length: 100 }, (_, index) => add(pending, 1, 1, index, '\u0001a\0'));
    expect(find(pending, 1, 1, 36, '\u0001a\0')).toBe(queries[36]);
    expect(find(pending, 1, 1, 35, '\u0001a\0')).toBe(NO_QUERY);
    for (const query of queries) pending.remove(query);
    expect([pending.oldest, find(pending, 1, 1, 99, '\u0001a\0')]).toEqual([NO_QUERY, NO_QUERY]);
  });
});
