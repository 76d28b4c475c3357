/** A short run of every target, always the same: what is found by it has been broken lately. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Campaign } from './campaign.ts';
import { loadCorpus } from './corpus.ts';
import { TARGETS } from './targets/all.ts';

const SEED = 20_261_121;
const root = path.resolve(import.meta.dirname, '..');
const corpus = await loadCorpus(root);

/** Inputs, by how long one takes. */
function inputs(name: string): number {
  if (name === 'flow-soak') return 3;
  if (/^(flow|read|capture|reassembly)/.test(name)) return 100;
  if (name === 'settings') return 300;
  return name.startsWith('frame') ? 1200 : 2000;
}

describe('a short run with a fixed seed finds nothing', () => {
  it.each(TARGETS.map((target) => [target.name, target] as const))('%s', async (name, target) => {
    const campaign = new Campaign(target, corpus, SEED, () => {});
    while (campaign.runs < inputs(name)) expect(await campaign.next()).toBe(null);
  });
});
