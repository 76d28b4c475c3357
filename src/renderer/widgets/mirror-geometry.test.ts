import { describe, expect, it } from 'vitest';
import { mirrorScale, mirrorShape } from './mirror-geometry.ts';

const point = (time: number, inRate: number | null, outRate: number | null) => ({ time, in: inRate, out: outRate });

describe('rates above and below an axis', () => {
  it('share one scale, and the quieter side keeps a part of the room', () => {
    expect(mirrorScale([point(0, 300, -100)])).toEqual({ above: 0.75, whole: 400 });
    expect(mirrorScale([point(0, 100, 0)])).toEqual({ above: 100 / 130, whole: 130 });
    expect(mirrorScale([point(0, 0, -200)])).toEqual({ above: 60 / 260, whole: 260 });
    expect(mirrorScale([])).toEqual({ above: 0.5, whole: 2 });
  });

  it('go from the axis to the edge of their side', () => {
    const points = [point(0, 10, -10), point(10, 0, 0)];
    const scale = mirrorScale(points);
    expect(mirrorShape(points, 'in', scale).line).toBe('M0.0 0.0000L500.0 0.0000L500.0 0.5000L1000.0 0.5000');
    expect(mirrorShape(points, 'out', scale).line).toBe('M0.0 1.0000L500.0 1.0000L500.0 0.5000L1000.0 0.5000');
  });

  it('are not drawn where they are not known', () => {
    const points = [point(0, 5, null), point(1, null, null), point(2, 5, null)];
    const { line, area } = mirrorShape(points, 'in', { above: 1, whole: 5 });
    expect(line.match(/M/g)).toHaveLength(2);
    expect(area.match(/Z/g)).toHaveLength(2);
    expect(mirrorShape(points, 'out', { above: 1, whole: 5 })).toEqual({ line: '', area: '' });
  });

  it('are one line from point to point where these lie close', () => {
    const points = Array.from({ length: 300 }, (_, at) => point(at, at, 0));
    const { line } = mirrorShape(points, 'in', mirrorScale(points));
    expect(line.match(/L/g)).toHaveLength(299);
  });
});
