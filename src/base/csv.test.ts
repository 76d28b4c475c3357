import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CSV_LINE_END, csvHeader, csvJson, csvOptionalNumber, csvText } from './csv.ts';

describe('csv', () => {
  it('writes what csv-stringify writes, for any text that is no formula', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((cell) => !/^[=+\-@\t\r]/.test(cell));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
        const line = cells.map(csvText).join(',') + CSV_LINE_END;
        expect(line).toBe(stringify([cells], { record_delimiter: '\r\n', quoted_match: /[",\r\n]/ }));
      }),
    );
  });

  it('disarms text that a spreadsheet would run', () => {
    expect(csvText('=1+1')).toBe("'=1+1");
    expect(csvText('+1')).toBe("'+1");
    expect(csvText('-cmd')).toBe("'-cmd");
    expect(csvText('@SUM(A1)')).toBe("'@SUM(A1)");
    expect(csvText('\tx')).toBe("'\tx");
    expect(csvText('\rx')).toBe('"\'\rx"');
  });

  it('leaves numbers as they are, negative ones too', () => {
    expect(csvOptionalNumber(-0.5)).toBe('-0.5');
    expect(csvOptionalNumber(null)).toBe('');
    expect(csvOptionalNumber(0)).toBe('0');
  });

  it('quotes JSON cells so that they parse again', () => {
    expect(csvJson({ dns: 'example.com' })).toBe('"{""dns"":""example.com""}"');
    expect(csvJson([])).toBe('[]');
    expect(csvJson(null)).toBe('');
  });

  it('ends the header like every line', () => {
    expect(csvHeader(['a', 'b'])).toBe('a,b\r\n');
  });
});
