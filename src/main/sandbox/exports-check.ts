/** Whether a module exports something that can be run, and what to tell its author where it does not. */
import { PLUGIN_ENTRY_POINTS, PLUGIN_LIFE_CYCLE } from '#contract/plugins/process-limits.ts';
import type { PluginStart } from '#contract/plugins/process.ts';
import type { Outcome } from './outcome.ts';
import { faulty } from './outcome.ts';
import type { FoundExports } from './runtime.ts';

/** Parts of a pipeline: exports that a later version will run. */
const LATER = ['observers', 'process', 'sources', 'sinks', 'functions'];
const NAMES_SHOWN = 20;

/** Names of the exports that will be used. */
export function checkExports(
  found: FoundExports,
  start: Pick<PluginStart, 'main' | 'symbols'>,
): Outcome<readonly string[]> {
  const { main, symbols } = start;
  const used: string[] = [];
  for (const name of [...PLUGIN_ENTRY_POINTS, ...PLUGIN_LIFE_CYCLE]) {
    const kind = found.kindOf(name);
    if (kind === null) continue;
    if (kind !== 'function') return faulty(`${main} exports ${name} as a ${kind}, not as a function`);
    used.push(name);
  }
  const declared = [...symbols.sources, ...symbols.sinks, ...symbols.functions];
  const missing = declared.filter((name) => found.kindOf(name) === null);
  if (missing.length > 0) {
    return faulty(`plugin.json names symbols that ${main} does not export: ${missing.join(', ')}`);
  }
  if (!PLUGIN_ENTRY_POINTS.some((name) => used.includes(name))) return faulty(nothingToCall(main, found));
  return { ok: true, value: [...used, ...declared.filter((name) => !used.includes(name))] };
}

function nothingToCall(main: string, found: FoundExports): string {
  const wanted = PLUGIN_ENTRY_POINTS.join(', ');
  const later = LATER.filter((name) => found.kindOf(name) !== null);
  if (later.length > 0) {
    return `${main} exports ${later.join(', ')}, which this version of Netloupe does not run yet; it runs ${wanted}`;
  }
  const { names } = found;
  const shown = names.length > NAMES_SHOWN ? [...names.slice(0, NAMES_SHOWN), '…'] : names;
  return `${main} exports none of ${wanted} (found: ${shown.length === 0 ? 'nothing' : shown.join(', ')})`;
}
