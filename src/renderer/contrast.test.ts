/** Text is read on every surface of the theme: at least 4.5:1 (WCAG 2.2, 1.4.3), in both of them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const css = readFileSync(new URL('global.css', import.meta.url), 'utf8');

function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map([...block.matchAll(/--nl-([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]));
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

const SURFACES = ['app', 'surface', 'raised', 'hover', 'selected'];
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  text: SURFACES,
  'text-2': SURFACES,
  'text-3': SURFACES,
  accent: [...SURFACES, 'accent-soft'],
  in: ['app', 'surface', 'raised', 'hover'],
  out: ['app', 'surface', 'raised', 'hover'],
  amber: ['surface', 'raised', 'amber-soft'],
  red: ['surface', 'raised', 'red-soft'],
};

it.each([':root', ":root[data-mantine-color-scheme='dark']"])('can be read in %s', (selector) => {
  const colours = tokens(selector);
  const low = Object.entries(TEXTS).flatMap(([text, surfaces]) =>
    surfaces
      .map((surface) => ({ pair: `${text} on ${surface}`, ratio: contrast(colours.get(text)!, colours.get(surface)!) }))
      .filter(({ ratio }) => ratio < 4.5)
      .map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}`),
  );
  expect(low).toEqual([]);
});
