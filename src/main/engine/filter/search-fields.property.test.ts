/** What is searched without making text is found as if all text had been made. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '#base/addresses.ts';
import { addressField, codedField, portField, textField, type SearchField } from './search-fields.ts';

interface Row {
  readonly words: readonly number[];
  readonly ipv6: boolean;
  readonly port: number;
  readonly code: number;
  readonly name: string | null;
}

const names = ['TCP', 'UDP', 'Ipv6-ICMP', null];
const word = fc.oneof(fc.constantFrom(0, 0xffff, 0x0a000001), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const rows = fc.record<Row>({
  words: fc.array(word, { minLength: 4, maxLength: 4 }),
  ipv6: fc.boolean(),
  port: fc.integer({ min: -1, max: 65_535 }),
  code: fc.nat({ max: names.length - 1 }),
  name: fc.option(fc.string({ unit: fc.constantFrom(...Array.from('aB1.:-ÄΣ')) })),
});

let shown = new Uint32Array(4);
const fields: readonly { readonly field: SearchField<Row>; text(row: Row): string | null }[] = [
  {
    field: addressField({ words: () => shown, at: () => 0, ipv6: (row) => row.ipv6 }),
    text: (row) => formatAddress(Uint32Array.from(row.words), 0, row.ipv6),
  },
  { field: portField((row) => row.port), text: (row) => (row.port < 0 ? null : String(row.port)) },
  {
    field: codedField(
      names.length,
      (row) => row.code,
      (row) => names[row.code]!,
    ),
    text: (row) => names[row.code]!,
  },
  { field: textField((row) => row.name), text: (row) => row.name },
  { field: textField((row) => row.name), text: (row) => row.name },
];

describe('search fields', () => {
  it('find what their text holds, asked again and again', () => {
    const term = fc.oneof(
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789.:abf')), minLength: 1, maxLength: 5 }),
      fc.constantFrom('tcp', 'p', 'icmp', '-', 'ä', 'σ', 'ffff:10.0', '::', '65535', '1'),
    );
    fc.assert(
      fc.property(term, fc.array(rows, { minLength: 1, maxLength: 20 }), (sought, all) => {
        for (const { field, text } of fields) {
          const test = field(sought);
          for (const row of [...all, ...all]) {
            shown = Uint32Array.from(row.words);
            expect(test?.(row) ?? false).toBe(text(row)?.toLowerCase().includes(sought) === true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('find the part of an address that a user has in mind', () => {
    shown = Uint32Array.of(0x20010db8, 0, 0, 1);
    const row: Row = { words: [...shown], ipv6: true, port: 443, code: 0, name: null };
    for (const term of ['2001:db8', '::1', 'db8', '0']) expect(fields[0]!.field(term)?.(row), term).toBe(true);
    for (const term of ['g', '2001:0db8', '10.', '2']) {
      expect(fields[0]!.field(term)?.(row) ?? false, term).toBe(term === '2');
    }
  });
});
