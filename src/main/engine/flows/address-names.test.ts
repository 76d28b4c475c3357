import { describe, expect, it } from 'vitest';
import { AddressNames } from './address-names.ts';
import { NameTexts } from './name-texts.ts';

function wire(name: string): Uint8Array {
  return Uint8Array.from([...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]), 0]);
}

function learn(names: AddressNames, word: number, name: string): void {
  const bytes = Uint8Array.from([...Array<number>(12).fill(0xee), ...wire(name), 0xee]);
  names.learn(0, 0, 0xffff, word | 0, bytes, 12, bytes.length - 1);
}

function find(names: AddressNames, word: number): string | undefined {
  return names.find(Uint32Array.of(9, 0, 0, 0xffff, word), 1);
}

const LONG = `${'x'.repeat(60)}.${'y'.repeat(60)}.example`;

describe('names of addresses', () => {
  it('[F30] are the latest, as they were written, short or long', () => {
    const names = new AddressNames(new NameTexts());
    const order = [
      'a.example',
      'A.example',
      'b.example',
      LONG,
      'b.example',
      'bc.example',
      LONG,
      LONG.replace('y', 'z'),
    ];
    for (const name of order) {
      learn(names, 0xc000_0201, name);
      expect([find(names, 0xc000_0201), find(names, 0xc000_0201)]).toEqual([name, name]);
    }
    expect(find(names, 0xc000_0202)).toBeUndefined();
  });

  it('give way, the one that was used longest ago first', () => {
    const names = new AddressNames(new NameTexts(), 4);
    for (const word of [1, 2, 3, 4]) learn(names, word, `n${word}.example`);
    find(names, 1);
    learn(names, 5, LONG);
    learn(names, 6, 'n6.example');
    expect([1, 2, 3, 4, 5, 6].map((word) => find(names, word))).toEqual([
      'n1.example',
      undefined,
      undefined,
      'n4.example',
      LONG,
      'n6.example',
    ]);
  });
});
