/** WebAssembly as far as we need it: neither the language's library nor Node's types have it. */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export interface WasmTable {
  readonly length: number;
  get(index: number): unknown;
  set(index: number, value: unknown): void;
  grow(count: number): number;
}

interface WasmImport {
  readonly module: string;
  readonly name: string;
}

interface WasmApi {
  readonly Module: {
    new (bytes: Uint8Array): object;
    imports(module: object): readonly WasmImport[];
  };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** In every runtime that this can run in. */
export const wasm: WasmApi = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
