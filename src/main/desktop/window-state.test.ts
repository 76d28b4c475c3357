import { describe, expect, it } from 'vitest';
import { MINI_SIZES, parseWindowState, placeWindow, type Rectangle } from './window-state.ts';

const laptop: Rectangle = { x: 0, y: 0, width: 1440, height: 900 };
const second: Rectangle = { x: 1440, y: 0, width: 2560, height: 1400 };
const kept = { bounds: { x: 1500, y: 40, width: 1200, height: 800 }, maximised: false };

describe('parseWindowState', () => {
  it('reads what was written', () => {
    expect(parseWindowState(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"bounds":{"x":0},"maximised":false}',
    '{"bounds":{"x":1e9,"y":0,"width":1,"height":1},"maximised":true}',
  ])('forgets a damaged file: %s', (text) => expect(parseWindowState(text)).toBeNull());
});

describe('placeWindow', () => {
  it('puts the window back where it was', () => {
    expect(placeWindow(kept, [laptop, second])).toEqual({
      position: { x: 1500, y: 40 },
      width: 1200,
      height: 800,
      maximised: false,
    });
  });

  it('lets the system place a window whose screen is gone', () => {
    expect(placeWindow(kept, [laptop]).position).toBeNull();
  });

  it('lets the system place a window whose title bar would be out of reach', () => {
    const above = { bounds: { x: 10, y: -200, width: 1200, height: 800 }, maximised: false };
    const below = { bounds: { x: 10, y: 890, width: 1200, height: 800 }, maximised: false };
    expect(placeWindow(above, [laptop]).position).toBeNull();
    expect(placeWindow(below, [laptop]).position).toBeNull();
  });

  it('is never larger than the screen nor smaller than usable', () => {
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toMatchObject({ width: 1024, height: 700 });
    const tiny = { bounds: { x: 0, y: 0, width: 5, height: 5 }, maximised: true };
    expect(placeWindow(tiny, [laptop])).toMatchObject({ width: 880, height: 560, maximised: true });
  });

  it('has other sizes for the small window', () => {
    expect(placeWindow(null, [laptop], MINI_SIZES)).toMatchObject({ width: 360, height: 240, maximised: false });
    const tiny = { bounds: { x: 0, y: 0, width: 5, height: 5 }, maximised: false };
    expect(placeWindow(tiny, [laptop], MINI_SIZES)).toMatchObject({ width: 260, height: 160 });
  });
});
