import { describe, expect, it } from 'vitest';
import { textParts, visibleText } from './visible-text.ts';

describe('text that others chose', () => {
  it('stays as it is where all of it can be seen', () => {
    for (const text of ['', 'www.example.com', 'Größe: 5 µs', 'שלום', 'مرحبا', '例え', '❤️ 👍🏽', '<b>&amp;</b>']) {
      expect(visibleText(text)).toBe(text);
    }
  });

  it.each([
    ['what turns the text around', 'evil\u202Egnp.exe', 'evil‹U+202E›gnp.exe'],
    ['isolates', 'a\u2066b\u2069', 'a‹U+2066›b‹U+2069›'],
    ['marks of direction', '\u200E\u200F\u061C', '‹U+200E›‹U+200F›‹U+061C›'],
    ['what has no width', 'pay\u200Bpal\uFEFF.com\u2060', 'pay‹U+200B›pal‹U+FEFF›.com‹U+2060›'],
    ['joiners', 'a\u200Db\u200Cc', 'a‹U+200D›b‹U+200C›c'],
    ['soft hyphens', 'ex\u00ADample', 'ex‹U+00AD›ample'],
    ['letters without a shape', 'a\u3164b\u115Fc', 'a‹U+3164›b‹U+115F›c'],
    ['tags', 'a\u{E0041}b', 'a‹U+E0041›b'],
    ['controls', 'a\u0000b\u001B[31mc\u007F\u0085', 'a‹U+0000›b‹U+001B›[31mc‹U+007F›‹U+0085›'],
    ['ends of lines', 'a\r\nb\u2028c\u2029', 'a‹U+000D›‹U+000A›b‹U+2028›c‹U+2029›'],
    ['half a surrogate pair', 'a\uD800b', 'a‹U+D800›b'],
    ['shapes of fonts', '\uF8FF', '‹U+F8FF›'],
  ])('shows %s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('keeps what the place can show', () => {
    expect(textParts('one\ntwo\u200B', '\n\t')).toEqual([
      { text: 'one\ntwo', code: false },
      { text: 'U+200B', code: true },
    ]);
  });

  it('cannot be told from written-out codes by text alone, but by the part', () => {
    expect(textParts('U+200B')).toEqual([{ text: 'U+200B', code: false }]);
    expect(textParts('\u200B')).toEqual([{ text: 'U+200B', code: true }]);
  });
});
