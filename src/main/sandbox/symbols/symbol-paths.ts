/** Where symbols are among a plugin's exports. */
import type { SymbolKind } from '#contract/plugins/symbols.ts';
import type { SymbolTable } from '../runtime.ts';

const TABLES: Readonly<Record<Exclude<SymbolKind, 'stage'>, SymbolTable>> = {
  source: 'sources',
  sink: 'sinks',
  function: 'functions',
};

/** `sinks.NAME`; of a stage its name, `process`. */
export function pathOf({ kind, name }: { readonly kind: SymbolKind; readonly name: string }): string {
  return kind === 'stage' ? name : `${TABLES[kind]}.${name}`;
}

/** Where one of its methods is; a function may be its own `exec`. */
export function methodPath(symbol: { readonly kind: SymbolKind; readonly name: string }, method: string): string {
  return symbol.kind === 'stage' ? method : `${pathOf(symbol)}.${method}`;
}
