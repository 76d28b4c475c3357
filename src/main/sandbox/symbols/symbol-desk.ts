/** All symbols of the plugin that are open. What is said to one of them is done in order; they do not wait for each other. */
import type { SymbolOpening, SymbolToPlugin } from '#contract/plugins/symbols.ts';
import { OpenSymbol, type OpenSymbolParts } from './open-symbol.ts';

interface Held {
  readonly symbol: OpenSymbol;
  /** What was asked of it until now is done. */
  last: Promise<void>;
}

export class SymbolDesk {
  private readonly parts: OpenSymbolParts;
  private readonly held = new Map<number, Held>();
  private readonly broken: (error: unknown) => void;

  /** `broken`: something of ours is. */
  constructor(parts: OpenSymbolParts, broken: (error: unknown) => void) {
    this.parts = parts;
    this.broken = broken;
  }

  receive(message: SymbolToPlugin): void {
    const { id } = message;
    if (message.t === 'open') {
      this.open(message);
      return;
    }
    const held = this.held.get(id);
    if (message.t === 'read') held?.symbol.read();
    else if (message.t === 'taken') held?.symbol.taken(message.seq, message.ok);
    else if (held === undefined) this.refuse(message);
    else {
      this.inTurn(held, () => held.symbol.handle(message));
      if (message.t === 'close') this.held.delete(id);
    }
  }

  /** The end of the plugin: what is under way comes to its end, then each is closed. */
  async closeAll(): Promise<void> {
    const all = [...this.held.values()];
    this.held.clear();
    for (const held of all) this.inTurn(held, async () => void (await held.symbol.close()));
    await Promise.all(all.map(({ last }) => last));
  }

  private open(opening: SymbolOpening): void {
    const held: Held = { symbol: new OpenSymbol(opening, this.parts), last: Promise.resolve() };
    this.held.set(opening.id, held);
    this.inTurn(held, async () => {
      if (!(await held.symbol.open())) this.held.delete(opening.id);
    });
  }

  private inTurn(held: Held, work: () => Promise<void>): void {
    held.last = held.last.then(work).catch(this.broken);
  }

  private refuse(message: Exclude<SymbolToPlugin, { t: 'open' | 'read' | 'taken' }>): void {
    const { id } = message;
    const said = { id, ok: false, message: 'it is not open' };
    if (message.t === 'test') this.parts.answer({ t: 'tested', ...said });
    else if (message.t === 'close') this.parts.answer({ t: 'closed', ...said, ok: true, message: null });
    else this.parts.answer({ t: 'done', ...said, seq: message.seq, output: null });
  }
}
