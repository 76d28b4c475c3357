/** What hosts may say of the built-in chains. */
import { CHAIN_NAMES, type ChainName } from '#contract/observers.ts';
import { chainsNamed } from './pipeline/observers/chains.ts';
import type { ChainKind } from './pipeline/observers/observer-chain.ts';

export type ChainFacts = Pick<ChainKind, 'name' | 'summary' | 'keys'>;

export function observerChains(names: readonly ChainName[] = CHAIN_NAMES): readonly ChainFacts[] {
  return chainsNamed(names);
}
