import { describe, expect, it } from 'vitest';
import { trayPicture } from './tray-picture.ts';

const LOOKS = ['idle', 'capturing', 'paused', 'trouble'] as const;

describe.each([16, 18, 24, 48])('the icon, %i wide', (size) => {
  it('is another one for each look, in colour and as a template', () => {
    for (const template of [false, true]) {
      const drawn = LOOKS.map((look) => Buffer.from(trayPicture(look, size, template).pixels).toString('base64'));
      expect(new Set(drawn).size).toBe(LOOKS.length);
    }
  });

  it('has no colour stronger than its alpha, as multiplied bitmaps must not', () => {
    for (const look of LOOKS) {
      const { pixels } = trayPicture(look, size, false);
      expect(pixels).toHaveLength(size * size * 4);
      for (let at = 0; at < pixels.length; at += 4) {
        expect(Math.max(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!)).toBeLessThanOrEqual(pixels[at + 3]!);
      }
    }
  });

  it('is black alone as a template, and clear in the corners', () => {
    const { pixels } = trayPicture('capturing', size, true);
    expect(pixels.some((value, at) => at % 4 !== 3 && value > 0)).toBe(false);
    expect(pixels[3]).toBe(0);
  });
});
