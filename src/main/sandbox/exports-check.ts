/** Whether a module exports something that can be run, and what to tell its author where it does not. */
import { OBSERVER_CHAINS, OBSERVERS_EXPORT } from '#contract/plugins/header-fields.ts';
import { PLUGIN_ENTRY_POINTS, PLUGIN_LIFE_CYCLE } from '#contract/plugins/process-limits.ts';
import type { PluginStart } from '#contract/plugins/process.ts';
import type { Outcome } from './outcome.ts';
import { faulty } from './outcome.ts';
import { SYMBOL_TABLES, type FoundExports, type SymbolTable } from './runtime.ts';

const NAMES_SHOWN = 20;
/** The method without which a symbol is none; a function may be one itself. */
const NEEDED: Readonly<Record<SymbolTable, string>> = { sources: 'open', sinks: 'collect', functions: 'exec' };

/** Names of the exports that will be used; symbols as `sinks.NAME`. */
export function checkExports(
  found: FoundExports,
  start: Pick<PluginStart, 'main' | 'symbols'>,
): Outcome<readonly string[]> {
  const { main } = start;
  const used: string[] = [];
  for (const name of [...PLUGIN_ENTRY_POINTS, ...PLUGIN_LIFE_CYCLE]) {
    const kind = found.kindOf(name);
    if (kind === null) continue;
    if (kind !== 'function') return faulty(`${main} exports ${name} as a ${kind}, not as a function`);
    used.push(name);
  }
  const symbols = checkSymbols(found, start);
  if (!symbols.ok) return symbols;
  used.push(...symbols.value);
  const observers = checkObservers(found, main);
  if (!observers.ok) return observers;
  used.push(...observers.value);
  if (symbols.value.length + observers.value.length === 0 && !PLUGIN_ENTRY_POINTS.some((name) => used.includes(name))) {
    return faulty(nothingToCall(main, found));
  }
  return { ok: true, value: used };
}

/** What `sources`, `sinks` and `functions` hold is what the manifest says; where it says nothing at all, all of it counts. */
function checkSymbols(
  found: FoundExports,
  { main, symbols }: Pick<PluginStart, 'main' | 'symbols'>,
): Outcome<readonly string[]> {
  const isDeclared = SYMBOL_TABLES.some((table) => symbols[table].length > 0);
  const used: string[] = [];
  for (const table of SYMBOL_TABLES) {
    const kind = found.kindOf(table);
    if (kind !== null && kind !== 'object' && kind !== 'table') {
      return faulty(`${main} exports ${table} as a ${kind}; it holds ${table} by name`);
    }
    const members = found.members(table);
    const missing = symbols[table].filter((name) => found.kindOf(`${table}.${name}`) === null);
    if (missing.length > 0) {
      return faulty(`plugin.json names ${table} that are not in the export ${table} of ${main}: ${missing.join(', ')}`);
    }
    const unnamed = isDeclared ? members.filter((name) => !symbols[table].includes(name)) : [];
    if (unnamed.length > 0) {
      return faulty(
        `${main} exports ${table} that plugin.json does not name under symbols.${table}: ${unnamed.join(', ')}`,
      );
    }
    for (const name of isDeclared ? symbols[table] : members) {
      const path = `${table}.${name}`;
      if (found.kindOf(path) === 'function' && table === 'functions') used.push(path);
      else if (found.kindOf(`${path}.${NEEDED[table]}`) === 'function') used.push(path);
      else return faulty(`${main} exports ${path} without a function ${NEEDED[table]}`);
    }
  }
  return { ok: true, value: used };
}

/** The export itself and each chain in it, as `observers.tcp`. */
function checkObservers(found: FoundExports, main: string): Outcome<readonly string[]> {
  const kind = found.kindOf(OBSERVERS_EXPORT);
  if (kind === null) return { ok: true, value: [] };
  const known = OBSERVER_CHAINS.join(', ');
  if (kind !== 'object' && kind !== 'table') {
    return faulty(`${main} exports ${OBSERVERS_EXPORT} as a ${kind}; it holds functions by name: ${known}`);
  }
  const strange = found
    .members(OBSERVERS_EXPORT)
    .find((name) => !(OBSERVER_CHAINS as readonly string[]).includes(name));
  if (strange !== undefined) {
    return faulty(`${main} exports ${OBSERVERS_EXPORT}.${strange}, which is no chain; there are: ${known}`);
  }
  const chains: string[] = [];
  for (const name of OBSERVER_CHAINS) {
    const path = `${OBSERVERS_EXPORT}.${name}`;
    const kindOfChain = found.kindOf(path);
    if (kindOfChain === null) continue;
    if (kindOfChain !== 'function') return faulty(`${main} exports ${path} as a ${kindOfChain}, not as a function`);
    chains.push(path);
  }
  if (chains.length === 0) return faulty(`${main} exports ${OBSERVERS_EXPORT} without any of ${known}`);
  return { ok: true, value: [OBSERVERS_EXPORT, ...chains] };
}

function nothingToCall(main: string, found: FoundExports): string {
  const wanted = [...PLUGIN_ENTRY_POINTS, OBSERVERS_EXPORT, ...SYMBOL_TABLES].join(', ');
  const { names } = found;
  const shown = names.length > NAMES_SHOWN ? [...names.slice(0, NAMES_SHOWN), '…'] : names;
  return `${main} exports none of ${wanted} (found: ${shown.length === 0 ? 'nothing' : shown.join(', ')})`;
}
