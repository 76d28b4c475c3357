import { describe, expect, it } from 'vitest';
import { lineOfSyntaxError } from './syntax-place.ts';

describe('the place of a syntax error', () => {
  it('is found behind everything that only modules have', () => {
    const source = `import fs, { readFileSync as read } from 'node:fs';
import 'node:path';
import {
  a,
  b,
} from './c.mjs';
export * from './d.mjs';
export { a, b as c };
export const here = import.meta.url;
export default class {
  method() {}
}
export async function* each() { yield await 1; }
await 0;
export let wrong = ;
`;
    expect(lineOfSyntaxError("Unexpected token ';'", source)).toBe(15);
  });

  it('is not told where it is another error', () => {
    expect(lineOfSyntaxError('Unexpected something', 'let = 1')).toBeNull();
    expect(lineOfSyntaxError('Unexpected end of input', 'export function f() {}')).toBeNull();
  });
});
