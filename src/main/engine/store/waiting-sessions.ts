/**
 * Sessions that something is to be found out about: the newest ones, at most so many. The oldest give way. Their ends are kept
 * with them, because some are forgotten before anybody asks.
 */
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';

export interface WaitingSession {
  readonly slot: Slot;
  /** Tells whether the slot still holds it. */
  readonly serial: number;
  /** How often it was looked for already. */
  readonly tries: number;
  /** IP protocol number. */
  readonly protocol: number;
  /** Four words each, IPv4 as mapped IPv6. */
  readonly initiator: Uint32Array;
  readonly responder: Uint32Array;
  readonly initiatorPort: number;
  readonly responderPort: number;
}

const WORDS = 4;

export class WaitingSessions {
  private readonly capacity: number;
  private readonly slots: Uint32Array;
  private readonly serials: Float64Array;
  private readonly tries: Uint8Array;
  private readonly protocols: Uint8Array;
  private readonly initiators: Uint32Array;
  private readonly responders: Uint32Array;
  private readonly initiatorPorts: Uint16Array;
  private readonly responderPorts: Uint16Array;
  private next = 0;
  count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.slots = new Uint32Array(capacity);
    this.serials = new Float64Array(capacity);
    this.tries = new Uint8Array(capacity);
    this.protocols = new Uint8Array(capacity);
    this.initiators = new Uint32Array(capacity * WORDS);
    this.responders = new Uint32Array(capacity * WORDS);
    this.initiatorPorts = new Uint16Array(capacity);
    this.responderPorts = new Uint16Array(capacity);
  }

  add(columns: SessionColumns, slot: Slot, tries: number): void {
    const at = this.next;
    this.slots[at] = slot;
    this.serials[at] = columns.serial(slot);
    this.tries[at] = tries;
    this.protocols[at] = columns.protocol(slot);
    const { unsigned } = columns;
    const initiator = columns.initiatorAt(slot);
    const responder = columns.responderAt(slot);
    for (let word = 0; word < WORDS; word++) {
      this.initiators[at * WORDS + word] = unsigned[initiator + word]!;
      this.responders[at * WORDS + word] = unsigned[responder + word]!;
    }
    this.initiatorPorts[at] = columns.initiatorPort(slot);
    this.responderPorts[at] = columns.responderPort(slot);
    this.next = (at + 1) % this.capacity;
    if (this.count < this.capacity) this.count++;
  }

  /** All of them, oldest first; nobody waits afterwards. */
  takeAll(): WaitingSession[] {
    const { count, next, capacity } = this;
    this.count = 0;
    return Array.from({ length: count }, (_, i) => this.at((next - count + i + capacity) % capacity));
  }

  private at(at: number): WaitingSession {
    return {
      slot: this.slots[at]!,
      serial: this.serials[at]!,
      tries: this.tries[at]!,
      protocol: this.protocols[at]!,
      initiator: this.initiators.slice(at * WORDS, (at + 1) * WORDS),
      responder: this.responders.slice(at * WORDS, (at + 1) * WORDS),
      initiatorPort: this.initiatorPorts[at]!,
      responderPort: this.responderPorts[at]!,
    };
  }
}
