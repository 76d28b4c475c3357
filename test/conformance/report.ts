/** Results as text: the table on the terminal, and the part of docs/conformance.md that is made from them. */
import type { CaptureResult } from './capture-result.ts';
import { CATEGORIES, type Category, type Difference } from './difference.ts';
import type { Agreement } from './peers.ts';
import { DOCUMENTED, type Documented } from './documented.ts';

export interface Judged {
  readonly result: CaptureResult;
  readonly undocumented: readonly Difference[];
  readonly documented: readonly Documented[];
  /** Documented, but not found. */
  readonly stale: readonly Documented[];
}

export function judge(result: CaptureResult): Judged {
  const known = DOCUMENTED.filter(({ file }) => file === result.file);
  const differences = result.comparisons.flatMap((comparison) => comparison.differences);
  const isThis = (difference: Difference) => (row: Documented) =>
    row.category === difference.category &&
    row.key === difference.key &&
    row.ours === difference.ours &&
    row.theirs === difference.theirs;
  return {
    result,
    undocumented: differences.filter((difference) => !known.some(isThis(difference))),
    documented: known.filter((row) => differences.some((difference) => isThis(difference)(row))),
    stale: known.filter((row) => !differences.some((difference) => isThis(difference)(row))),
  };
}

/** `agreed`, with what differs: `12`, `12 + 1 documented`, `11, 2 differ`; empty where there is nothing to compare. */
function cell({ result, undocumented, documented }: Judged, category: Category): string {
  const ofCategory = ({ category: other }: { readonly category: Category }): boolean => other === category;
  const agreed = result.comparisons.filter(ofCategory).reduce((sum, comparison) => sum + comparison.agreed, 0);
  const differ = undocumented.filter(ofCategory).length;
  const known = documented.filter(ofCategory).length;
  if (agreed + differ + known === 0) return '';
  return `${agreed}${known > 0 ? ` + ${known} documented` : ''}${differ > 0 ? `, ${differ} DIFFER` : ''}`;
}

const PEERS = ['flows', 'names'] as const;

function agreementText(agreement: Agreement | undefined): string {
  return agreement === undefined || agreement.total === 0 ? '' : `${agreement.agreed}/${agreement.total}`;
}

export function table(results: readonly Judged[]): string[][] {
  const header = ['capture', ...CATEGORIES, ...PEERS, 'read'];
  const rows = results.map((judged) => {
    const peers = PEERS.map((peer) => agreementText(judged.result.peers?.[peer]));
    const cells = CATEGORIES.map((category) => cell(judged, category));
    return [judged.result.file, ...cells, ...peers, judged.result.outcome];
  });
  const peerTotals = PEERS.map((peer) => {
    const all = results.flatMap(({ result }) => result.peers?.[peer] ?? []);
    const sum = (pick: keyof Agreement): number => all.reduce((count, one) => count + one[pick], 0);
    return agreementText({ agreed: sum('agreed'), total: sum('total') });
  });
  return [header, ...rows, ['total', ...CATEGORIES.map((category) => total(results, category)), ...peerTotals, '']];
}

function total(results: readonly Judged[], category: Category): string {
  const comparisons = results.flatMap(({ result }) => result.comparisons).filter((one) => one.category === category);
  const agreed = comparisons.reduce((sum, one) => sum + one.agreed, 0);
  const differ = results.flatMap(({ undocumented }) => undocumented).filter((one) => one.category === category).length;
  const known = results.flatMap(({ documented }) => documented).filter((one) => one.category === category).length;
  return `${agreed}${known > 0 ? ` + ${known} documented` : ''}${differ > 0 ? `, ${differ} DIFFER` : ''}`;
}

export function terminalText(results: readonly Judged[]): string {
  const rows = table(results);
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const details = results.flatMap(({ result, undocumented, stale }) => [
    ...undocumented.map(
      (one) =>
        `${result.file}${place(one.frame)}, ${one.category}: ${one.key}\n    ours:   ${one.ours}\n    theirs: ${one.theirs}`,
    ),
    ...stale.map(
      (one) => `${result.file}, ${one.category}: ${one.key}\n    is documented as a difference, but does not occur`,
    ),
  ]);
  return `${lines.join('\n')}\n\n${details.length === 0 ? 'No undocumented difference.' : details.join('\n')}\n`;
}

function place(frame: number | null): string {
  return frame === null ? '' : `, frame ${frame}`;
}

/** The generated part of docs/conformance.md. */
export function markdown(results: readonly Judged[]): string {
  const [header = [], ...rows] = table(results);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  const differences = DOCUMENTED.map((row) => [
    `\`${row.file}\``,
    row.frame === null ? '' : String(row.frame),
    `${row.category}: ${row.key}`,
    row.ours,
    row.theirs,
    row.why,
  ]);
  return [
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
    '',
    '## Documented differences',
    '',
    line(['capture', 'frame', 'what', 'netloupe', 'the other tool', 'who is right, and why']),
    line(Array.from({ length: 6 }, () => '---')),
    ...differences.map(line),
  ].join('\n');
}
