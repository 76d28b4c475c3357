/** The fuzzer finds what it is made to find: targets with known faults. */
import { describe, expect, it } from 'vitest';
import { Campaign, type Problem } from './campaign.ts';
import type { Corpus } from './corpus.ts';
import type { Outcome, Target } from './target.ts';

const corpus: Corpus = { files: [], datagrams: [], segments: [], frames: () => [] };
const seed = Uint8Array.from({ length: 40 }, (_, index) => index);

function target(run: (input: Uint8Array) => Outcome): Target {
  return { name: 'toy', longest: 100, seeds: () => [seed], run };
}

async function firstProblem(toy: Target, runs = 20_000): Promise<Problem | null> {
  const campaign = new Campaign(toy, corpus, 1, () => {});
  while (campaign.runs < runs) {
    const problem = await campaign.next();
    if (problem !== null) return problem;
  }
  return null;
}

const fine: Outcome = { kind: 'fine', result: '' };

describe('a campaign', () => {
  it('finds nothing where nothing is wrong', async () => {
    expect(
      await firstProblem(
        target(() => fine),
        3000,
      ),
    ).toBe(null);
  });

  it('finds an exception that two bytes together make, and makes the input small', async () => {
    const toy = target((input) => {
      const at = input.indexOf(0xff);
      if (at >= 0 && input[at + 1] === 0xff) throw new RangeError('two of them');
      return { kind: at >= 0 ? 'one' : 'none', result: '' };
    });
    expect(await firstProblem(toy)).toMatchObject({ message: 'two of them', input: Uint8Array.of(0xff, 0xff) });
  });

  it('finds a result that changes', async () => {
    let calls = 0;
    const toy = target(() => ({ kind: 'fine', result: String(calls++) }));
    expect((await firstProblem(toy))?.message).toContain('same result');
  });

  it('finds that an input was written to', async () => {
    const toy = target((input) => {
      if (input.length > 0) input[0] = 1;
      return fine;
    });
    expect((await firstProblem(toy))?.message).toContain('only read');
  });

  it('gives the same inputs for the same seed', async () => {
    const inputsOf = async (): Promise<string[]> => {
      const seen: string[] = [];
      const toy = target((input) => {
        seen.push(input.join(' '));
        return { kind: String(input.length), result: '' };
      });
      await firstProblem(toy, 300);
      return seen;
    };
    expect(await inputsOf()).toEqual(await inputsOf());
  });
});
