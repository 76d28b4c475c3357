/** The judge judged: that a difference is seen, a documented one let pass, and one that is gone reported. */
import { expect, it } from 'vitest';
import type { CaptureResult } from './capture-result.ts';
import { compareFacts, Facts } from './difference.ts';
import { DOCUMENTED } from './documented.ts';
import { judge, terminalText } from './report.ts';

function facts(...entries: readonly (readonly [string, string])[]): Facts {
  const all = new Facts();
  for (const [key, value] of entries) all.add(key, value, 7);
  return all;
}

function resultOf(file: string, ours: Facts, theirs: Facts): CaptureResult {
  return { file, outcome: 'read', comparisons: [compareFacts('DNS', ours, theirs)], peers: null };
}

it('sees what differs, what only one side has, and how often', () => {
  const compared = compareFacts(
    'DNS',
    facts(['same', '1'], ['other', '1'], ['mine', '1'], ['twice', '1']),
    facts(['same', '1'], ['other', '2'], ['twice', '1'], ['twice', '1']),
  );
  expect(compared.agreed).toBe(2);
  expect(compared.differences.map(({ key, ours, theirs }) => [key, ours, theirs])).toEqual([
    ['other', '1', '2'],
    ['twice (2)', 'nothing', '1'],
    ['mine', '1', 'nothing'],
  ]);
});

it('names the frame and both readings of a difference that is not documented', () => {
  const judged = judge(resultOf('new.pcap', facts(['query', 'a']), facts(['query', 'b'])));
  expect(judged.undocumented).toHaveLength(1);
  expect(terminalText([judged])).toMatch(/new\.pcap, frame 7, DNS: query\n +ours: +a\n +theirs: b/);
});

it('lets pass exactly what is documented, and reports what no longer occurs', () => {
  const documented = DOCUMENTED.filter(({ category }) => category === 'DNS');
  const [first] = documented;
  if (first === undefined) throw new Error('There is no documented difference of this category left to try with');
  const theirs = facts([first.key, first.theirs]);
  const judged = judge(resultOf(first.file, facts([first.key, first.ours]), theirs));
  expect([judged.undocumented, judged.documented]).toEqual([[], [first]]);
  const changed = judge(resultOf(first.file, facts([first.key, 'something else']), theirs));
  expect(changed.undocumented).toHaveLength(1);
  expect(changed.stale).toContain(first);
  expect(terminalText([changed])).toContain('is documented as a difference, but does not occur');
});
