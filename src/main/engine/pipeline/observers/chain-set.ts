/** Chosen chains over flows that somebody else numbers. Every chain sees every packet, so their order changes only that of the keys. */
import type { HeaderView } from './header-view.ts';
import type { ChainKind, ObservedKey, ObservedValue, ObserverChain } from './observer-chain.ts';

const SMALLEST_CAPACITY = 1024;

export class ChainSet {
  readonly keys: readonly ObservedKey[];
  readonly #chains: readonly ObserverChain[];
  /** By position among all keys: the chain, and the position among its own. */
  readonly #places: readonly { readonly chain: ObserverChain; readonly position: number }[];
  #capacity: number = 0;

  constructor(kinds: readonly ChainKind[]) {
    const made = kinds.map((kind) => ({ kind, chain: kind.create() }));
    this.keys = kinds.flatMap((kind) => kind.keys);
    this.#chains = made.map(({ chain }) => chain);
    this.#places = made.flatMap(({ kind, chain }) => kind.keys.map((_, position) => ({ chain, position })));
  }

  /** The number now stands for a flow that begins with this packet, which is not noted yet. */
  begin(flow: number, header: HeaderView, direction: number): void {
    if (flow >= this.#capacity) this.#grow(flow + 1);
    for (const chain of this.#chains) chain.begin(flow, header, direction);
  }

  /** False: a chain says that the flow is complete. */
  packet(flow: number, header: HeaderView, direction: number): boolean {
    let goesOn = true;
    for (let index = 0; index < this.#chains.length; index++)
      if (!this.#chains[index]!.packet(flow, header, direction)) goesOn = false;
    return goesOn;
  }

  /** `position` among `keys`. */
  value(flow: number, position: number): ObservedValue {
    const place = this.#places[position]!;
    return place.chain.value(flow, place.position);
  }

  #grow(needed: number): void {
    this.#capacity = Math.max(needed, this.#capacity * 2, SMALLEST_CAPACITY);
    for (const chain of this.#chains) chain.grow(this.#capacity);
  }
}
