/** Host promises that Lua holds by number. Kept until Lua's garbage collector lets go of them. */
export interface HeldPromise {
  /** Resolves, and never rejects, once `outcome` is there. */
  readonly settled: Promise<void>;
  outcome: { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string } | null;
  /** Somebody waits or waited for it, and has been told. */
  isAwaited: boolean;
}

export class LuaPromises {
  private readonly held = new Map<number, HeldPromise>();
  private readonly unheard: (message: string) => void;
  private last = 0;

  /** `unheard`: one was rejected and nobody waits for it. */
  constructor(unheard: (message: string) => void) {
    this.unheard = unheard;
  }

  add(promise: Promise<unknown>): number {
    const settle = async (): Promise<void> => {
      try {
        held.outcome = { ok: true, value: await promise };
      } catch (error) {
        held.outcome = { ok: false, message: messageOf(error) };
        if (!held.isAwaited) this.unheard(held.outcome.message);
      }
    };
    const number = ++this.last;
    const held: HeldPromise = { settled: Promise.resolve().then(settle), outcome: null, isAwaited: false };
    this.held.set(number, held);
    return number;
  }

  get(number: number): HeldPromise | undefined {
    return this.held.get(number);
  }

  release(number: number): void {
    this.held.delete(number);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
