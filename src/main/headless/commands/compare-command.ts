/** `netloupe compare`: what is new, gone and changed between two captures. */
import { formatBytes, formatCount } from '#base/units-format.ts';
import type { Result } from '#base/result.ts';
import type { Compared, ComparedParams, ComparedRow, ComparedSide, Comparison } from '#contract/history/compare.ts';
import { checkFilter } from '#main/engine/check-filter.ts';
import { createCliEngine } from '../cli-engine.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { checkInputs } from '../input-files.ts';
import { stopSignal } from '../interrupts.ts';
import { findPackageRoot } from '../package-root.ts';
import { refuse } from '../refuse.ts';
import { loadSettings } from '../settings-file.ts';
import { print, printExact } from '../terminal.ts';
import { textTable } from '../text-table.ts';

export interface CompareOptions {
  readonly by: Compared;
  readonly change: ComparedParams['change'];
  readonly filter?: string;
  readonly limit: number;
  readonly format: 'table' | 'json';
  readonly config?: string;
}

export async function compareCommand(before: string, after: string, options: CompareOptions): Promise<number> {
  const settings = await loadSettings(options.config);
  if (!settings.ok) return refuse(settings.failure);
  const mistaken = options.filter === undefined ? null : checkFilter(options.filter);
  if (mistaken !== null) return refuse(mistaken);
  const problem = await checkInputs('compare', [before, after]);
  if (problem !== null) return refuse(problem);
  const { engine } = createCliEngine(findPackageRoot(), settings.value, null, null, null, 'memory');
  try {
    const { signal } = stopSignal();
    const { commands } = engine.service;
    const sides: ComparedSide[] = [];
    for (const path of [before, after]) {
      const loaded = await commands['history.load']({ path }, signal);
      if (!loaded.ok) return refuse(loaded.failure);
      sides.push({ dataset: loaded.value.dataset, span: null });
    }
    const [then, now] = sides as [ComparedSide, ComparedSide];
    const { by, change, limit, filter = '' } = options;
    const params = { before: then, after: now, by, change, filter, offset: 0, limit, redact: false };
    const compared: Result<Comparison> = await commands['history.compare'](params, signal);
    if (!compared.ok) return refuse(compared.failure);
    await (options.format === 'json' ? printExact(jsonText(compared.value)) : print(tableText(compared.value, by)));
    return EXIT_DONE;
  } finally {
    await engine.close();
  }
}

function jsonText(comparison: Comparison): string {
  return `${JSON.stringify(comparison, null, 2)}\n`;
}

const RIGHT = [2, 3, 4, 5];

function tableText({ rows, counts }: Comparison, by: Compared): string {
  const isName = by === 'name';
  const header = isName
    ? ['', by.toUpperCase(), 'BEFORE', 'AFTER']
    : ['', by.toUpperCase(), 'BEFORE', 'AFTER', 'SESSIONS', 'NOW'];
  const lines = rows.map((row) => {
    const first = [row.change, row.label ?? '–'];
    if (isName) return [...first, countOf(row, 'before'), countOf(row, 'after')];
    return [...first, bytesOf(row, 'before'), bytesOf(row, 'after'), countOf(row, 'before'), countOf(row, 'after')];
  });
  const sum = `${formatCount(counts.new)} new, ${formatCount(counts.gone)} gone, ${formatCount(counts.changed)} changed, ${formatCount(counts.same)} alike\n`;
  return `${textTable([header, ...lines], RIGHT)}${sum}`;
}

function bytesOf(row: ComparedRow, side: 'before' | 'after'): string {
  const { sessions, bytes_in: bytesIn, bytes_out: bytesOut } = row[side];
  return sessions === 0 ? '–' : formatBytes(bytesIn + bytesOut);
}

function countOf(row: ComparedRow, side: 'before' | 'after'): string {
  return row[side].sessions === 0 ? '–' : formatCount(row[side].sessions);
}
