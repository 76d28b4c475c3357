import { expect, it } from 'vitest';
import { bundleOf, selfTimes } from './cpu-profile.mjs';

it('sums self time by function, with its class, and by line', () => {
  const text = 'var Table = class {\n\tfind() {\n\t\treturn 1;\n\t}\n};\nfunction free() {}\n';
  const frame = (functionName: string, lineNumber: number): object => ({
    functionName,
    lineNumber,
    url: 'file:///out/engine-12345678.js',
  });
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('find', 1), positionTicks: [{ line: 3, ticks: 2 }] },
      { id: 2, callFrame: frame('free', 5), positionTicks: [{ line: 6, ticks: 1 }] },
      // The same function reached another way counts as one.
      { id: 3, callFrame: frame('find', 1), positionTicks: [{ line: 3, ticks: 1 }] },
      { id: 4, callFrame: { functionName: '(idle)', lineNumber: -1, url: '' } },
    ],
    samples: [1, 1, 2, 3],
    timeDeltas: [1000, 3000, 2000, 500],
  };
  const { totalMs, functions, lines } = selfTimes(profile, () => bundleOf(text));
  expect(totalMs).toBe(6.5);
  expect(functions).toEqual([
    { name: 'Table.find', source: 'engine', ms: 4.5 },
    { name: 'free', source: 'engine', ms: 2 },
  ]);
  expect(lines[0]).toMatchObject({ text: 'return 1;', ms: 4.5 });
});
