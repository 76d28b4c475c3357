import { describe, expect, it } from 'vitest';
import {
  arrangementOf,
  MAIN_SIZES,
  MINI_SIZES,
  parseKeptWindow,
  placeAfterChange,
  placeWindow,
  type Rectangle,
  stateFor,
  withState,
} from './window-state.ts';

const laptop: Rectangle = { x: 0, y: 0, width: 1440, height: 900 };
const second: Rectangle = { x: 1440, y: 0, width: 2560, height: 1400 };
const kept = { bounds: { x: 1500, y: 40, width: 1200, height: 800 }, maximised: false };

const desk = arrangementOf([
  { bounds: laptop, scaleFactor: 2 },
  { bounds: second, scaleFactor: 1 },
]);
const train = arrangementOf([{ bounds: laptop, scaleFactor: 2 }]);
const atDesk = withState(null, desk, kept);

describe('parseKeptWindow', () => {
  it('reads what was written, and what was written before there were arrangements', () => {
    expect(parseKeptWindow(JSON.stringify(atDesk))).toEqual(atDesk);
    expect(stateFor(parseKeptWindow(JSON.stringify(kept)), desk)).toEqual(kept);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"bounds":{"x":0},"maximised":false}',
    '{"arrangements":[{"displays":"","state":{"bounds":{"x":0}}}]}',
    '{"bounds":{"x":1e9,"y":0,"width":1,"height":1},"maximised":true}',
  ])('forgets a damaged file: %s', (text) => expect(parseKeptWindow(text)).toBeNull());
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

describe('arrangements of displays', () => {
  const onTrain = { bounds: { x: 10, y: 10, width: 900, height: 600 }, maximised: false };

  it('are the same in whatever order the displays are named, and others at another scale', () => {
    const turned = [
      { bounds: second, scaleFactor: 1 },
      { bounds: laptop, scaleFactor: 2 },
    ];
    expect(arrangementOf(turned)).toBe(desk);
    expect(arrangementOf([{ bounds: laptop, scaleFactor: 1 }])).not.toBe(train);
  });

  it('have a place each, and a new one begins with the latest', () => {
    const both = withState(atDesk, train, onTrain);
    expect(stateFor(both, desk)).toEqual(kept);
    expect(stateFor(both, train)).toEqual(onTrain);
    expect(stateFor(both, 'a projector')).toEqual(onTrain);
    expect(stateFor(null, desk)).toBeNull();
  });

  it('are forgotten when there are too many, the oldest first', () => {
    let many = atDesk;
    for (let at = 0; at < 40; at++) many = withState(many, `arrangement ${at}`, onTrain);
    expect(many.arrangements).toHaveLength(16);
    expect(many.arrangements[0]?.displays).toBe('arrangement 39');
    expect(parseKeptWindow(JSON.stringify(many))).toEqual(many);
  });
});

describe('placeAfterChange', () => {
  const after = (file: typeof atDesk | null, displays: string, now: Rectangle, areas: [Rectangle, ...Rectangle[]]) =>
    placeAfterChange(file, displays, now, areas, MAIN_SIZES);

  it('brings a window back into view when its display is gone', () => {
    expect(after(null, train, kept.bounds, [laptop])).toEqual({ x: 120, y: 50, width: 1200, height: 800 });
  });

  it('makes a window that was larger than what is left no larger than that', () => {
    expect(after(null, train, { x: 1600, y: 0, width: 2400, height: 1300 }, [laptop])).toEqual(laptop);
  });

  it('puts it back where it was among the displays that there are again', () => {
    expect(after(atDesk, desk, { x: 120, y: 50, width: 1200, height: 800 }, [laptop, second])).toEqual(kept.bounds);
  });

  it('leaves it alone where it can be seen', () => {
    expect(after(null, desk, kept.bounds, [laptop, second])).toBeNull();
    expect(after(atDesk, desk, kept.bounds, [laptop, second])).toBeNull();
  });
});
