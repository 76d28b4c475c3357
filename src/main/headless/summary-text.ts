/** The summary for people. `--summary json` prints the object itself. */
import type { Summary } from '#contract/health.ts';
import { formatBytes, formatCount, formatDuration } from '#base/units-format.ts';

export function summaryText(summary: Summary): string {
  const rows: [label: string, value: string][] = [
    ['packets', `${formatCount(summary.packets)} (${formatBytes(summary.bytes)})`],
    ['link types', summary.linktypes.length === 0 ? 'none' : summary.linktypes.join(', ')],
    ['time', timeText(summary)],
    ['sessions', formatCount(summary.sessions)],
    ['DNS', `${formatCount(summary.dns_transactions)} transactions`],
    ['undecoded', countsText(summary.undecoded)],
    ['lost', countsText(summary.drops)],
  ];
  if (summary.coverage !== null) rows.push(['coverage', `${(summary.coverage * 100).toFixed(1)} %`]);
  const speed = `${formatCount(summary.packets_per_s)} packets/s`;
  const memory = `${formatBytes(summary.peak_rss_bytes)} of memory at most`;
  rows.push(['took', `${formatDuration(summary.elapsed_s)} (${speed}, ${memory})`]);
  const title = summary.files.join(', ');
  const lines = rows.map(([label, value]) => `  ${label.padEnd(12)}${value}`);
  return `${title === '' ? '' : `${title}\n`}${lines.join('\n')}\n`;
}

function timeText({ first_time: first, last_time: last }: Summary): string {
  if (first === null || last === null) return 'no packets';
  const seconds = (Date.parse(last) - Date.parse(first)) / 1000;
  return `${first} to ${last} (${formatDuration(Math.max(0, seconds))})`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const seen = Object.entries(counts).filter(([, count]) => count > 0);
  if (seen.length === 0) return 'nothing';
  return seen.map(([name, count]) => `${name.replaceAll('_', ' ')} ${formatCount(count)}`).join(', ');
}
