import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readName, skipName } from './dns-names.ts';
import { bytesOf } from './test-frames.ts';

const HEADER = '00'.repeat(12);

function nameAt(message: string, at: number): string | null {
  const bytes = bytesOf(message);
  return readName(bytes, 0, bytes.length, at);
}

function label(text: string): string {
  return text.length.toString(16).padStart(2, '0') + Buffer.from(text, 'latin1').toString('hex');
}

describe('domain names', () => {
  it('reads the compression example of RFC 1035 §4.1.4', () => {
    // F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92.
    const bytes = new Uint8Array(93);
    bytes.set(bytesOf(`${label('F')}${label('ISI')}${label('ARPA')}00`), 20);
    bytes.set(bytesOf(`${label('FOO')}c014`), 40);
    bytes.set(bytesOf('c01a'), 64);
    const names = [20, 40, 64, 92].map((at) => readName(bytes, 0, bytes.length, at));
    expect(names).toEqual(['F.ISI.ARPA', 'FOO.F.ISI.ARPA', 'ARPA', '.']);
    expect([20, 40, 64, 92].map((at) => skipName(bytes, at, bytes.length))).toEqual([32, 46, 66, 93]);
  });

  it('counts pointers from the start of the message, not of the buffer', () => {
    const message = `ffffff ${HEADER} ${label('a')}00 c00c`;
    const bytes = bytesOf(message);
    expect(readName(bytes, 3, bytes.length, 3 + 12 + 3)).toBe('a');
  });

  it('escapes as RFC 4343 §2.1', () => {
    expect(nameAt(`${HEADER} ${label('Donald E. Eastlake 3rd')}${label('example')}00`, 12)).toBe(
      'Donald\\032E\\.\\032Eastlake\\0323rd.example',
    );
    expect(nameAt(`${HEADER} ${label('a\\b\0\x7f\xff')}00`, 12)).toBe('a\\\\b\\000\\127\\255');
    expect(nameAt(`${HEADER} ${label('*')}${label('_tcp')}${label('"$@')}00`, 12)).toBe('*._tcp."$@');
  });

  it.each([
    ['a pointer to itself', `${HEADER} c00c`, 12],
    ['a pointer to the label before it', `${HEADER} ${label('a')} c00c`, 12],
    ['two pointers to each other', `${HEADER} c00e c00c`, 12],
    ['a pointer forwards', `${HEADER} c00e 00`, 12],
    ['a pointer into the header', `${HEADER} c000`, 12],
    ['a reserved label type', `${HEADER} 40 00`, 12],
    ['another one', `${HEADER} 80 00`, 12],
    ['a label that is cut', `${HEADER} 0361 62`, 12],
    ['a pointer that is cut', `${HEADER} c0`, 12],
    ['no end', `${HEADER} 0161`, 12],
    ['nothing', HEADER, 12],
  ])('refuses %s', (_, message, at) => {
    expect(nameAt(message, at)).toBeNull();
  });

  it('allows 255 octets and no more, pointers or not', () => {
    const long = label('x'.repeat(63));
    const fits = `${long.repeat(3)}${label('y'.repeat(61))}00`;
    const tooLong = `${long.repeat(3)}${label('y'.repeat(62))}00`;
    expect(nameAt(HEADER + fits, 12)).toHaveLength(253);
    expect(nameAt(HEADER + tooLong, 12)).toBeNull();
    expect(skipName(bytesOf(tooLong), 0, 300)).toBe(-1);
    expect(nameAt(`${HEADER}${fits}${label('z')}c00c`, 12 + 255)).toBeNull();
  });

  it('follows a chain of pointers that only goes backwards, as long as any honest one', () => {
    // A label at 12, then pointers each to the one before.
    const chain = (count: number): string =>
      `${HEADER}0161 00 00${Array.from({ length: count }, (_, index) => (0xc000 | (index === 0 ? 12 : 14 + index * 2)).toString(16)).join('')}`;
    expect(nameAt(chain(127), 16 + 126 * 2)).toBe('a');
    expect(nameAt(chain(128), 16 + 127 * 2)).toBeNull();
  });

  it('ends on any bytes, with at most 255 octets of labels', () => {
    const octets = fc.oneof(fc.constantFrom(0, 1, 3, 63, 0xc0, 12, 13, 14), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(octets, { maxLength: 400 }), fc.nat(400), (values, at) => {
        const bytes = Uint8Array.from(values);
        const name = readName(bytes, 0, bytes.length, at);
        const end = skipName(bytes, at, bytes.length);
        if (name !== null) {
          expect(name.length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(4 * 255);
        }
        if (end >= 0) expect(end).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 3000 },
    );
  });
});
