import { describe, expect, test } from 'vitest';
import { hostText } from './host-text.ts';
import { type HeadReader, MORE, NONE, OTHER } from './name-answer.ts';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('host names as text', () => {
  test('visible ASCII stays as it was sent', () => {
    const bytes = octets('..WWW.Example.com.:443');
    expect(hostText(bytes, 2, bytes.length)).toBe('WWW.Example.com.:443');
  });

  test('what could disguise a name is escaped', () => {
    expect(hostText(octets('a b\n\\é'), 0, 7)).toBe('a\\032b\\010\\\\\\195\\169');
    expect(hostText(Uint8Array.of(0, 0x7f, 0xff), 0, 3)).toBe('\\000\\127\\255');
  });

  test('nothing, and more than 255 octets, are no host name', () => {
    expect(hostText(octets('abc'), 1, 1)).toBeNull();
    expect(hostText(new Uint8Array(256).fill(0x61), 0, 256)).toBeNull();
    expect(hostText(new Uint8Array(255).fill(0x61), 0, 255)).toHaveLength(255);
  });
});

test('answers of readers tell themselves apart by kind', () => {
  const reader: HeadReader = (bytes, start, end) => {
    if (start === end) return MORE;
    const name = hostText(bytes, start + 1, end);
    if (bytes[start] !== 0) return OTHER;
    return name === null ? NONE : { kind: 'name', name };
  };
  const answers = ['', 'x', '\0', '\0a'].map(octets).map((bytes) => reader(bytes, 0, bytes.length));
  expect(answers.map(({ kind }) => kind)).toEqual(['more', 'other', 'none', 'name']);
});
