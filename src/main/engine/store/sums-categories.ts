/** What sessions are told apart by: each session has a number in each dimension, the same number where it has the same there. */
import type { Dimension } from '#contract/views/sums.ts';
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';
import { hostname, isIpv6 } from '#main/engine/flows/session-view.ts';
import { AddressNumbers } from './address-numbers.ts';
import { serviceCode } from './service-code.ts';
import type { SessionCells } from './session-cells.ts';
import { categoryFilter, namedHostFilter, namelessHostFilter } from '#main/engine/filter/category-filters.ts';

export interface Categories {
  /** Numbers from 0 in the order in which they are met. */
  of(slot: Slot): number;
  count(): number;
  /** Null: not known. */
  label(category: number): string | null;
  /** The display filter that lets through these sessions only; null where there is none. */
  filter(category: number): string | null;
}

/** What stands in the place of a text of this column of sessions. */
export type ShownAs = (column: string, text: string) => string;

export interface CategoryParts {
  readonly columns: SessionColumns;
  readonly cells: SessionCells;
  readonly shownAs: ShownAs;
}

export function categoriesOf(dimension: Dimension, parts: CategoryParts): Categories {
  const { columns, cells } = parts;
  switch (dimension) {
    case 'protocol':
      return coded(dimension, (slot) => columns.protocol(slot), cells.protocol_name);
    case 'service':
      return coded(dimension, (slot) => serviceCode(columns, slot), cells.service);
    case 'interface':
      return coded(dimension, (slot) => columns.interfaceId(slot), cells.interface);
    case 'process':
    case 'country':
      return texts(dimension, cells[dimension]);
    case 'talker':
      return talkers(parts);
    case 'host':
      return hosts(parts);
  }
}

/** Texts that differ in case only are one, as they are for filters; '' is none. */
class Texts {
  readonly labels: (string | null)[] = [];
  /** By the text as it came, so that it is folded once. */
  private readonly known = new Map<string | null, number>();

  number(text: string | null): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const folded = text === null || text === '' ? null : text.toLowerCase();
    let number = this.known.get(folded);
    if (number === undefined) {
      number = this.labels.push(folded === null ? null : text) - 1;
      this.known.set(folded, number);
    }
    this.known.set(text, number);
    return number;
  }
}

function texts(dimension: 'process' | 'country', read: (slot: Slot) => string | null): Categories {
  const seen = new Texts();
  return {
    of: (slot) => seen.number(read(slot)),
    count: () => seen.labels.length,
    label: (category) => seen.labels[category] ?? null,
    filter: (category) => categoryFilter(dimension, seen.labels[category] ?? null),
  };
}

/** Several codes may have one text. */
function coded(
  dimension: 'protocol' | 'service' | 'interface',
  code: (slot: Slot) => number,
  read: (slot: Slot) => string | null,
): Categories {
  const seen = new Texts();
  const numbers = new Map<number, number>();
  return {
    of(slot) {
      const own = code(slot);
      let number = numbers.get(own);
      if (number === undefined) {
        number = seen.number(read(slot));
        numbers.set(own, number);
      }
      return number;
    },
    count: () => seen.labels.length,
    label: (category) => seen.labels[category] ?? null,
    filter: (category) => categoryFilter(dimension, seen.labels[category] ?? null),
  };
}

function talkers({ columns, shownAs }: CategoryParts): Categories {
  const addresses = new AddressNumbers();
  const label = (category: number): string => shownAs('src_ip', addresses.text(category));
  return {
    of: (slot) => addresses.of(columns.unsigned, columns.initiatorAt(slot), isIpv6(columns, slot)),
    count: () => addresses.count,
    label,
    filter: (category) => categoryFilter('talker', label(category)),
  };
}

/** Named ones have the numbers of `named`, others those of `addresses`: joined in the order in which they are met. */
function hosts({ columns, shownAs }: CategoryParts): Categories {
  const named = new Texts();
  const addresses = new AddressNumbers();
  const numberOfName: number[] = [];
  const numberOfAddress: number[] = [];
  /** By number: position in `named`, or -1 minus the number in `addresses`. */
  const members: number[] = [];
  const number = (numbers: number[], own: number, member: number): number =>
    (numbers[own] ??= members.push(member) - 1);
  const label = (category: number): string => {
    const member = members[category]!;
    return member < 0
      ? shownAs('dst_ip', addresses.text(-1 - member))
      : shownAs('hostname', named.labels[member] ?? '');
  };
  return {
    of(slot) {
      const name = hostname(columns, slot);
      if (name !== null && name !== '') {
        const own = named.number(name);
        return number(numberOfName, own, own);
      }
      const own = addresses.of(columns.unsigned, columns.responderAt(slot), isIpv6(columns, slot));
      return number(numberOfAddress, own, -1 - own);
    },
    count: () => members.length,
    label,
    filter: (category) =>
      members[category]! < 0 ? namelessHostFilter(label(category)) : namedHostFilter(label(category)),
  };
}
