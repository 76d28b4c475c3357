import { describe, expect, it } from 'vitest';
import { BENIGN_NAMES } from './benign-names.ts';
import { isLocal, isMachineMade, registeredDomain } from './names.mjs';
import { randomLabelOf } from './random-looking.mjs';

const label = (name: string): string | null => {
  const lower = name.toLowerCase();
  return isLocal(lower) || isMachineMade(lower) ? null : randomLabelOf(lower, registeredDomain(lower));
};

/** The same rolls from the same seed, as such generators do (Park and Miller's). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}
function made(letters: string, least: number, most: number, count: number, tail: string): string[] {
  const roll = dice(20_261_121);
  return Array.from({ length: count }, () => {
    const length = least + roll(most - least + 1);
    return `${Array.from({ length }, () => letters[roll(letters.length)]).join('')}${tail}`;
  });
}
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

describe('random-looking names', () => {
  it('are none of the names that ordinary machines look up', () => {
    expect(BENIGN_NAMES.length).toBeGreaterThan(550);
    expect(BENIGN_NAMES.filter((name) => label(name) !== null)).toEqual([]);
  });

  // Alphabets and lengths as in published analyses of the families; each makes hundreds of names a day, all looked up.
  it.each([
    ['Cryptolocker: 12 to 15 letters', made(LETTERS.slice(0, 25), 12, 15, 500, '.biz'), 0.8],
    ['Necurs and Ramnit, where they are long enough: 12 to 21 letters', made(LETTERS, 12, 21, 500, '.com'), 0.88],
    ['Gameover Zeus: 20 to 28 letters and digits', made(`${LETTERS}0123456789`, 20, 28, 500, '.net'), 0.97],
    ['Bamital: 32 hexadecimal digits', made('0123456789abcdef', 32, 32, 500, '.co.cc'), 0.97],
    ['data carried in base32 labels', made(`${LETTERS}234567`, 40, 60, 500, '.tunnel.example.com'), 0.99],
    ['data carried in hexadecimal labels', made('0123456789abcdef', 48, 60, 500, '.t.example.co.uk'), 0.99],
  ])('are found: %s', (_family, names, share) => {
    const found = names.filter((name) => label(name) !== null);
    expect(found.length / names.length).toBeGreaterThanOrEqual(share);
  });

  it('are told by the label that looks so', () => {
    expect(label('www.xkqjwzvbnmtrgh.com')).toBe('xkqjwzvbnmtrgh');
    expect(label('GM4DGNBVGY3TQOJQGEZDGNBVGY3TQOJQ.a.example.com')).toBe('gm4dgnbvgy3tqojqgezdgnbvgy3tqojq');
  });

  it('say nothing where they are short, numbers, or made up to be told apart only', () => {
    for (const name of [
      'xkqjwzv.com',
      '20261121053338211649.example.com',
      'httpdns20160201.com',
      '05b5292b-34b8-4fb7-85a3-8beef5fd2069.example.com',
      'xkqjwzvbnmtr.fritz.box', // three of these are what Chromium looks up when it starts
    ])
      expect(label(name), name).toBeNull();
  });
});

describe('the domain that somebody registered', () => {
  it.each([
    ['www.example.com', 'example.com'],
    ['example.com', 'example.com'],
    ['a.b.c.bbc.co.uk', 'bbc.co.uk'],
    ['www.city.gov.au', 'city.gov.au'],
    ['t.co', 't.co'],
    ['www.com.de', 'www.com.de'],
    ['localhost', 'localhost'],
    ['', ''],
  ])('of %s is %s', (name, domain) => expect(registeredDomain(name)).toBe(domain));
});
