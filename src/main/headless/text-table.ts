import { visibleText } from '#base/visible-text.ts';

/** Columns two spaces apart, `right` ones (by position) flush right. Missing cells are empty, and each row is one line. */
export function textTable(given: readonly (readonly string[])[], right: readonly number[] = []): string {
  const rows = given.map((row) => row.map((cell) => visibleText(cell)));
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows
    .map((row) => {
      const cells = widths.map((width, i) =>
        right.includes(i) ? (row[i] ?? '').padStart(width) : (row[i] ?? '').padEnd(width),
      );
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}
