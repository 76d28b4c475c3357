/**
 * Chosen chains over the flow table's sessions: forward is from the initiator. Sessions begin and end by the flow table's rules,
 * so what a chain says of completion does not matter here.
 */
import type { DecodedPacket } from '#main/engine/decode/packet.ts';
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';
import { ChainSet } from './chain-set.ts';
import { HeaderView } from './header-view.ts';
import type { ChainKind, ObservedValue } from './observer-chain.ts';
import { grown } from './value-columns.ts';

export class SessionObserver {
  readonly names: readonly string[];
  readonly #chains: ChainSet;
  readonly #header: HeaderView = new HeaderView();
  #columns: SessionColumns | null = null;
  /** By slot: serial of the session whose values are there. */
  #serials: Float64Array = new Float64Array(0);

  constructor(kinds: readonly ChainKind[]) {
    this.#chains = new ChainSet(kinds);
    this.names = this.#chains.keys.map(({ name }) => name);
  }

  /** Once, before the first packet: the table's columns exist only after its listener. */
  attach(columns: SessionColumns): void {
    this.#columns = columns;
  }

  /** As the flow table tells it; `direction` OUT or IN, which are forward and reverse. */
  packet(packet: DecodedPacket, slot: Slot, direction: number): void {
    const columns = this.#columns;
    if (columns === null || slot < 0) return;
    if (slot >= this.#serials.length) this.#serials = grown(this.#serials, columns.capacity);
    const header = this.#header;
    header.take(packet);
    const serial = columns.serial(slot);
    if (this.#serials[slot] !== serial) {
      this.#serials[slot] = serial;
      this.#chains.begin(slot, header, direction);
    }
    this.#chains.packet(slot, header, direction);
  }

  isText(position: number): boolean {
    return this.#chains.keys[position]!.text === true;
  }

  /** The initial one where no packet of the session was told. */
  value(slot: Slot, position: number): ObservedValue {
    const known = this.#serials[slot] === this.#columns?.serial(slot);
    return known ? this.#chains.value(slot, position) : this.#chains.keys[position]!.initial;
  }
}
