/** Tables for the terminal that are Markdown as well. */

/** `rows` of texts; numbers are written by the caller. Columns after the first are aligned to the right. */
export function table(header, rows) {
  const all = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(3, ...all.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join('\n');
}

export const count = (number) => Math.round(number).toLocaleString('en');
export const mib = (bytes) => (bytes / 2 ** 20).toFixed(0);
/** Three digits at least: 0.123, 4.56, 78.9, 1234. */
export const brief = (number) => (number >= 100 ? number.toFixed(0) : number.toPrecision(3));
