/**
 * The few web interfaces that Node, Electron and every browser have alike, and that code without an environment may use.
 * Clocks, timers and randomness are left out on purpose: they come in as arguments.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
  throwIfAborted(): void;
}
declare const AbortSignal: { any(signals: readonly AbortSignal[]): AbortSignal; abort(reason?: unknown): AbortSignal };
interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare const AbortController: new () => AbortController;

interface TextDecoder {
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}
declare const TextDecoder: new (label?: string, options?: { readonly fatal?: boolean }) => TextDecoder;
interface TextEncoder {
  encode(text: string): Uint8Array;
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number };
}
declare const TextEncoder: new () => TextEncoder;

declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;
