import { describe, expect, it } from 'vitest';
import { idField, textField } from '#main/engine/filter/search-fields.ts';
import { compileTextFilter, rowTest } from './text-filter.ts';

function matches(source: string, id: string | null = null): boolean {
  const texts = ['UDP', '10.0.0.1', 'Example.com', null, 'two words'].map((text) => textField<null>(() => text));
  return rowTest(compileTextFilter(source), [...texts, idField(() => id)])(null);
}

describe('text filter', () => {
  it('wants every word somewhere in the row, whatever the case', () => {
    expect(matches('UDP Example')).toBe(true);
    expect(matches('udp tcp')).toBe(false);
  });

  it('excludes with a minus', () => {
    expect(matches('-tcp')).toBe(true);
    expect(matches('udp -example.com')).toBe(false);
  });

  it('does not look across fields', () => {
    expect(matches('"udp\n10"')).toBe(false);
    expect(matches('com10')).toBe(false);
  });

  it('takes quoted words as one phrase, excluded too', () => {
    expect(matches('"two words"')).toBe(true);
    expect(matches('"words two"')).toBe(false);
    expect(matches('-"two words"')).toBe(false);
  });

  it('lets everything through when it asks for nothing', () => {
    for (const source of ['', '   ', '-', '""']) expect(compileTextFilter(source).isEmpty).toBe(true);
  });

  it('treats an unclosed quote as reaching to the end', () => {
    expect(matches('"two wor')).toBe(true);
  });

  it('matches a session id as a whole only', () => {
    const id = '01900000-0000-7000-8000-0000deadbeef';
    expect(matches(id, id)).toBe(true);
    expect(matches(id.toUpperCase(), id)).toBe(true);
    expect(matches(`-${id}`, id)).toBe(false);
    expect(matches('0190', id)).toBe(false);
  });
});
